import type { IngestAnswer } from '@passerelle/shared-types/problem'
import { sendCatalogue } from '../fakes/partner-sender.ts'
import type { Answered } from '../fakes/post.ts'
import { createShopSender } from '../fakes/shop.ts'
import type { readPartnerCalls, ShopRecording } from './read-recordings.ts'
import type { Stack } from './start-stack.ts'

/** What a door answered. A message is one item of a call. */
export type DoorTally = {
  calls: number
  messages: number
  stored: number
  repeats: number
  pings: number
  rejected: IngestAnswer['rejected']
  /** Calls that got another answer than 200 or 202. */
  failed: string[]
}

export type Refusal = { what: string; expected: string; answered: string }

type Args = {
  stack: Stack
  recordings: ShopRecording[]
  calls: Awaited<ReturnType<typeof readPartnerCalls>>
  onProgress: (done: number, total: number) => void
}

/** Sends both sources' messages through the front doors, one call after the other, the partner's among the shop's. */
export async function sendMessages({ stack, recordings, calls, onProgress }: Args) {
  const { baseUrl } = stack.relay
  const at = { baseUrl, organisationId: stack.organisationId }
  const shop = createShopSender({ ...at, connectionId: stack.connections.shop.id, secret: '' })
  const doors = { shop: newTally(), partner: newTally() }
  const steps = [
    ...recordings.map((recording, n) => ({
      place: n / recordings.length,
      run: async () => count(doors.shop, 1, recording.file, await shop.replay(recording)),
    })),
    ...calls.map(({ body, items }, n) => ({
      place: n / calls.length,
      run: async () =>
        count(
          doors.partner,
          items,
          `catalogue call ${n + 1}`,
          await sendCatalogue({ ...at, connectionId: stack.connections.partner.id, apiKey: stack.partnerKey, body }),
        ),
    })),
  ].sort((a, b) => a.place - b.place)
  for (const [n, step] of steps.entries()) {
    onProgress(n, steps.length)
    await step.run()
  }
  onProgress(steps.length, steps.length)
  return doors
}

const newTally = (): DoorTally => ({
  calls: 0,
  messages: 0,
  stored: 0,
  repeats: 0,
  pings: 0,
  rejected: [],
  failed: [],
})

function count(tally: DoorTally, messages: number, name: string, { status, body }: Answered): void {
  tally.calls++
  tally.messages += messages
  if (status === 202) {
    const answer = body as IngestAnswer
    tally.stored += answer.accepted
    tally.repeats += answer.duplicates
    tally.rejected.push(...answer.rejected)
  } else if (status === 200) tally.pings += messages
  else tally.failed.push(`${name}: ${describe({ status, body })}`)
}

/** Calls that a relay must not let in. */
export async function sendIntruders(stack: Stack, recordings: ShopRecording[]): Promise<Refusal[]> {
  const { baseUrl } = stack.relay
  const at = { baseUrl, organisationId: stack.organisationId }
  const stranger = createShopSender({ ...at, secret: 'not-the-secret' })
  const recording = recordings.find(({ file }) => file.includes('product-updated'))
  if (!recording) throw new Error('There is no recorded product.updated')
  const { headers, body } = recording
  const altered = { headers, body: body.replace('"id":', '"id":9') }
  const offer = { ...at, body: { id: 1, nom: 'Forfait' } }
  const tries: [string, string, () => Promise<Answered>][] = [
    ['a shop message signed with a wrong secret', '401', () => stranger.send({ topic: 'product.updated', body })],
    ['a signed shop message, altered on the way', '401', () => stranger.replay(altered)],
    ['an offer with a wrong API key', '401', () => sendCatalogue({ ...offer, apiKey: 'not-the-key' })],
    ['an offer that is no JSON', '400', () => sendCatalogue({ ...offer, apiKey: stack.partnerKey, body: '{"id": 1,' })],
    ['a reader with a wrong key', '401', () => read(`${baseUrl}/v1/products`, `${stack.key.slice(0, -4)}AAAA`)],
  ]
  const refusals: Refusal[] = []
  for (const [what, expected, run] of tries) refusals.push({ what, expected, answered: describe(await run()) })
  return refusals
}

async function read(url: string, key: string): Promise<Answered> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } })
  return { status: response.status, headers: {}, body: await response.json() }
}

function describe({ status, body }: Pick<Answered, 'status' | 'body'>): string {
  const code = typeof body === 'object' && body !== null && 'code' in body ? body.code : ''
  return `${status} ${code}`.trim()
}
