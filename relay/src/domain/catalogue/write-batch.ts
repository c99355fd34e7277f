import { externalKeyText, findMappings } from '../../mapping/find-mappings.ts'
import { saveMappings } from '../../mapping/save-mappings.ts'
import { makeContention } from '../../platform/db-errors.ts'
import { upsertRows } from '../../platform/upsert-rows.ts'
import type { Context } from '../context.ts'
import { describeChange, hasChanged } from './describe-change.ts'
import type { Batch } from './load-batch.ts'
import { products, variations } from './tables.ts'

const primaryKey = ['organisation_id', 'id']

/** Writes what is not as it was, and emits one change per product. Throws where a new thing could not be linked. */
export async function writeBatch(ctx: Context, batch: Batch): Promise<void> {
  const changed = [...batch.aggregates.values()].filter(hasChanged)
  for (const aggregate of changed) {
    aggregate.after = { ...aggregate.after, version: aggregate.after.version + 1, updatedAt: batch.now }
  }
  const changedVariations = changed.flatMap((aggregate) =>
    [...aggregate.variations.values()].filter((row) => row !== aggregate.variationsBefore.get(row.id)),
  )
  const [, , linked] = await Promise.all([
    upsertRows(
      ctx.tx,
      products,
      primaryKey,
      changed.map((aggregate) => aggregate.after),
    ),
    upsertRows(ctx.tx, variations, primaryKey, [...changedVariations, ...batch.loose.values()]),
    saveMappings(ctx.tx, ctx.organisationId, batch.agreed),
  ])
  if (linked < batch.agreed.length) await checkLinks(ctx, batch)
  for (const aggregate of changed) {
    const source = batch.sources.get(aggregate.after.id) ?? { connectionId: null, eventId: null }
    ctx.emit(describeChange(aggregate, source))
  }
}

/**
 * A thing that was known may be linked to another external id at the connection, and keeps that link. But where the external
 * id became another thing's meanwhile, or a new thing would stay without a link, nothing of this call may stand.
 */
async function checkLinks(ctx: Context, { agreed, aggregates, known }: Batch): Promise<void> {
  const standing = await findMappings(ctx.tx, ctx.organisationId, agreed)
  for (const link of agreed) {
    const id = standing.get(externalKeyText(link))?.id
    const isKnown = known.has(link.id) || (aggregates.get(link.id)?.before ?? null) !== null
    if (id === link.id || (id === undefined && isKnown)) continue
    throw makeContention(`${link.kind} ${link.externalId} was linked by someone else meanwhile`)
  }
}
