import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TestDatabase } from '../../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation, type TestRelay } from '../../../relay/test/factories.ts'
import { settleNow } from '../../flows/lab.ts'
import { newCode } from '../../flows/plugin-lab.ts'
import type { Shop } from './start-shop.ts'

export type PairedShop = { organisation: TestOrganisation; connectionId: string }

/** Pairs a shop with an organisation of its own, by a code, as a person does on the plugin's page. */
export async function pairShop(
  database: TestDatabase,
  relayUrl: string,
  shop: Shop,
  organisation?: TestOrganisation,
): Promise<PairedShop> {
  const owner = organisation ?? (await makeOrganisation(database, 'Brûlerie du Port'))
  const { code } = await newCode(database, owner.id)
  await shop.step('pair', { relay: relayUrl, code })
  const [row] = await database.admin<{ connection_id: string }[]>`
    select connection_id from installations where organisation_id = ${owner.id}::uuid`
  if (!row) throw new Error('the shop was not paired')
  return { organisation: owner, connectionId: row.connection_id }
}

/** Lets the plugin send until nothing waits. */
export async function drainAll(shop: Shop): Promise<void> {
  await shop.step('age_open_rows')
  for (let n = 0; n < 50; n++) {
    const left = await shop.step<number>('drain')
    if (left === 0) return
  }
  throw new Error('the outbox of the shop does not become empty')
}

/** Waits until the relay has applied what it has, and no job of its own is under way. */
export async function inStep(database: TestDatabase, { timeoutMs = 120_000 } = {}): Promise<void> {
  for (const until = Date.now() + timeoutMs; ; await sleep(100)) {
    await settleNow(database, { timeoutMs })
    const [left] = await database.admin<{ jobs: number }[]>`
      select count(*)::int as jobs from jobs where state not in ('done', 'failed', 'canceled')`
    if (left?.jobs === 0) return
    if (Date.now() > until) throw new Error(`${left?.jobs} jobs are still under way`)
  }
}

/** The nightly comparison, now. */
export async function compareWhole(relay: TestRelay, { organisation, connectionId }: PairedShop): Promise<void> {
  const answer = await fetch(`${relay.url}/v1/connections/${connectionId}/sync`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${organisation.key}`,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
    },
    body: JSON.stringify({ compare: true }),
  })
  if (answer.status !== 202) throw new Error(`the comparison was refused: ${await answer.text()}`)
}
