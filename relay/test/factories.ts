import { createServer } from 'node:net'
import { serve } from '@hono/node-server'
import { createRelay } from '../src/app.ts'
import { type AddedConnection, addConnection } from '../src/cli/add-connection.ts'
import { createKey } from '../src/domain/organisations/create-key.ts'
import { createOrganisation } from '../src/domain/organisations/create-organisation.ts'
import { answerClientErrors, serverOptions } from '../src/platform/answer-client-errors.ts'
import { type Config, readConfig } from '../src/platform/config.ts'
import { createDeliver } from '../src/platform/deliver.ts'
import { createLogger } from '../src/platform/logger.ts'
import type { TestDatabase } from './database.ts'

export const loopback = ['127.0.0.0/8', '::1/128']
export const config = readConfig({ PASSERELLE_ALLOWED_PRIVATE_NETWORKS: loopback.join(',') })
const logger = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent')

export type TestOrganisation = {
  id: string
  /** A key with the scope admin. */
  key: string
  connect: (connector: string, settings: Record<string, string | string[]>, name?: string) => Promise<AddedConnection>
}

/** An organisation with a key, as the command line makes it. */
export async function makeOrganisation(test: TestDatabase, name = 'Purea Café'): Promise<TestOrganisation> {
  const { id } = await createOrganisation(test, { name, timeZone: 'Europe/Paris', currency: 'EUR' })
  const { key } = await createKey(test.db, { organisationId: id, scopes: ['admin'], networks: [] })
  const platform = { ...test, databaseUrl: test.url, applied: 0, isDatabaseOurs: false, close: async () => {} }
  return {
    id,
    key,
    connect: (connector, settings, connectionName = connector) =>
      addConnection(platform, config, {
        organisationId: id,
        connector,
        name: connectionName,
        given: Object.entries(settings).flatMap(([setting, value]) =>
          [value].flat().map((one) => ({ key: setting, value: one })),
        ),
      }),
  }
}

export type TestRelay = {
  url: string
  get: (
    path: string,
    key: string,
  ) => Promise<{ status: number; body: never; headers: globalThis.Headers; text: string }>
  post: (path: string, key: string, body?: unknown) => Promise<{ status: number; body: never; text: string }>
  stop: () => Promise<void>
}

/** The relay in this process on a port of its own, behind real HTTP. */
export async function startTestRelay(
  test: TestDatabase,
  {
    role = 'all' as 'all' | 'ingest' | 'worker',
    pollMs = 100,
    opsNetworks = [] as string[],
    config: changed = {} as Partial<Config>,
  } = {},
): Promise<TestRelay> {
  const http = createDeliver({ allowedPrivateNetworks: loopback })
  const relay = createRelay({
    db: test.db,
    box: test.box,
    http,
    logger,
    role,
    pollMs,
    opsNetworks,
    config: { ...config, rateLimit: 0, ...changed },
    databaseUrl: test.url,
  })
  const server = serve({ fetch: relay.fetch, port: 0, hostname: '127.0.0.1', serverOptions })
  answerClientErrors(server)
  await new Promise((resolve) => server.once('listening', resolve))
  await relay.start()
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  const call = async (method: string, path: string, key: string, body?: unknown) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      body: (text === '' ? null : JSON.parse(text)) as never,
    }
  }
  return {
    url,
    get: (path, key) => call('GET', path, key),
    post: (path, key, body) => call('POST', path, key, body),
    async stop() {
      relay.drain()
      const closed = new Promise((resolve) => server.close(resolve))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
      await relay.stop()
      await http.close()
    },
  }
}

/** Waits until nothing is due in inbox, outbox and feed; fails with what is left after `timeoutMs`. */
export async function settle({ admin }: TestDatabase, { timeoutMs = 15_000 } = {}): Promise<void> {
  const until = Date.now() + timeoutMs
  for (;;) {
    const [left] = await admin`
      select (select count(*) from inbox_heads where due_at <= app_now())::int as inbox,
        (select count(*) from delivery_heads h join connections c on c.id = h.connection_id where due_at <= app_now() and c.state = 'active' and (c.not_before is null or c.not_before <= app_now()))::int as outbox,
        (select count(*) from events where position is null)::int as feed`
    if (left?.inbox === 0 && left.outbox === 0 && left.feed === 0) return
    if (Date.now() > until) throw new Error(`not settled: ${JSON.stringify(left)}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}

/** A port that was free a moment ago. */
export async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
