import { timingSafeEqual } from 'node:crypto'
import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts'

export type FakePartner = Receiver & {
  /** The id that the partner gave to a product of ours; undefined before it saw it. */
  idOf: (ourId: string) => number | undefined
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * A partner's catalogue that wants its `X-API-Key`, and the Standard Webhooks signature too where `signingSecret` is
 * given. It answers with its id of the product: the one it was sent, or for a UUID of ours a number that it keeps.
 */
export async function startFakePartner(
  args: ReceiverOptions & { apiKey: string; signingSecret?: string },
): Promise<FakePartner> {
  const { apiKey, signingSecret, ...options } = args
  const ids = new Map<string, number>()
  const idFor = (ourId: string) => {
    const id = ids.get(ourId) ?? 900_001 + ids.size
    ids.set(ourId, id)
    return id
  }
  const receiver = await startReceiver({
    ...options,
    path: '/webhooks/produits',
    refuse: ({ headers, bytes }) => {
      if (!isSame(headers['x-api-key'] ?? '', apiKey)) return 'invalid_api_key'
      if (signingSecret === undefined) return null
      const secrets = [signingSecret]
      const verification = verifyStandardWebhook({ headers, body: bytes, secrets, nowSeconds: Date.now() / 1000 })
      return verification.ok ? null : verification.code
    },
    answerUsually: ({ body }) => {
      const sent = readId(body)
      if (sent === null) return { status: 422, body: { error: 'id_missing' } }
      return { status: 200, body: { id: typeof sent === 'string' && UUID.test(sent) ? idFor(sent) : sent } }
    },
  })
  return { ...receiver, idOf: (ourId) => ids.get(ourId) }
}

function readId(body: unknown): string | number | null {
  const id = typeof body === 'object' && body !== null && 'id' in body ? body.id : null
  return typeof id === 'string' || typeof id === 'number' ? id : null
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
