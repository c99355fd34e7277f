const maxResponseLength = 4_096

/** What a destination answered, fit to be stored and shown: no text that a column refuses, and no secret that it echoed. */
export function readableAnswer(body: string, secrets: readonly string[]): string {
  const plain = secrets.reduce((text, secret) => (secret.length < 8 ? text : text.replaceAll(secret, '[secret]')), body)
  return storable(plain).slice(0, maxResponseLength)
}

/** The text without what a column refuses. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')
