import type { Connector } from '../connectors/connector.ts'
import { connectors } from '../connectors/index.ts'
import type { Tx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import { joinTexts } from '../platform/join-texts.ts'

type Change = {
  type: string
  entity: { kind: string; id: string; version: number }
  data: string
  previous: string
  source: { connectionId: string | null; eventId: string | null }
}

/**
 * Writes changes as events, and one delivery of each to every destination of the organisation whose connector takes that kind
 * of entity, in the caller's transaction. How many relays the news came through is kept from the event that brought it.
 * The connection that a change came from knows it already: its delivery is recorded as skipped, unless something older still
 * waits to be sent there, which would otherwise come over what it just told us. `only` names the one connection to be told.
 */
export async function enqueueChanges(
  tx: Tx,
  organisationId: string,
  changes: Change[],
  { known = connectors, only = null }: { known?: readonly Connector[]; only?: string | null } = {},
): Promise<void> {
  if (changes.length === 0) return
  const kinds = [...new Set(changes.map(({ entity }) => entity.kind))]
  const takers = known.flatMap(({ name, push, takes }) =>
    push === null ? [] : kinds.filter((kind) => !takes || takes.includes(kind)).map((kind) => ({ name, kind })),
  )
  const data = joinTexts(changes.map((change) => change.data))
  const previous = joinTexts(changes.map((change) => change.previous))
  await tx.sql`
    with event as (
      insert into events (organisation_id, id, type, entity_kind, entity_id, entity_version, data, previous, source_connection_id, source_event_id, hop)
      select ${organisationId}::uuid, c.id, c.type, c.kind, c.entity_id, c.version, c.data::json, c.previous::json, c.connection_id, c.event_id,
        coalesce((select i.hop from inbox_events i where i.organisation_id = ${organisationId}::uuid and i.id = c.event_id), 0)
      from unnest(${changes.map(() => newId())}::uuid[], ${changes.map((c) => c.type)}::text[], ${changes.map((c) => c.entity.kind)}::text[],
        ${changes.map((c) => c.entity.id)}::uuid[], ${changes.map((c) => c.entity.version)}::int[],
        string_to_array(${data.text}, ${data.separator}), string_to_array(${previous.text}, ${previous.separator}),
        ${changes.map((c) => c.source.connectionId)}::uuid[], ${changes.map((c) => c.source.eventId)}::uuid[]) with ordinality
        as c(id, type, kind, entity_id, version, data, previous, connection_id, event_id, n)
      order by c.n
      returning id, entity_kind, entity_id, write_order, source_connection_id
    ), pair as (
      select c.id as connection_id, e.*, c.id is not distinct from e.source_connection_id and not exists (
        select from delivery_heads h where h.organisation_id = ${organisationId}::uuid and h.connection_id = c.id
          and h.entity_kind = e.entity_kind and h.entity_id = e.entity_id and h.last_seq > h.done_seq) as is_known
      from event e
      join unnest(${takers.map(({ name }) => name)}::text[], ${takers.map(({ kind }) => kind)}::text[]) as t(connector, kind)
        on t.kind = e.entity_kind
      join connections c on c.connector = t.connector
      where c.organisation_id = ${organisationId}::uuid and c.state <> 'disabled' and (${only}::uuid is null or c.id = ${only}::uuid)
    ), target as (
      select *, row_number() over each as rank, count(*) over (partition by connection_id, entity_kind, entity_id) as size
      from pair where not is_known
      window each as (partition by connection_id, entity_kind, entity_id order by write_order)
    ), head as (
      insert into delivery_heads as h (organisation_id, connection_id, entity_kind, entity_id, last_seq, done_seq, due_at)
      select ${organisationId}::uuid, connection_id, entity_kind, entity_id, size, 0, app_now()
      from target where rank = 1 order by connection_id, entity_kind, entity_id
      on conflict (organisation_id, connection_id, entity_kind, entity_id) do update
        set last_seq = h.last_seq + excluded.last_seq, due_at = coalesce(h.due_at, app_now())
      returning connection_id, entity_kind, entity_id, last_seq
    ), skipped as (
      insert into deliveries (organisation_id, connection_id, event_id, entity_kind, entity_id, state, reason, finished_at)
      select ${organisationId}::uuid, connection_id, id, entity_kind, entity_id, 'skipped', 'origin', app_now()
      from pair where is_known
    )
    insert into deliveries (organisation_id, connection_id, event_id, entity_kind, entity_id, seq, state)
    select ${organisationId}::uuid, t.connection_id, t.id, t.entity_kind, t.entity_id, h.last_seq - t.size + t.rank, 'pending'
    from target t join head h on h.connection_id = t.connection_id and h.entity_kind = t.entity_kind and h.entity_id = t.entity_id`
}
