import { describe, expect, it } from 'vitest'
import type { Call, Receiver } from '../fakes/receiver.ts'
import { checkResults, type Results } from './check-results.ts'
import type { Stack } from './start-stack.ts'

const product = '{"id":"p1","version":1,"rating":12345678901234567890}'

function makeWorld() {
  const stack = {
    connections: { shop: { id: 'shop' }, crm: { id: 'crm' }, partner: { id: 'partner' } },
    crm: makeReceiver(`{"type":"product.created","entity":{"kind":"product","id":"p1","version":1},"data":${product}}`),
    partner: { ...makeReceiver('{"id":"p1","version":1}'), idOf: () => 900_001 },
  } as unknown as Stack
  const door = { calls: 1, messages: 1, stored: 1, repeats: 0, pings: 0, rejected: [], failed: [] }
  const idle = { ...door, messages: 0, stored: 0 }
  const delivery = (connection: string) => ({
    id: `to ${connection}`,
    connection_id: connection,
    event_id: 'e1',
    state: 'delivered',
    attempt_count: 1,
  })
  const results = {
    doors: { shop: door, partner: idle },
    refusals: [{ what: 'an intruder', expected: '401', answered: '401 invalid_key' }],
    unsettled: null,
    facts: {
      inbox: [{ connection_id: 'shop', topic: 'product.created', entity: { id: '1' }, state: 'applied' }],
      deliveries: [delivery('crm'), delivery('partner')],
      mappings: [
        { connection_id: 'shop', id: 'p1', external_id: '1' },
        { connection_id: 'partner', id: 'p1', external_id: '900001' },
      ],
      feed: [{ position: 1, id: 'e1' }],
      entities: [{ kind: 'product', id: 'p1', version: 1, text: product }],
      products: [{ id: 'p1', version: 1, text: product }],
    },
  } as unknown as Results
  return { stack, results }
}

function makeReceiver(raw: string): Receiver {
  const call = { webhookId: 'e1', raw, body: JSON.parse(raw) } as Call
  const received = [call]
  const countDuplicates = () => received.length - new Set(received.map(({ webhookId }) => webhookId)).size
  return { received, attempts: [{ ...call, status: 200 }], rejected: [], countDuplicates } as unknown as Receiver
}

type World = ReturnType<typeof makeWorld>

const faults: [string, RegExp, (world: World) => unknown][] = [
  ['a delivery that never arrived', /the CRM got/, ({ stack }) => stack.crm.received.pop()],
  ['a call that the relay does not know of', /the partner got/, ({ results }) => results.facts.deliveries.pop()],
  ['an attempt that only one side counted', /the CRM got/, ({ stack }) => stack.crm.attempts.pop()],
  ['a dead delivery', /the CRM got/, ({ results }) => Object.assign(results.facts.deliveries[0]!, { state: 'dead' })],
  ['a call that was not authentic', /the CRM got/, ({ stack }) => stack.crm.rejected.push({ code: 'x' } as never)],
  [
    'one digit of a number at the CRM',
    /the CRM holds/,
    ({ stack }) => Object.assign(stack.crm.received[0]!, { raw: stack.crm.received[0]?.raw.replace('890}', '891}') }),
  ],
  [
    'an old state at the partner',
    /newest state/,
    ({ results }) => Object.assign(results.facts.products[0]!, { version: 2 }),
  ],
  ['an id that is not linked', /newest state/, ({ results }) => results.facts.mappings.pop()],
  ['a message that is not in the inbox', /the inbox holds/, ({ results }) => results.facts.inbox.pop()],
  ['a call that failed at the door', /each message/, ({ results }) => results.doors.shop.failed.push('500')],
  ['a message without an answer', /each message/, ({ results }) => Object.assign(results.doors.shop, { messages: 2 })],
  ['a gap in the feed', /the feed/, ({ results }) => Object.assign(results.facts.feed[0]!, { position: 2 })],
  ['an intruder let in', /must be refused/, ({ results }) => Object.assign(results.refusals[0]!, { answered: '202' })],
  ['what still waits', /settled/, ({ results }) => Object.assign(results, { unsettled: 'one waits' })],
]

describe('the demo’s checks', () => {
  it('hold where the books agree', () => {
    const { stack, results } = makeWorld()
    expect(checkResults(stack, results).filter(({ problems }) => problems.length > 0)).toEqual([])
  })

  it.each(faults)('see %s', (_, claim, spoil) => {
    const world = makeWorld()
    spoil(world)
    const failed = checkResults(world.stack, world.results).filter(({ problems }) => problems.length > 0)
    expect(failed.map((check) => check.claim)).toContainEqual(expect.stringMatching(claim))
  })
})
