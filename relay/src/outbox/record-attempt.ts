import type { PushResult } from '../connectors/connector.ts'
import { saveMappings } from '../mapping/save-mappings.ts'
import { crashPoint } from '../platform/crash-point.ts'
import type { Db, Tx } from '../platform/db.ts'
import type { ClaimedDelivery } from './claim-deliveries.ts'
import type { Decision } from './decide-next.ts'
import type { LoadedDelivery } from './load-delivery.ts'

type Attempt = {
  claimed: ClaimedDelivery
  delivery: LoadedDelivery
  result: PushResult
  decision: Decision
  startedAt: Date
  durationMs: number
  /** The connection's own: a destination may echo what we presented to it. */
  secrets: readonly string[]
}

const maxResponseLength = 4_096

/**
 * Stores what an attempt came to: the attempt itself, the delivery, its place in line, and what it says of the connection.
 * Answers false where the lease was lost meanwhile; then only the attempt is kept.
 */
export async function recordAttempt(
  db: Db,
  { claimed, delivery, result, decision, startedAt, durationMs, secrets }: Attempt,
): Promise<boolean> {
  crashPoint('after_push')
  const { organisationId, connectionId } = claimed
  const exchange = result.exchange
  const reason = exchange?.kind === 'failed' ? exchange.code : 'reason' in result ? result.reason : null
  return db.inOrganisation(organisationId, async (tx) => {
    const { sql } = tx
    const isFinished = decision.afterMs === null
    // A worker that lost its lease may be recording the same delivery: attempts are numbered one after the other.
    await sql`select from deliveries where organisation_id = ${organisationId}::uuid and id = ${delivery.id}::uuid for update`
    const [held] = await sql`
      update delivery_heads set lease_until = null,
        done_seq = case when ${isFinished} then ${delivery.seq} else done_seq end,
        due_at = case when ${isFinished} then case when last_seq > ${delivery.seq} then app_now() end
          else app_now() + make_interval(secs => ${(decision.afterMs ?? 0) / 1000}) end
      where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and entity_kind = ${claimed.entityKind}
        and entity_id = ${claimed.entityId}::uuid and fence = ${claimed.fence} and done_seq = ${claimed.doneSeq}
      returning 1 as held`
    const response = exchange?.kind === 'response' ? readableAnswer(exchange.body, secrets) : null
    await sql`
      insert into delivery_attempts (organisation_id, delivery_id, number, started_at, duration_ms, outcome, http_status, reason, response)
      select ${organisationId}::uuid, ${delivery.id}::uuid, coalesce(max(number), 0) + 1, ${startedAt}, ${Math.round(durationMs)},
        ${result.kind}, ${exchange?.kind === 'response' ? exchange.status : null}, ${reason}, ${response}
      from delivery_attempts where organisation_id = ${organisationId}::uuid and delivery_id = ${delivery.id}::uuid`
    if (!held) return false
    if (result.kind === 'delivered')
      await forgetNewest(tx, claimed, result.externalId ?? delivery.event.mapping?.externalId)
    await sql`
      update deliveries set state = ${decision.state}, reason = ${decision.reason}, attempt_count = attempt_count + 1,
        failure_count = failure_count + ${decision.isFailure ? 1 : 0}, finished_at = case when ${isFinished} then app_now() end
      where organisation_id = ${organisationId}::uuid and id = ${delivery.id}::uuid`
    if (isFinished && delivery.replaced.length > 0) {
      await sql`
        update deliveries set state = 'skipped', reason = 'replaced_by_newer', finished_at = app_now()
        where organisation_id = ${organisationId}::uuid and id = any(${delivery.replaced}::uuid[])`
    }
    if (result.kind === 'delivered' && result.agreed) {
      const externalId = result.externalId ?? delivery.event.mapping?.externalId ?? claimed.entityId
      // They took our id as long as they had none of their own to tell.
      await sql`
        delete from mappings where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
          and kind = ${claimed.entityKind} and id = ${claimed.entityId}::uuid and external_id = ${claimed.entityId} and external_id <> ${externalId}`
      await saveMappings(tx, organisationId, [
        { connectionId, kind: claimed.entityKind, externalId, id: claimed.entityId, agreed: result.agreed },
      ])
    }
    if (decision.connection && 'state' in decision.connection) {
      await sql`
        update connections set state = ${decision.connection.state}, reason = ${decision.connection.reason}
        where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid and state = 'active'`
    } else if (decision.connection) {
      await sql`
        update connections set not_before = greatest(not_before, app_now() + make_interval(secs => ${decision.connection.notBeforeMs / 1000}))
        where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid`
    }
    return true
  })
}

/**
 * What the other side holds is now what we sent: where it is a source as well and goes back to what it last told us, that is
 * news, and not a repeat.
 */
async function forgetNewest(
  { sql }: Tx,
  { organisationId, connectionId, entityKind }: ClaimedDelivery,
  externalId: string | undefined,
) {
  if (externalId === undefined) return
  await sql`
    update inbox_heads set newest_hash = null where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
      and kind = ${entityKind} and external_id = ${externalId}`
}

/** What a destination answered, fit to be stored and shown: no text that a column refuses, and no secret that it echoed. */
export function readableAnswer(body: string, secrets: readonly string[]): string {
  const plain = secrets.reduce((text, secret) => (secret.length < 8 ? text : text.replaceAll(secret, '[secret]')), body)
  return plain.toWellFormed().replaceAll('\u0000', '\ufffd').slice(0, maxResponseLength)
}
