import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { FakePluginOptions } from '../fakes/plugin.ts'
import { type Entity, keyOf, newState } from '../fakes/plugin-outbox.ts'
import { makePluginLab, type PluginLab, product } from './plugin-lab.ts'

export type Versions = Record<number | string, number | null>
/** What stands in the shop, without a word to us. */
export function putThere({ plugin }: PluginLab, versions: Versions, kind = 'product'): void {
  const state = plugin.snapshot()
  for (const [id, version] of Object.entries(versions)) {
    const entity: Entity = {
      kind,
      id,
      version: version ?? 0,
      data: product(id, `P${id}`),
      changedAt: '2026-11-20T00:00:00Z',
    }
    state.entities[keyOf(kind, id)] = entity
  }
  plugin.restore(state)
}

export const range = (from: number, to: number, version = 1): Versions =>
  Object.fromEntries(Array.from({ length: to - from + 1 }, (_, n) => [from + n, version]))
export const isDone = ({ state }: Job) => state === 'done'
export const drilled = ({ plugin }: PluginLab) =>
  plugin.digests.flatMap((ask) => ('bucket' in ask ? [`${ask.kind} ${ask.bucket}`] : []))

/** A relay for the tests of one file, and what they do with shops that are compared. */
export function useCompareLab() {
  let database: TestDatabase
  let relay: TestRelay
  const open: PluginLab[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
    relay = await startTestRelay(database)
  })
  let tests = 0
  beforeEach(async () => {
    // One address may pair twenty times in a minute.
    if (++tests % 15 > 0) return
    await relay.stop()
    relay = await startTestRelay(database)
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((lab) => lab.close()))
    await database.admin`update connections set state = 'paused' where connector = 'woocommerce'`
  })
  afterAll(async () => {
    await relay.stop()
    await database.drop()
  })

  async function startLab(options: Partial<FakePluginOptions> = {}): Promise<PluginLab> {
    const lab = await makePluginLab(database, relay.url, options)
    open.push(lab)
    return lab
  }

  /** What stands with us, as if it had come in an hour ago. */
  async function putHere(
    { organisation, connectionId }: PluginLab,
    versions: Versions,
    { kind = 'product', topic = 'updated', test = database } = {},
  ): Promise<void> {
    const ids = Object.keys(versions)
    await test.admin`
      insert into inbox_heads (organisation_id, connection_id, kind, external_id, last_seq, done_seq, newest_version)
      select ${organisation.id}, ${connectionId}, ${kind}, t.e, 1, 1, t.v
      from unnest(${ids}::text[], ${Object.values(versions)}::bigint[]) as t(e, v)`
    await test.admin`
      insert into inbox_events (organisation_id, id, connection_id, kind, external_id, seq, topic, raw, hash, state, received_at)
      select ${organisation.id}, uuidv7(), ${connectionId}, ${kind}, e, 1, ${`${kind}.${topic}`}, '\\x7b7d', '\\x00', 'applied',
        app_now() - interval '1 hour'
      from unnest(${ids}::text[]) as t(e)`
  }
  /** Both sides as if nothing had ever been told. */
  async function forget({ plugin, connectionId }: PluginLab): Promise<void> {
    plugin.restore(newState())
    await database.admin`delete from inbox_heads where connection_id = ${connectionId}`
    await database.admin`delete from inbox_events where connection_id = ${connectionId}`
  }

  let keys = 0
  async function call(lab: PluginLab, method: string, path: string, body?: object) {
    const answer = await fetch(relay.url + path, {
      method,
      headers: {
        authorization: `Bearer ${lab.organisation.key}`,
        'content-type': 'application/json',
        'idempotency-key': `key ${++keys}`,
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    return { status: answer.status, body: (await answer.json()) as Job & { code: string } }
  }
  const start = async (lab: PluginLab, body: object = { compare: true }) => {
    const answer = await call(lab, 'POST', `/v1/connections/${lab.connectionId}/sync`, body)
    expect(answer.status, JSON.stringify(answer.body)).toBe(202)
    return answer.body
  }
  async function until(lab: PluginLab, id: string, isThere: (job: Job) => boolean): Promise<Job> {
    for (const end = Date.now() + 30_000; ; await sleep(15)) {
      const { body } = await call(lab, 'GET', `/v1/jobs/${id}`)
      if (isThere(body)) return body
      if (Date.now() > end) throw new Error(JSON.stringify(body))
    }
  }
  /** Compares, and answers the job with the ids that were asked for singly by kind, in numeric order. */
  async function compare(lab: PluginLab, body: object = { compare: true }) {
    lab.plugin.reads.length = 0
    lab.plugin.digests.length = 0
    const job = await until(lab, (await start(lab, body)).id, isDone)
    await settle(database)
    const read: Record<string, number[]> = {}
    for (const { kind, ids } of lab.plugin.reads)
      read[kind] = [...(read[kind] ?? []), ...(ids ?? [Number.NaN]).map(Number)]
    for (const ids of Object.values(read)) ids.sort((a, b) => a - b)
    return { job, read }
  }
  const countDeletions = async ({ connectionId }: PluginLab) =>
    (await database.admin`select from inbox_events where connection_id = ${connectionId} and topic like '%.deleted'`)
      .length

  return {
    startLab,
    putHere,
    forget,
    call,
    start,
    until,
    compare,
    countDeletions,
    get database() {
      return database
    },
    get relay() {
      return relay
    },
  }
}
