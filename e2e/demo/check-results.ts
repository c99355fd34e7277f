import { memberTexts } from '@passerelle/shared-types/json-text'
import type { Receiver } from '../fakes/receiver.ts'
import type { RelayFacts } from './read-api.ts'
import type { DoorTally, Refusal } from './send-messages.ts'
import type { Stack } from './start-stack.ts'

export type Results = {
  doors: { shop: DoorTally; partner: DoorTally }
  refusals: Refusal[]
  /** What still waits; null where all is settled. */
  unsettled: string | null
  facts: RelayFacts
}

/** A claim, and what contradicts it; an empty list where it holds. */
export type Check = { claim: string; problems: string[] }

/** Compares what was sent, what the relay says, and what the receivers saw. */
export function checkResults(stack: Stack, { doors, refusals, unsettled, facts }: Results): Check[] {
  const waiting = facts.inbox.filter(({ state }) => state === 'pending' || state === 'parked')
  return [
    { claim: 'everything settled', problems: [...(unsettled ? [unsettled] : []), ...waiting.map(nameOf)] },
    { claim: 'each message was answered for', problems: [...checkDoor(doors.shop), ...checkDoor(doors.partner)] },
    {
      claim: 'the inbox holds what the doors took, and nothing else',
      problems: [
        ...checkInbox(facts, stack.connections.shop.id, doors.shop),
        ...checkInbox(facts, stack.connections.partner.id, doors.partner),
      ],
    },
    {
      claim: 'what must be refused was refused',
      problems: refusals
        .filter(({ expected, answered }) => !answered.startsWith(expected))
        .map(({ what, expected, answered }) => `${what}: ${answered} instead of ${expected}`),
    },
    { claim: 'the feed has each change once, in order, without a gap', problems: checkFeed(facts) },
    {
      claim: 'the CRM got what the relay says it delivered',
      problems: checkReceiver(facts, stack.connections.crm.id, stack.crm),
    },
    {
      claim: 'the partner got what the relay says it delivered',
      problems: checkReceiver(facts, stack.connections.partner.id, stack.partner),
    },
    {
      claim: 'the CRM holds each thing as the API shows it, digit for digit',
      problems: checkEntitiesAtCrm(facts, stack.crm),
    },
    {
      claim: 'the partner has the newest state of each product of the shop',
      problems: checkProductsAtPartner(facts, stack),
    },
  ]
}

const nameOf = (event: { topic: string; entity: { id: string | null }; state: string }) =>
  `${event.topic} of ${event.entity.id}: ${event.state}`

function checkDoor({ messages, stored, repeats, pings, rejected, failed }: DoorTally): string[] {
  const answered = stored + repeats + pings + rejected.length
  return [...failed, ...(answered === messages ? [] : [`${messages} messages were sent, ${answered} answered for`])]
}

/** What is rejected is kept too, in quarantine, where it names its entity: here all of it does. */
function checkInbox({ inbox }: RelayFacts, connectionId: string, door: DoorTally): string[] {
  const rows = inbox.filter((event) => event.connection_id === connectionId).length
  const taken = door.stored + door.rejected.length
  return rows === taken ? [] : [`the doors took ${taken}, the inbox holds ${rows}`]
}

function checkFeed({ feed, deliveries }: RelayFacts): string[] {
  const gap = feed.findIndex(({ position }, index) => position !== index + 1)
  const ids = new Set(feed.map(({ id }) => id))
  const unknown = deliveries.filter((delivery) => !ids.has(delivery.event_id))
  return [
    ...(gap < 0 ? [] : [`position ${gap + 1} is missing`]),
    ...(ids.size === feed.length ? [] : [`${feed.length - ids.size} events stand twice`]),
    ...unknown.map((delivery) => `delivery ${delivery.id} is of an event that is not in the feed`),
  ]
}

function checkReceiver({ deliveries }: RelayFacts, connectionId: string, receiver: Receiver): string[] {
  const mine = deliveries.filter((delivery) => delivery.connection_id === connectionId)
  const delivered = new Set(mine.filter(({ state }) => state === 'delivered').map((delivery) => delivery.event_id))
  const received = new Set(receiver.received.map(({ webhookId }) => webhookId))
  const attempts = mine.reduce((sum, delivery) => sum + delivery.attempt_count, 0)
  const seen = receiver.attempts.length + receiver.rejected.length
  return [
    ...[...delivered].filter((id) => !received.has(id)).map((id) => `event ${id}: delivered, but never received`),
    ...[...received].filter((id) => !delivered.has(id)).map((id) => `event ${id}: received, but not delivered`),
    ...mine
      .filter(({ state }) => state !== 'delivered' && state !== 'skipped')
      .map(({ id, state, reason }) => `delivery ${id}: ${state} (${reason})`),
    ...receiver.rejected.map(({ webhookId, code }) => `call ${webhookId} was not authentic: ${code}`),
    ...(receiver.countDuplicates() === 0 ? [] : [`${receiver.countDuplicates()} events came twice`]),
    ...(attempts === seen ? [] : [`the relay says ${attempts} attempts, the receiver saw ${seen}`]),
  ]
}

type Envelope = { type: string; entity: { kind: string; id: string; version: number } }

/** A step of an order, such as its payment, is told beside the change that it came with: at the same version. */
function checkEntitiesAtCrm({ entities }: RelayFacts, crm: Receiver): string[] {
  const newest = new Map<string, { version: number; data: string | undefined }>()
  const problems: string[] = []
  for (const { body, raw } of crm.received) {
    const { type, entity } = body as Envelope
    const before = newest.get(entity.id)?.version ?? 0
    if (entity.version < before)
      problems.push(`${entity.kind} ${entity.id}: version ${entity.version} came after ${before}`)
    // The event of a step may carry more than the order as it is shown, such as the refund.
    if (entity.version > before || /\.(created|updated|deleted)$/.test(type))
      newest.set(entity.id, { version: entity.version, data: memberTexts(raw).get('data') })
  }
  for (const { kind, id, text } of entities) {
    if (newest.get(id)?.data !== text) problems.push(`${kind} ${id}: ${newest.has(id) ? 'differs' : 'is missing'}`)
  }
  return problems
}

function checkProductsAtPartner({ products, mappings }: RelayFacts, { connections, partner }: Stack): string[] {
  const versions = new Map(
    partner.received.map(({ body }) => {
      const { id, version } = body as { id: unknown; version: number }
      return [String(id), version]
    }),
  )
  const fromShop = new Set(mappings.filter((m) => m.connection_id === connections.shop.id).map(({ id }) => id))
  return products
    .filter(({ id }) => fromShop.has(id))
    .flatMap(({ id, version }) => {
      const linked = mappings.find((mapping) => mapping.connection_id === connections.partner.id && mapping.id === id)
      if (linked?.external_id !== String(partner.idOf(id))) return [`product ${id}: the partner's id is not linked`]
      const there = versions.get(linked.external_id) ?? versions.get(id)
      return there === version ? [] : [`product ${id}: version ${there} there, ${version} here`]
    })
}
