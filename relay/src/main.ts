import { parseArgs } from 'node:util'
import { serve } from '@hono/node-server'
import { createRelay } from './app.ts'
import { seedConnections } from './cli/seed-connections.ts'
import { openPlatform } from './open-platform.ts'
import { ConfigError, exitConfig, readConfig } from './platform/config.ts'
import { armCrashPoint } from './platform/crash-point.ts'
import { createDeliver } from './platform/deliver.ts'
import { createLogger } from './platform/logger.ts'

const graceMs = 15_000

async function main() {
  const { values } = parseArgs({ options: { role: { type: 'string', default: 'all' } } })
  const role = values.role as 'all' | 'ingest' | 'worker'
  const config = readConfig()
  if (!['all', 'ingest', 'worker'].includes(role)) throw new ConfigError('--role is ingest or worker')
  if (role !== 'all' && !config.databaseUrl) throw new ConfigError('DATABASE_URL: a split relay needs one')
  const logger = createLogger(config.logLevel)
  armCrashPoint(config.crashAt)

  const platform = await openPlatform(config, (message) => logger.info(message))
  await seedConnections(platform, config, logger)
  const databasePort = Number(new URL(platform.databaseUrl).port || 5432)
  const http = createDeliver({
    allowedPrivateNetworks: config.allowedPrivateNetworks,
    forbiddenPorts: [config.port, databasePort],
  })
  const relay = createRelay({ db: platform.db, box: platform.box, http, logger, role })

  const server = serve({
    fetch: relay.fetch,
    port: config.port,
    hostname: config.host,
    serverOptions: { requestTimeout: 30_000, headersTimeout: 15_000, maxHeaderSize: 16_384 },
  })
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  await relay.start()
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  logger.info({ url: `http://${config.host}:${port}`, role, migrations: platform.applied }, 'relay is ready')

  let isStopping = false
  const stop = async (signal: string) => {
    if (isStopping) process.exit(1)
    isStopping = true
    logger.info({ signal }, 'stopping')
    relay.drain()
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    if ('closeIdleConnections' in server) server.closeIdleConnections()
    const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
    await closed
    clearTimeout(late)
    await relay.stop()
    await http.close()
    await platform.close({ stopDatabase: true })
    logger.info('stopped')
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal))
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error instanceof ConfigError ? error.message : (error.stack ?? error.message)) : String(error)}\n`,
  )
  process.exit(error instanceof ConfigError ? exitConfig : 1)
})
