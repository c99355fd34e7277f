import type { Delivery } from '@passerelle/shared-types/api/deliveries'
import type { Receiver } from '../fakes/receiver.ts'
import type { Results } from './check-results.ts'
import type { DoorTally } from './send-messages.ts'
import type { Stack } from './start-stack.ts'
import { alignColumns, type Terminal, wrap } from './terminal.ts'

/** What the codes that the demo meets mean; another code stands for itself. */
const meanings: Record<string, string> = {
  folded_into_newer: 'a newer message of the same product waited already',
  older_than_newest: 'told late: something newer was known',
  unstorable_text: 'a text holds U+0000, which no database keeps',
  invalid_amount: 'a price has more decimals than its currency',
  no_entity: 'names nothing that it is about',
  error_document: 'the shop sent an error instead of a product',
  unknown_topic: 'nothing reads it',
  not_mirrored: 'read, and of nothing that we keep, such as a coupon',
  fetched_apart: 'it only names an order: asked for at the shop',
  unexpected_body: 'it does not look like what its topic says',
  not_an_item: 'an empty list instead of an item',
  origin: 'the change came from there',
  replaced_by_newer: 'a newer state was sent instead',
}

/** Prints what happened, by the relay's API and the receivers' own books; `elapsedMs` is from the first message to the last delivery. */
export function showSummary(terminal: Terminal, stack: Stack, results: Results, elapsedMs: number): void {
  const { facts } = results
  const print = (rows: (string | number)[][]) => {
    for (const line of alignColumns(rows)) terminal.line(`  ${line}`)
  }

  terminal.title('Received')
  print([
    ['door', ...['calls', 'messages', 'stored', 'repeats', 'rejected', 'pings']],
    ['shop (WooCommerce)', ...toCells(results.doors.shop)],
    ['partner', ...toCells(results.doors.partner)],
  ])
  terminal.line()

  const { inbox } = facts
  terminal.title(`In the inbox: ${inbox.length}`)
  for (const [state, events] of Map.groupBy(inbox, (event) => event.state)) {
    print([[state, events.length, ''], ...toReasonRows(events.filter(({ reason }) => reason !== null))])
  }
  terminal.line()

  terminal.title(`Refused, as it must be: ${results.refusals.length}`)
  print(results.refusals.map(({ what, answered }) => [what, answered]))
  terminal.line()

  const { products, entities, mappings, deliveries } = facts
  const variations = products.reduce((sum, product) => sum + product.variations, 0)
  terminal.title(`Known now: ${entities.length}`)
  print([
    ...countBy(entities, ({ kind }) => `${kind}s`).map(([kinds, n]) => [kinds, n]),
    ['variations of products', variations],
    ['deleted by the shop', entities.filter(({ isDeleted }) => isDeleted).length],
    ['changes in the feed', facts.feed.length],
  ])
  print(countBy(facts.feed, ({ type }) => type).map(([type, n]) => [`  ${type}`, n]))
  print([
    ...facts.connections
      .map(({ id, name }): [string, number] => [
        name,
        mappings.filter((mapping) => mapping.connection_id === id).length,
      ])
      .filter(([, n]) => n > 0)
      .map(([name, n]) => [`ids of the ${name.replace('Demo ', '')} mapped to ours`, n]),
  ])
  terminal.line()

  const toCrm = deliveries.filter((delivery) => delivery.connection_id === stack.connections.crm.id)
  const toPartner = deliveries.filter((delivery) => delivery.connection_id === stack.connections.partner.id)
  terminal.title(`Deliveries: ${deliveries.length}`)
  print([
    ['to', ...['delivered', 'skipped', 'attempts', 'retries', 'answered 500', 'verified']],
    ['CRM', ...toDeliveryCells(toCrm, stack.crm)],
    ['partner', ...toDeliveryCells(toPartner, stack.partner)],
  ])
  print(toReasonRows(deliveries.filter(({ state }) => state === 'skipped')))
  const sentence =
    'Verified is what the receiver itself counted: the signature right, in the CRM’s book or the partner’s.'
  for (const line of wrap(sentence, { indent: '  ' })) terminal.line(line)
  terminal.line()

  const messages = results.doors.shop.messages + results.doors.partner.messages
  const attempts = stack.crm.attempts.length + stack.partner.attempts.length
  const seconds = elapsedMs / 1000
  terminal.title(`Time: ${seconds.toFixed(1)} s`)
  for (const line of wrap(
    `${messages} messages in, one after the other, and ${attempts} calls out: ${Math.round((messages + attempts) / seconds)} a second, the waits before retries included.`,
    { indent: '  ' },
  ))
    terminal.line(line)
}

const toCells = (door: DoorTally) => [
  door.calls,
  door.messages,
  door.stored,
  door.repeats,
  door.rejected.length,
  door.pings,
]

function toDeliveryCells(deliveries: Delivery[], receiver: Receiver): number[] {
  const count = (state: string) => deliveries.filter((delivery) => delivery.state === state).length
  const attempts = deliveries.reduce((sum, delivery) => sum + delivery.attempt_count, 0)
  const retries = deliveries.reduce((sum, delivery) => sum + Math.max(0, delivery.attempt_count - 1), 0)
  const failed = receiver.attempts.filter(({ status }) => status === 500).length
  return [count('delivered'), count('skipped'), attempts, retries, failed, receiver.received.length]
}

function toReasonRows(items: { reason: string | null }[]): (string | number)[][] {
  return countBy(items, ({ reason }) => reason ?? 'no reason').map(([reason, n]) => [
    `  ${reason}`,
    n,
    meanings[reason] ?? '',
  ])
}

function countBy<T>(items: T[], keyOf: (item: T) => string): [string, number][] {
  return [...Map.groupBy(items, keyOf)]
    .map(([key, group]): [string, number] => [key, group.length])
    .sort((a, b) => b[1] - a[1])
}
