import type { Connector } from '../connectors/connector.ts'
import { countActive, listActiveChanges } from '../domain/catalogue/list-active-changes.ts'
import { enqueueChanges } from '../outbox/enqueue-changes.ts'
import type { Db, Tx } from '../platform/db.ts'
import { noteItems } from './job-items.ts'
import type { LeasedJob, Move } from './lease-job.ts'
import type { NounProgress } from './tables.ts'

const pageSize = 200
/** While more than this waits to be sent to the destination, nothing is added. */
const maxWaiting = 2_000
const settlePollMs = 500
/** How long a job waits for what a destination does not take; it stays in the outbox all the same. */
const patienceMinutes = 10

/** True where the destination is sent products at all. */
export const canPush = (connector: Connector | undefined): boolean =>
  connector?.push != null && connector.takes?.includes('product') !== false

/** Enqueues the next page of active products for one destination, in the caller's transaction. */
export async function pushPage(tx: Tx, job: LeasedJob): Promise<Move> {
  const { organisationId, connectionId } = job
  const [now] = job.progress
  const noun: NounProgress = now ?? {
    noun: 'product',
    cursor: null,
    isDone: false,
    total: await countActive(tx, organisationId),
    done: 0,
    error: null,
  }
  const changes = await listActiveChanges(tx, organisationId, { after: noun.cursor, limit: pageSize })
  await enqueueChanges(tx, organisationId, changes, { only: connectionId })
  await noteItems(
    tx,
    job,
    await findNewest(
      tx,
      job,
      changes.map(({ entity }) => entity.id),
    ),
  )
  const isDone = changes.length < pageSize
  const done = noun.done + changes.length
  const cursor = changes.at(-1)?.entity.id ?? noun.cursor
  return {
    phase: isDone ? 'settle' : 'list',
    progress: [{ ...noun, cursor, done, isDone, total: isDone ? done : noun.total }],
    counts: { done: changes.length },
  }
}

/** True while enough waits to be sent there. */
export async function isOutboxFull(db: Db, { organisationId, connectionId }: LeasedJob): Promise<boolean> {
  const [row] = await db.inOrganisation(
    organisationId,
    ({ sql }) => sql<{ waiting: number }[]>`
      select count(*)::int as waiting from (
        select from delivery_heads where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid
          and due_at is not null limit ${maxWaiting + 1}) w`,
  )
  return (row?.waiting ?? 0) > maxWaiting
}

/** Ends the job when what it enqueued was sent or refused, or when the destination has had long enough. */
export async function settlePush({ sql }: Tx, job: LeasedJob): Promise<Move> {
  const [row] = await sql<{ changed: number; failed: number; waiting: number; is_late: boolean }[]>`
    select count(*) filter (where d.state = 'delivered')::int as changed, count(*) filter (where d.state = 'dead')::int as failed,
      count(*) filter (where d.state not in ('delivered', 'dead', 'skipped'))::int as waiting,
      (select coalesce(moved_at, started_at) < app_now() - make_interval(mins => ${patienceMinutes}) from jobs
        where organisation_id = ${job.organisationId}::uuid and id = ${job.id}::uuid) as is_late
    from job_items i join deliveries d on d.organisation_id = i.organisation_id and d.event_id = i.event_id
      and d.connection_id = ${job.connectionId}::uuid
    where i.organisation_id = ${job.organisationId}::uuid and i.job_id = ${job.id}::uuid`
  const { changed = 0, failed = 0, waiting = 0, is_late: isLate = true } = row ?? {}
  if (waiting > 0 && !isLate) return { afterMs: settlePollMs }
  return { state: 'done', outcome: { changed, failed }, reason: waiting > 0 ? 'deliveries_waiting' : null }
}

async function findNewest({ sql }: Tx, { organisationId }: LeasedJob, ids: string[]) {
  const rows = await sql<{ entity_id: string; id: string }[]>`
    select k.id as entity_id, e.id from unnest(${ids}::uuid[]) as k(id) cross join lateral (
      select e.id from events e where e.organisation_id = ${organisationId}::uuid and e.entity_kind = 'product' and e.entity_id = k.id
      order by e.write_order desc limit 1) e`
  return rows.map((row) => ({ kind: 'product', externalId: row.entity_id, eventId: row.id }))
}
