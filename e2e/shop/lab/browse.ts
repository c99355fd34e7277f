import type { Shop } from './start-shop.ts'

/** Someone at a screen of the shop, with cookies and forms, without JavaScript. */
export type Visitor = {
  get: (path: string, headers?: Record<string, string>) => Promise<string>
  /** Sends a form of a page as it stands there, with some fields changed; answers the page that follows. */
  submit: (path: string, form: RegExp, changes?: Record<string, string | string[]>) => Promise<string>
  post: (path: string, fields: Record<string, string | string[]>) => Promise<string>
}

type Fields = [string, string][]

export async function logIn(shop: Shop, user: string, password: string): Promise<Visitor> {
  const visitor = visit(shop)
  await visitor.get('/wp-login.php')
  await visitor.post('/wp-login.php', { log: user, pwd: password, 'wp-submit': 'Log In', testcookie: '1' })
  return visitor
}

export function visit(shop: Shop): Visitor {
  const cookies = new Map<string, string>()
  const call = async (path: string, init: RequestInit = {}, hops = 0): Promise<string> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await shop.fetch(path, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';')[0] ?? '').split(/=(.*)/)
      cookies.set(name, value)
    }
    const next = answer.headers.get('location')
    const text = await answer.text()
    if (next !== null && hops < 5) return call(resolve(next, path), {}, hops + 1)
    if (answer.status >= 500) throw new Error(`${path} answered ${answer.status}: ${text.slice(0, 500)}`)
    return text
  }
  const resolve = (link: string, from: string) => {
    const { pathname, search } = new URL(link, shop.url + from)
    return pathname + search
  }
  const post = (path: string, fields: Fields) =>
    call(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    })
  return {
    get: (path, headers = {}) => call(path, { headers }),
    post: (path, fields) => post(path, spread(fields)),
    async submit(path, form, changes = {}) {
      const page = await call(path)
      const found = [...page.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/g)].find(([text]) => form.test(text))
      if (!found) throw new Error(`${path} has no form ${form}: ${page.replace(/<[^>]+>/g, ' ').slice(0, 300)}`)
      const [text] = found
      const kept = readFields(text).filter(([name]) => !(name in changes))
      const action = /<form\b[^>]*\baction="([^"]*)"/.exec(text)?.[1] ?? path
      return post(resolve(unescapeHtml(action), path), [...kept, ...spread(changes)])
    },
  }
}

/** What a browser would send of a form without a button: no unchecked boxes, no disabled fields. */
function readFields(form: string): Fields {
  const attribute = (tag: string, name: string) => {
    const found = new RegExp(`\\b${name}=(?:"([^"]*)"|'([^']*)')`).exec(tag)
    return found ? unescapeHtml(found[1] ?? found[2] ?? '') : null
  }
  const fields: Fields = []
  const pattern = /<input\b[^>]*>|<textarea\b([^>]*)>([\s\S]*?)<\/textarea>|<select\b([^>]*)>([\s\S]*?)<\/select>/g
  for (const [tag, , area, , choices] of form.matchAll(pattern)) {
    const head = /^<[^>]*>/.exec(tag)?.[0] ?? ''
    const name = attribute(head, 'name')
    if (name === null || name === '' || /\sdisabled\b/.test(head)) continue
    const type = attribute(head, 'type') ?? 'text'
    if (area !== undefined) fields.push([name, unescapeHtml(area)])
    else if (choices !== undefined) for (const value of chosen(choices, attribute)) fields.push([name, value])
    else if (['submit', 'button', 'image', 'reset', 'file'].includes(type)) continue
    else if (!['checkbox', 'radio'].includes(type) || /\schecked\b/.test(head))
      fields.push([name, attribute(head, 'value') ?? ''])
  }
  return fields
}

function chosen(choices: string, attribute: (tag: string, name: string) => string | null): string[] {
  const options = [...choices.matchAll(/<option\b([^>]*)>([^<]*)/g)]
  const selected = options.filter(([, head = '']) => /\bselected\b/.test(head))
  const counted = selected.length > 0 ? selected : options.slice(0, 1)
  return counted.map(([, head = '', text = '']) => attribute(head, 'value') ?? text.trim())
}

const spread = (fields: Record<string, string | string[]>): Fields =>
  Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one]))

const unescapeHtml = (text: string): string =>
  text
    .replace(/&#0?39;|&#x27;|&apos;/g, "'")
    .replace(/&quot;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&#0?38;|&amp;/g, '&')
