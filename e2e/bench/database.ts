import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { addConnection } from '@passerelle/relay/src/cli/add-connection.ts'
import { createOrganisation } from '@passerelle/relay/src/domain/organisations/create-organisation.ts'
import { openPlatform, type Platform } from '@passerelle/relay/src/open-platform.ts'
import { readConfig } from '@passerelle/relay/src/platform/config.ts'
import { startEmbeddedPostgres } from '@passerelle/relay/src/platform/embedded-postgres.ts'
import postgres from 'postgres'
import { createFloorTables } from './floor-tables.ts'

export const shopSecret = 'bench-webhook-secret'
export const partnerKey = 'bench-partner-key'

export type BenchOrganisation = { id: string; shopId: string }

export type Bench = {
  /** What the processes of both sides are started with. */
  env: Record<string, string>
  platform: Platform
  /** As the superuser. */
  admin: postgres.Sql
  /** A shop and a partner that send. */
  door: BenchOrganisation
  /** A shop, and nobody to tell. */
  alone: BenchOrganisation
  /** A shop, and a CRM and a partner to tell; sending to them is paused, so what is told them is written and stays. */
  telling: BenchOrganisation
  /** Writes out what is dirty, so that no measurement pays for the one before. */
  settle: () => Promise<void>
  close: () => Promise<void>
}

const dataDir = fileURLToPath(new URL('../../.data/bench', import.meta.url))

/** A fresh database on a server of its own, with PostgreSQL's own defaults: a commit is on the disk before it is answered. */
export async function openBench(onProgress: (message: string) => void): Promise<Bench> {
  const server = await startEmbeddedPostgres({ dataDir, onProgress })
  const url = new URL(server.url)
  const maintenance = postgres(server.url, { max: 1, onnotice: () => {} })
  await maintenance.unsafe('drop database if exists bench with (force)')
  await maintenance.unsafe('create database bench')
  await maintenance.end()
  url.pathname = '/bench'

  const env = {
    DATABASE_URL: url.href,
    PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PASSERELLE_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
  }
  const config = readConfig(env)
  const platform = await openPlatform(config)
  const admin = postgres(url.href, { max: 1, onnotice: () => {} })
  await createFloorTables(admin)
  const makeOrganisation = async (name: string) => {
    const { id } = await createOrganisation(platform, { name, timeZone: 'Europe/Paris', currency: 'EUR' })
    const connect = (connector: string, settings: Record<string, string>) =>
      addConnection(platform, config, {
        organisationId: id,
        connector,
        name: connector,
        given: Object.entries(settings).map(([key, value]) => ({ key, value })),
      })
    const shop = await connect('woocommerce', { webhook_secret: shopSecret })
    return { organisation: { id, shopId: shop.id }, connect }
  }
  const door = await makeOrganisation('Door')
  await door.connect('partner', { url: 'http://127.0.0.1:9/', api_key: 'their-key', secret: partnerKey })
  const alone = await makeOrganisation('Alone')
  const telling = await makeOrganisation('Telling')
  await telling.connect('crm', { url: 'http://127.0.0.1:9/' })
  await telling.connect('partner', { url: 'http://127.0.0.1:9/', api_key: 'their-key' })
  await admin`update connections set state = 'paused' where connector in ('crm', 'partner')`

  return {
    env,
    platform,
    admin,
    alone: alone.organisation,
    telling: telling.organisation,
    door: door.organisation,
    async settle() {
      await admin.unsafe('checkpoint')
    },
    async close() {
      await Promise.all([admin.end({ timeout: 1 }), platform.close()])
      await server.stop()
    },
  }
}
