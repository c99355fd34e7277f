import type { Connector } from '../connectors/connector.ts'
import type { Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'

type Row = {
  id: string
  connection_id: string
  connector: string
  entity_kind: string
  entity_id: string
  state: string
}

/**
 * Sends a dead delivery once more, at the end of its entity's line, with a retry table of its own. A destination that takes
 * states is sent the newest one, so that nothing old comes over something new.
 */
export async function retryDelivery(
  { tx, organisationId, id }: { tx: Tx; organisationId: string; id: string },
  findConnector: (name: string) => Connector | undefined,
): Promise<void> {
  const { sql } = tx
  const [delivery] = isUuid(id)
    ? await sql<Row[]>`
        select d.id, d.connection_id, c.connector, d.entity_kind, d.entity_id, d.state from deliveries d
        join connections c on c.organisation_id = d.organisation_id and c.id = d.connection_id
        where d.organisation_id = ${organisationId}::uuid and d.id = ${id}::uuid`
    : []
  if (!delivery) throw new NotFound('not_found', 'There is no such delivery')
  if (delivery.state !== 'dead') throw new Conflict('delivery_not_dead', `The delivery is ${delivery.state}`)
  const connector = findConnector(delivery.connector)
  const takesState = connector?.pushes === 'state'
  const [head] = await sql<{ last_seq: number }[]>`
    update delivery_heads set last_seq = last_seq + 1, due_at = app_now()
    where organisation_id = ${organisationId}::uuid and connection_id = ${delivery.connection_id}::uuid
      and entity_kind = ${delivery.entity_kind} and entity_id = ${delivery.entity_id}::uuid
    returning last_seq`
  // The head is locked first, as whoever records an attempt does; the state is then looked at again.
  const { count } = await sql`
    update deliveries set reason = null,
      state = case when ${Boolean(connector?.readBack)} and reason like '%_after_last_try' then 'unknown' else 'pending' end, failure_count = 0, finished_at = null, seq = ${head?.last_seq ?? 1},
      event_id = case when ${takesState} then (
        select e.id from events e where e.organisation_id = ${organisationId}::uuid and e.entity_kind = ${delivery.entity_kind}
          and e.entity_id = ${delivery.entity_id}::uuid order by e.write_order desc limit 1) else event_id end
    where organisation_id = ${organisationId}::uuid and id = ${delivery.id}::uuid and state = 'dead'`
  if (count === 0) throw new Conflict('delivery_not_dead', 'The delivery is pending')
}
