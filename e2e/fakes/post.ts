/** What the relay answered; `body` is parsed where it is JSON, and text otherwise. */
export type Answered = { status: number; headers: Record<string, string>; body: unknown }

export async function post(args: {
  url: string
  headers: Record<string, string>
  body: string | Uint8Array<ArrayBuffer>
}): Promise<Answered> {
  const { url, headers, body } = args
  const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual' })
  const text = await response.text()
  return { status: response.status, headers: Object.fromEntries(response.headers), body: readBody(text) }
}

function readBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
