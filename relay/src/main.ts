import { parseArgs } from 'node:util'
import { type ServerType, serve } from '@hono/node-server'
import { createRelay, type Relay } from './app.ts'
import { seedConnections } from './cli/seed-connections.ts'
import { listOwnPorts, openPlatform, type Platform } from './open-platform.ts'
import { answerClientErrors, serverOptions } from './platform/answer-client-errors.ts'
import { type Config, ConfigError, readConfig } from './platform/config.ts'
import { armCrashPoint } from './platform/crash-point.ts'
import { createDeliver } from './platform/deliver.ts'
import { describeFailure, findCause } from './platform/describe-failure.ts'
import { createLogger, type Logger } from './platform/logger.ts'
import { surviveDriver } from './platform/survive-driver.ts'

const graceMs = 15_000
type Role = 'all' | 'ingest' | 'worker'

async function main() {
  const role = readRole()
  const config = readConfig()
  if (role !== 'all' && !config.databaseUrl) throw new ConfigError('DATABASE_URL: a split relay needs one')
  const logger = createLogger(config.logLevel)
  armCrashPoint(config.crashAt)
  surviveDriver(logger)
  const signalled = onFirstSignal()
  const platform = await openPlatform(config, (message) => logger.info(message))
  try {
    const running = await startRelay({ platform, config, logger, role })
    logger.info({ signal: await signalled }, 'stopping')
    await running.stop()
  } catch (error) {
    await platform.close({ stopDatabase: platform.isDatabaseOurs })
    throw error
  }
  await platform.close({ stopDatabase: true })
  logger.info('stopped')
  process.exit(0)
}

function readRole(): Role {
  try {
    const { role } = parseArgs({ options: { role: { type: 'string', default: 'all' } } }).values
    if (role === 'all' || role === 'ingest' || role === 'worker') return role
  } catch {}
  throw new ConfigError('The only option is --role, which is ingest or worker')
}

/** A process group and a launcher may both pass on one signal: what comes within a second is the same. A later one ends at once. */
function onFirstSignal(): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  let firstAt: number | null = null
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      firstAt ??= performance.now()
      if (performance.now() - firstAt > 1_000) process.exit(1)
      resolve(signal)
    })
  }
  return promise
}

type Parts = { platform: Platform; config: Config; logger: Logger; role: Role }

async function startRelay({ platform, config, logger, role }: Parts): Promise<{ stop: () => Promise<void> }> {
  await seedConnections(platform, config, logger)
  const http = createDeliver({
    allowedPrivateNetworks: config.allowedPrivateNetworks,
    forbiddenPorts: listOwnPorts(config, platform),
  })
  const relay = createRelay({
    db: platform.db,
    box: platform.box,
    http,
    logger,
    role,
    config,
    databaseUrl: platform.databaseUrl,
  })
  const server = await listen(relay, config)
  await relay.start()
  platform.watchDatabase({
    onProgress: (message) => logger.warn(message),
    onLost: () => {
      logger.fatal('the database came back at another address: start the relay again')
      process.exit(1)
    },
  })
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  logger.info({ url: `http://${config.host}:${port}`, role, migrations: platform.applied }, 'relay is ready')
  return {
    async stop() {
      relay.drain()
      await Promise.all([closeServer(server), relay.stop()])
      await http.close()
    },
  }
}

async function listen(relay: Relay, { port, host }: Config): Promise<ServerType> {
  const server = serve({ fetch: relay.fetch, port, hostname: host, serverOptions })
  answerClientErrors(server)
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', reject)
  })
  return server
}

async function closeServer(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  if ('closeIdleConnections' in server) server.closeIdleConnections()
  const late = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), graceMs)
  await closed
  clearTimeout(late)
}

main().catch((error: unknown) => {
  const { exit, code, detail } = describeFailure(error)
  const cause = findCause(error)
  const isUnexpected = code === 'internal' && cause instanceof Error
  process.stderr.write(`${isUnexpected ? (cause.stack ?? detail) : detail}\n`)
  process.exit(exit)
})
