import { clearTimer, setTimer } from '../../clock/set-timer.ts'
import { externalKeyText, findMappings, type Mapping } from '../../mapping/find-mappings.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { makeContention } from '../../platform/db-errors.ts'
import { upsertRows } from '../../platform/upsert-rows.ts'
import type { Context } from '../context.ts'
import { describeChange } from './describe-change.ts'
import type { Aggregate, LogRow, SubscriptionRow } from './rows.ts'
import { subscriptionLog, subscriptions } from './tables.ts'
import { previousText } from './to-subscription-json.ts'

export const settleTimer = 'subscription.settle'

/** Writes what is not as it was, and tells what readers see of it. Throws where a new one could not be linked. */
export async function writeBatch(
  ctx: Context,
  aggregates: Iterable<Aggregate>,
  agreed: Mapping[],
  now: Date,
): Promise<void> {
  const changed = [...aggregates].filter(({ before, after }) => before === null || differs(before, after))
  const seen = changed.filter(({ before, after }) => before === null || previousText(before, after) !== null)
  for (const aggregate of seen) {
    aggregate.after = { ...aggregate.after, version: aggregate.after.version + 1, updatedAt: now }
  }
  const logged = seen.filter(({ before, after }) => before?.status !== after.status || before.reason !== after.reason)
  const [, , linked] = await Promise.all([
    upsertRows(
      ctx.tx,
      subscriptions,
      ['organisation_id', 'id'],
      changed.map(({ after }) => after),
    ),
    upsertRows(
      ctx.tx,
      subscriptionLog,
      ['organisation_id', 'subscription_id', 'version'],
      logged.map((aggregate) => toLogRow(aggregate, now)),
    ),
    saveMappings(ctx.tx, ctx.organisationId, agreed),
    ...changed.map((aggregate) => keepTimer(ctx, aggregate)),
  ])
  if (linked < agreed.length) await checkLinks(ctx, agreed)
  for (const aggregate of seen) for (const change of describeChange(aggregate, now)) ctx.emit(change)
}

const differs = (before: SubscriptionRow, after: SubscriptionRow): boolean =>
  before !== after &&
  (Object.keys(after) as (keyof SubscriptionRow)[]).some(
    (key) => String(plain(before[key])) !== String(plain(after[key])),
  )

const plain = (value: SubscriptionRow[keyof SubscriptionRow]) => (value instanceof Date ? value.getTime() : value)

async function keepTimer({ tx, organisationId }: Context, { before, after }: Aggregate): Promise<void> {
  if (before?.settlesAt?.getTime() === after.settlesAt?.getTime()) return
  const key = { name: settleTimer, entityKind: 'subscription', entityId: after.id }
  if (after.settlesAt) await setTimer(tx, organisationId, { ...key, dueAt: after.settlesAt })
  else await clearTimer(tx, organisationId, key)
}

const toLogRow = ({ before, after, source, occurredAt }: Aggregate, now: Date): LogRow => ({
  organisationId: after.organisationId,
  subscriptionId: after.id,
  version: after.version,
  fromStatus: before?.status ?? null,
  fromReason: before?.reason ?? null,
  toStatus: after.status,
  toReason: after.reason,
  rawStatus: after.rawStatus,
  occurredAt,
  connectionId: source.connectionId,
  eventId: source.eventId,
  createdAt: now,
})

/** A name that became another subscription's meanwhile: nothing of this call may stand. */
async function checkLinks({ tx, organisationId }: Context, agreed: Mapping[]): Promise<void> {
  const standing = await findMappings(tx, organisationId, agreed)
  const lost = agreed.find((link) => standing.get(externalKeyText(link))?.id !== link.id)
  if (lost) throw makeContention(`subscription ${lost.externalId} was linked by someone else meanwhile`)
}
