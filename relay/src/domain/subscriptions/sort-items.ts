import type { SubscriptionSnapshot } from '../../connectors/connector.ts'
import type { ExternalKey } from '../../mapping/find-mappings.ts'
import type { Application } from '../context.ts'

type Of<T extends Application['reading']['type']> = Application & {
  reading: Extract<Application['reading'], { type: T }>
}
export type SnapshotItem = Of<'subscription'>
export type Items = { snapshots: SnapshotItem[]; deletions: Of<'deletion'>[]; timers: Of<'timer'>[] }

const drafts = new Set(['draft', 'auto-draft', 'checkout-draft'])
const ofType = <T extends Application['reading']['type']>(items: Application[], type: T) =>
  items.filter((item): item is Of<T> => item.reading.type === type)

/** A draft is nobody's subscription yet: what is said of it is left out. */
export function sortItems(items: Application[]): Items {
  return {
    snapshots: ofType(items, 'subscription').filter(({ reading }) => !drafts.has(reading.fields.rawStatus ?? '')),
    deletions: ofType(items, 'deletion'),
    timers: ofType(items, 'timer'),
  }
}

/** Everything that a snapshot names: itself, its customer, its orders, its neighbours and what is in it. */
export function keysOf({ connectionId, reading }: SnapshotItem): ExternalKey[] {
  const { fields } = reading
  const keys: [kind: string, externalId: string | null | undefined][] = [
    ['subscription', reading.externalId],
    ['customer', fields.customerExternalId],
    ['order', fields.parentOrderExternalId],
    ...neighboursOf(reading).map((externalId): [string, string] => ['subscription', externalId]),
    ...(fields.lines ?? []).flatMap((line): [string, string | null][] => [
      ['product', line.productExternalId],
      ['variation', line.variationExternalId],
    ]),
  ]
  return keys.flatMap(([kind, externalId]) => (externalId ? [{ connectionId, kind, externalId }] : []))
}

export const neighboursOf = ({ fields }: SubscriptionSnapshot): string[] =>
  [fields.resubscribedFromExternalId, fields.resubscribedToExternalId].filter((id) => typeof id === 'string')
