import type { Context } from 'hono'
import { Invalid } from './errors.ts'

const tooLarge = (maxBytes: number) =>
  new Invalid('body_too_large', `The body may have ${maxBytes} bytes`, { status: 413 })

/** The raw body, byte for byte; 413 where it is larger, whether or not its length was announced truly. */
export async function readBody(c: Context, maxBytes: number): Promise<Uint8Array> {
  const announced = c.req.header('content-length')
  if (announced !== undefined && c.req.header('transfer-encoding') === undefined) {
    if (Number(announced) > maxBytes) throw tooLarge(maxBytes)
    const body = new Uint8Array(await c.req.arrayBuffer())
    if (body.length > maxBytes) throw tooLarge(maxBytes)
    return body
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of c.req.raw.body ?? []) {
    size += chunk.length
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
