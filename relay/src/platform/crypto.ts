import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const version = 'v1'

/** AES-256-GCM; `place` (such as `organisation|table|column|row`) is bound in, so that a value moved elsewhere does not open. */
export function seal(key: Buffer, plain: string, place: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return [version, nonce, sealed, cipher.getAuthTag()]
    .map((part) => (Buffer.isBuffer(part) ? part.toString('base64url') : part))
    .join('.')
}

/** Opens what `seal` made; throws where key, place or text are not the same. */
export function unseal(key: Buffer, sealed: string, place: string): string {
  const [format, nonce, body, tag] = sealed.split('.')
  if (format !== version || !nonce || body === undefined || !tag) throw new Error('not a sealed value')
  const options = { authTagLength: 16 }
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'), options)
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(Buffer.from(tag, 'base64url'))
  return Buffer.concat([decipher.update(Buffer.from(body, 'base64url')), decipher.final()]).toString('utf8')
}

/** A fresh data key for one organisation. */
export const newDataKey = (): Buffer => randomBytes(32)
