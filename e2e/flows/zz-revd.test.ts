import { setTimeout as sleep } from 'node:timers/promises'
import type { Job } from '@passerelle/shared-types/api/jobs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import { keyOf } from '../fakes/plugin-outbox.ts'
import { makePluginLab, newCode, type PluginLab, product } from './plugin-lab.ts'

let database: TestDatabase
let relay: TestRelay
beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})
let keys = 0
async function run(lab: PluginLab, body: object) {
  lab.plugin.reads.length = 0
  const headers = {
    authorization: `Bearer ${lab.organisation.key}`,
    'content-type': 'application/json',
    'idempotency-key': `key ${++keys}`,
  }
  const answer = await fetch(`${relay.url}/v1/connections/${lab.connectionId}/sync`, { method: 'POST', headers, body: JSON.stringify(body) })
  const { id } = (await answer.json()) as Job
  for (;;) {
    const { body } = await relay.get(`/v1/jobs/${id}`, lab.organisation.key)
    if ((body as Job).state === 'done') break
    await sleep(20)
  }
  await settle(database)
  return lab.plugin.reads.flatMap(({ ids }) => ids ?? [])
}
test('forgotten', async () => {
  const lab = await makePluginLab(database, relay.url)
  const state = lab.plugin.snapshot()
  for (const id of ['1', '2', '3'])
    state.entities[keyOf('product', id)] = { kind: 'product', id, version: 3, data: product(id, `P${id}`), changedAt: '2026-11-20T00:00:00Z' }
  lab.plugin.restore(state)
  await run(lab, { full: true })
  expect(await run(lab, { compare: true })).toEqual([])
  await lab.plugin.disconnect()
  const { code } = await newCode(database, lab.organisation.id, lab.connectionId)
  expect((await lab.plugin.pair(code)).status).toBe(201)
  console.log('1st', await run(lab, { compare: true }))
  console.log('2nd', await run(lab, { compare: true }))
  console.log(await database.admin`select kind, external_id, newest_version from inbox_heads where connection_id = ${lab.connectionId}`)
  await lab.close()
})
