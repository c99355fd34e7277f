import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Invalid } from '../platform/errors.ts'

const unzip = promisify(gunzip)

export type Encoding = 'gzip' | 'identity'

/** Refuses an encoding other than one gzip, before anything of the body is read. */
export function requireEncoding(encoding: string | undefined): Encoding {
  const name = (encoding ?? 'identity').trim().toLowerCase()
  if (name === 'gzip' || name === 'identity') return name
  throw new Invalid('unsupported_media_type', 'The body may be sent as it is, or with one gzip', { status: 415 })
}

/** The body as it was before its gzip; stops at `maxBytes`, however little was sent. */
export async function inflateBody(body: Uint8Array, encoding: Encoding, maxBytes: number): Promise<Uint8Array> {
  if (encoding === 'identity') return body
  try {
    return await unzip(body, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE')
      throw new Invalid('body_too_large', `The body may have ${maxBytes} bytes`, { status: 413 })
    throw new Invalid('invalid_encoding', 'The body is not gzip', { status: 400 })
  }
}
