// npm run i18n: the template from the PHP sources, then the French catalogue from the template.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { po } from 'gettext-parser'
import { fail, say } from './run-child.mjs'

const plugin = join(dirname(dirname(fileURLToPath(import.meta.url))), 'plugin')
const template = join(plugin, 'languages', 'passerelle.pot')
const french = join(plugin, 'languages', 'passerelle-fr_FR.po')
const sources = ['passerelle.php', 'uninstall.php', 'src', 'templates']

const domain = 'passerelle'
const plain = ['msgid', 'domain']
const withContext = ['msgid', 'msgctxt', 'domain']
const functions = new Map([
  ...['__', '_e', 'esc_html__', 'esc_html_e', 'esc_attr__', 'esc_attr_e'].map((name) => [name, plain]),
  ...['_x', '_ex', 'esc_html_x', 'esc_attr_x'].map((name) => [name, withContext]),
  ['_n', ['msgid', 'msgid_plural', 'number', 'domain']],
  ['_nx', ['msgid', 'msgid_plural', 'number', 'msgctxt', 'domain']],
  ['_n_noop', ['msgid', 'msgid_plural', 'domain']],
  ['_nx_noop', ['msgid', 'msgid_plural', 'msgctxt', 'domain']],
])

// What stands outside <?php … ?> is one token: an apostrophe in HTML opens no string.
const token = new RegExp(
  [
    /(?<html>\?>(?:(?!<\?(?:php\b|=))[\s\S])*(?:<\?(?:php\b|=))?)/,
    /(?<comment>\/\*[\s\S]*?\*\/|(?:\/\/|#(?!\[))(?:(?!\?>).)*)/,
    /(?<heredoc><<<[ \t]*(?<quote>["']?)(?<label>\w+)\k<quote>\r?\n[\s\S]*?^[ \t]*\k<label>\b)/,
    /(?<string>'(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")/,
    /(?<name>[\w$\\\x80-\uffff]+)/,
    /(?<sign>->|::|\S)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'gm',
)
const kinds = ['html', 'comment', 'heredoc', 'string', 'name', 'sign']
const escapes = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\', $: '$' }
const placeholder = /%(?:\d+\$)?[-+0]*\d*(?:\.\d+)?[bcdeEfFgGosuxX]/

function tokenize(code) {
  // A file starts outside of PHP, as if a tag had just been closed.
  return [...`?>${code}`.matchAll(token)].map(({ groups, 0: text, index }) => {
    const kind = kinds.find((name) => groups[name] !== undefined)
    return { kind, text, index: index - 2 }
  })
}

/** The text of a literal string, or null for anything that PHP would have to compute. */
function readLiteral(tokens = []) {
  const [{ kind, text } = {}] = tokens
  if (tokens.length !== 1 || kind !== 'string') return null
  const inner = text.slice(1, -1)
  if (text[0] === "'") return inner.replace(/\\([\\'])/g, '$1')
  if (/(?<!\\)(?:\\\\)*(?:\$[\w{]|\{\$|\\[0-7xuevf])/.test(inner)) return null
  return inner.replace(/\\([ntr"\\$])/g, (_, letter) => escapes[letter])
}

function readArguments(tokens, start) {
  const list = [[]]
  let depth = 0
  for (const found of tokens.slice(start)) {
    const { kind, text } = found
    if (kind === 'comment') continue
    if (kind === 'sign' && depth === 0 && text === ')') break
    if (kind === 'sign' && '([{'.includes(text)) depth++
    if (kind === 'sign' && ')]}'.includes(text)) depth--
    if (kind === 'sign' && depth === 0 && text === ',') list.push([])
    else list.at(-1).push(found)
  }
  return list.at(-1).length === 0 ? list.slice(0, -1) : list
}

function* extract(path, code) {
  const tokens = tokenize(code)
  let note = ''
  for (const [at, { kind, text, index }] of tokens.entries()) {
    if (kind === 'comment') note = /\btranslators:[\s\S]*/i.exec(text.replace(/\*\/$/, ''))?.[0] ?? note
    if (kind === 'html' || text === ';') note = ''
    const parameters = kind === 'name' && functions.get(text.replace(/^\\/, ''))
    if (!parameters || tokens[at + 1]?.text !== '(') continue
    if (['->', '::', 'function'].includes(tokens[at - 1]?.text)) continue
    const given = readArguments(tokens, at + 2)
    const values = parameters.map((name, n) => [name, readLiteral(given[n])]).filter(([name]) => name !== 'number')
    const { domain: textDomain, ...message } = Object.fromEntries(values)
    const isComplete = given.length === parameters.length
    if (isComplete && textDomain !== null && textDomain !== domain) continue
    const computed = values.find(([, value]) => value === null)
    if (computed || !isComplete || message.msgid === '') {
      const line = code.slice(0, index).split('\n').length
      const wish = parameters.map((name) => (name === 'domain' ? `'${domain}'` : name)).join(', ')
      const fault = computed
        ? `its ${computed[0]} is not one literal string`
        : 'its msgid is empty or its arguments differ'
      fail(`${path}:${line}: write ${text}( ${wish} ); ${fault}`)
    }
    yield { ...message, path, note: note.replace(/\s+(?:\*\s+)?/g, ' ').trim() }
    note = ''
  }
}

function listFiles() {
  return sources
    .filter((name) => existsSync(join(plugin, name)))
    .flatMap((name) => {
      if (name.endsWith('.php')) return [name]
      const inside = readdirSync(join(plugin, name), { recursive: true }).filter((path) => path.endsWith('.php'))
      return inside.map((path) => `${name}/${path.replaceAll('\\', '/')}`).sort()
    })
}

const keyOf = ({ msgctxt = '', msgid }) => `${msgctxt}\u0004${msgid}`
const addLine = (lines = '', line = '') => [...new Set([...lines.split('\n'), line])].filter(Boolean).join('\n')

function collect(messages) {
  const entries = new Map()
  for (const { path, note, ...message } of messages) {
    const { comments = {}, ...known } = entries.get(keyOf(message)) ?? {}
    if (known.msgid_plural && message.msgid_plural && known.msgid_plural !== message.msgid_plural) {
      fail(`${path}: "${message.msgid}" has two plurals; give one of them a context with _nx()`)
    }
    const isFormat = placeholder.test(message.msgid) || placeholder.test(message.msgid_plural ?? '')
    const flag = addLine(comments.flag, isFormat ? 'php-format' : '')
    const reference = addLine(comments.reference, path)
    const extracted = addLine(comments.extracted, note)
    const merged = { ...known, ...message, comments: { extracted, reference, flag } }
    entries.set(keyOf(message), { ...merged, msgstr: merged.msgid_plural ? ['', ''] : [''] })
  }
  return [...entries.values()]
}

function write(path, { head, headers, entries, obsolete = [] }) {
  // The compiler prints the values in their order and reads nothing from these keys.
  const section = (list) => ({ '': Object.fromEntries(list.map((entry) => [keyOf(entry), entry])) })
  const table = { charset: 'utf-8', headers, translations: section(entries), obsolete: section(obsolete) }
  table.translations[''][''] = head
  writeFileSync(path, po.compile(table, { foldLength: 0 }))
}

const flatten = (section = {}) => Object.values(section).flatMap((context) => Object.values(context))

function readFrench() {
  try {
    return po.parse(readFileSync(french), { validation: true })
  } catch (error) {
    return fail(`${basename(french)}: ${error.message}`)
  }
}

function translate(entries, version) {
  const { headers, translations, obsolete } = readFrench()
  const { '': head } = translations['']
  const known = new Map([...flatten(obsolete), ...flatten(translations)].map((entry) => [keyOf(entry), entry]))
  known.delete(keyOf({ msgid: '' }))
  const forms = Number(/nplurals=(\d+)/.exec(headers['Plural-Forms'])?.[1] ?? 2)
  const merged = entries.map((entry) => {
    const { msgstr = [], comments = {} } = known.get(keyOf(entry)) ?? {}
    known.delete(keyOf(entry))
    const flag = addLine(comments.flag?.includes('fuzzy') ? 'fuzzy' : '', entry.comments.flag)
    const texts = Array.from({ length: entry.msgid_plural ? forms : 1 }, (_, n) => msgstr[n] ?? '')
    return { ...entry, comments: { ...entry.comments, translator: comments.translator, flag }, msgstr: texts }
  })
  const kept = [...known.values()].filter(({ msgstr }) => msgstr.some(Boolean))
  const unused = kept.map(({ comments, ...entry }) => entry)
  write(french, { head, headers: { ...headers, 'Project-Id-Version': version }, entries: merged, obsolete: unused })
  return merged.filter(({ msgstr, comments }) => msgstr.includes('') || comments.flag.includes('fuzzy'))
}

const files = listFiles().map((path) => ({ path, code: readFileSync(join(plugin, path), 'utf8') }))
const header = (name) => new RegExp(`^ \\* ${name}: *(.+?) *$`, 'm').exec(files[0].code)[1]
const description = { msgid: header('Description'), path: files[0].path, note: 'Description of the plugin' }
const entries = collect([description, ...files.flatMap(({ path, code }) => [...extract(path, code)])])
const version = `Passerelle ${header('Version')}`
write(template, {
  head: {
    comments: {
      translator:
        'Copyright (C) 2026 Passerelle contributors\nThis file is distributed under the same license as the Passerelle plugin.',
    },
  },
  headers: {
    'Project-Id-Version': version,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=UTF-8',
    'Content-Transfer-Encoding': '8bit',
    'Plural-Forms': 'nplurals=INTEGER; plural=EXPRESSION;',
    'X-Domain': domain,
  },
  entries,
})
const missing = translate(entries, version)
for (const { msgid, msgctxt } of missing) say(`no French yet: "${msgid}"${msgctxt ? ` (${msgctxt})` : ''}`)
if (missing.length > 0)
  fail(`${missing.length} of ${entries.length} sentences wait for their French in plugin/languages/${basename(french)}`)
console.log(`${entries.length} sentences, all of them in French`)
