import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type Answered, post } from './post.ts'

export type SendOptions = {
  headers?: Record<string, string | undefined>
  secrets?: string[]
  at?: Date
  connectionId?: string
  webhookId?: string
  path?: string
}

export type Send = (body: string | Uint8Array<ArrayBuffer>, options?: SendOptions) => Promise<Answered>

type Sender = {
  relayUrl: string
  isGzipped: boolean
  now: () => Date
  /** The one to sign with, and those before it. */
  secrets: () => string[]
  connectionId: () => string
}

/** Signs a body as the shop does, over the bytes on the wire, and sends it. */
export function createSend({ relayUrl, isGzipped, now, secrets, connectionId }: Sender): Send {
  return (body, sending = {}) => {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    const raw: Uint8Array<ArrayBuffer> = isGzipped ? new Uint8Array(gzipSync(bytes)) : bytes
    const at = sending.at ?? now()
    const signed = signStandardWebhook({
      id: sending.webhookId ?? randomUUID(),
      timestamp: Math.floor(at.getTime() / 1_000),
      body: raw,
      secrets: sending.secrets ?? secrets().slice(0, 1),
    })
    const headers: Record<string, string | undefined> = {
      'content-type': 'application/json',
      ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
      'passerelle-connection': sending.connectionId ?? connectionId(),
      ...signed,
      ...sending.headers,
    }
    const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return post({
      url: `${relayUrl}${sending.path ?? '/v1/ingest/batches'}`,
      headers: Object.fromEntries(given),
      body: raw,
    })
  }
}
