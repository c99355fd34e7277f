import type { IncomingEvent } from '../../relay/src/inbox/incoming-event.ts'
import { createStore } from '../../relay/src/inbox/store-events.ts'
import type { TestDatabase } from '../../relay/test/database.ts'
import { type Door, modifiedAt, type Version } from '../flows/lab.ts'

const chunkSize = 400

/** Stores versions as the door would and tells no worker: they find it by themselves, or are not running. */
export async function storeVersions(
  { db }: TestDatabase,
  args: { organisationId: string; door: Door; versions: Version[] },
): Promise<void> {
  const { organisationId, door, versions } = args
  const store = createStore({
    db,
    wake: { wake() {}, onWake: () => () => {}, start: async () => {}, stop: async () => {} },
  })
  for (let at = 0; at < versions.length; at += chunkSize) {
    await store({
      organisationId,
      connectionId: door.connectionId,
      events: versions.slice(at, at + chunkSize).map((version) => toEvent(door, version)),
    })
  }
}

/** A version of a product as its door hands it to the inbox. */
export const toEvent = (door: Door, version: Version): IncomingEvent => ({
  kind: 'product',
  externalId: String(version.id),
  topic: 'product.updated',
  raw: Buffer.from(JSON.stringify(door.toItem(version))),
  sourceEventId: null,
  sourceVersion: modifiedAt(version.n).getTime(),
  occurredAt: modifiedAt(version.n),
  quarantine: null,
})

/** Copies the one event of an entity of the shop, straight in SQL: as many waiting entities, or as many waiting events of that one. */
export async function multiplyWaiting(
  { admin }: TestDatabase,
  args: { connectionId: string; externalId: string; count: number; into: 'entities' | 'events' },
): Promise<void> {
  const { connectionId, externalId, count, into } = args
  const isMany = into === 'entities'
  await admin.begin(async (sql) => {
    const mine = sql`connection_id = ${connectionId}::uuid and external_id = ${externalId}`
    const columns = await sql<{ name: string }[]>`
      select quote_ident(column_name) as name from information_schema.columns
      where table_schema = 'public' and table_name = 'inbox_events' and is_generated = 'NEVER' order by ordinal_position`
    const heads = await sql<{ name: string }[]>`
      select quote_ident(column_name) as name from information_schema.columns
      where table_schema = 'public' and table_name = 'inbox_heads' and is_generated = 'NEVER' order by ordinal_position`
    // Each copy carries the number of its entity, or of its version, in its text, and a text of its own.
    const raw = isMany
      ? `convert_to(replace(convert_from(raw, 'UTF8'), '"id":' || external_id || ',', '"id":' || n || ','), 'UTF8')`
      : `convert_to(replace(convert_from(raw, 'UTF8'), '.' || external_id || '.1;', '.' || external_id || '.' || n || ';'), 'UTF8')`
    const given: Record<string, string> = {
      id: 'uuidv7()',
      external_id: isMany ? 'n::text' : 'external_id',
      seq: isMany ? '1' : 'n',
      raw,
      hash: `sha256(${raw})`,
      source_version: isMany ? 'source_version' : 'source_version + n * 1000',
      occurred_at: isMany ? 'occurred_at' : `occurred_at + n * interval '1 s'`,
      received_at: 'app_now()',
      state: `'pending'`,
      finished_at: 'null',
      attempt_count: '0',
    }
    const pick = (name: string, values: Record<string, string>) => values[name] ?? name
    await sql`
      insert into inbox_events (${sql.unsafe(columns.map(({ name }) => name).join(', '))})
      select ${sql.unsafe(columns.map(({ name }) => pick(name, given)).join(', '))}
      from inbox_events e, generate_series(${isMany ? 1_000_001 : 2}::int, ${isMany ? 1_000_000 + count : count}::int) n where ${mine}`
    if (isMany) {
      await sql`
        insert into inbox_heads (${sql.unsafe(heads.map(({ name }) => name).join(', '))})
        select ${sql.unsafe(heads.map(({ name }) => pick(name, { external_id: 'n::text', due_at: 'app_now()' })).join(', '))}
        from inbox_heads h, generate_series(1000001, ${1_000_000 + count}::int) n where ${mine}`
    } else await sql`update inbox_heads set last_seq = ${count}, due_at = coalesce(due_at, app_now()) where ${mine}`
  })
  await admin`analyze inbox_heads, inbox_events`
}
