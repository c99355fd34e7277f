import type { BatchAnswer } from '@passerelle/shared-types/batch'
import { createPairing } from '../../relay/src/connections/create-pairing.ts'
import { getInstallation } from '../../relay/src/connections/get-installation.ts'
import type { TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { type FakePlugin, type FakePluginOptions, startFakePlugin } from '../fakes/plugin.ts'
import type { Answered } from '../fakes/post.ts'

export type PluginLab = {
  organisation: TestOrganisation
  plugin: FakePlugin
  connectionId: string
  close: () => Promise<void>
}

export const newCode = (database: TestDatabase, organisationId: string, connectionId?: string) =>
  database.db.inOrganisation(organisationId, (tx) => createPairing(tx, organisationId, { connectionId }))

/** An organisation with a shop that is paired with the relay. */
export async function makePluginLab(
  database: TestDatabase,
  relayUrl: string,
  options: Partial<FakePluginOptions> = {},
): Promise<PluginLab> {
  const organisation = await makeOrganisation(database)
  const plugin = await startFakePlugin({ relayUrl, ...options })
  const { code } = await newCode(database, organisation.id)
  const answered = await plugin.pair(code)
  if (answered.status !== 201) throw new Error(`not paired: ${JSON.stringify(answered.body)}`)
  const connectionId = plugin.pairing()?.connection_id ?? ''
  return { organisation, plugin, connectionId, close: plugin.close }
}

export const installationOf = (database: TestDatabase, { organisation, connectionId }: PluginLab) =>
  database.db.inOrganisation(organisation.id, (tx) => getInstallation(tx, organisation.id, connectionId))

/** A product as `wc/v3` gives it. */
export const product = (id: string | number, name: string, more: Record<string, unknown> = {}) => ({
  id: Number(id),
  name,
  type: 'simple',
  status: 'publish',
  sku: `P-${id}`,
  price: '12.50',
  regular_price: '12.50',
  manage_stock: false,
  stock_quantity: null,
  stock_status: 'instock',
  description: '',
  short_description: '',
  parent_id: 0,
  categories: [],
  images: [],
  attributes: [],
  date_modified_gmt: '2026-11-21T07:10:50',
  ...more,
})

/** How many inbox events of the connection stand in each state. */
export async function countStates({ admin }: TestDatabase, connectionId: string): Promise<Record<string, number>> {
  const rows = await admin<{ state: string; count: number }[]>`
    select state, count(*)::int as count from inbox_events where connection_id = ${connectionId} group by state`
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

/** Names of the connection's products as the relay has them, by the shop's id; a deleted one is left out. */
export async function namesOf(
  lab: PluginLab,
  relayUrl: string,
  ids: readonly string[],
): Promise<Record<string, string>> {
  const entries = await Promise.all(
    ids.map(async (id) => {
      const answer = await fetch(`${relayUrl}/v1/products/external/${lab.connectionId}/${id}`, {
        headers: { authorization: `Bearer ${lab.organisation.key}` },
      })
      const body = (await answer.json()) as { name?: string; deleted_at?: string | null }
      return answer.status === 200 && !body.deleted_at ? [[id, body.name ?? ''] as const] : []
    }),
  )
  return Object.fromEntries(entries.flat())
}

export const answerOf = (answered: Answered | undefined): BatchAnswer => answered?.body as BatchAnswer
export const codeOf = (answered: Answered | undefined): string | undefined =>
  (answered?.body as { code?: string } | undefined)?.code
