import { randomUUID } from 'node:crypto'
import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import { connectionRoutes } from './connections/routes.ts'
import type { SecretBox } from './connections/secrets.ts'
import type { Io } from './connectors/connector.ts'
import { findConnector } from './connectors/index.ts'
import { catalogueRoutes } from './domain/catalogue/routes.ts'
import { findKey } from './domain/organisations/find-key.ts'
import { createTransact } from './domain/transact.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { createStore } from './inbox/store-events.ts'
import { createInboxWorker } from './inbox/worker.ts'
import { ingestRoutes } from './ingest/routes.ts'
import { mappingRoutes } from './mapping/routes.ts'
import { createFeedBell, feedRoutes } from './outbox/feed-routes.ts'
import { deliveryRoutes } from './outbox/routes.ts'
import { createFeedSequencer } from './outbox/sequence-feed.ts'
import { createOutboxWorker } from './outbox/worker.ts'
import { type AuthEnv, requireKey } from './platform/auth.ts'
import type { Db } from './platform/db.ts'
import { Unavailable } from './platform/errors.ts'
import { findAllowedMethods } from './platform/find-allowed-methods.ts'
import { answerError, problem } from './platform/http-error.ts'
import type { Logger } from './platform/logger.ts'
import type { Loop } from './platform/loop.ts'
import { refuseNul } from './platform/refuse-nul.ts'
import { createWake } from './platform/wake.ts'

export type RelayDependencies = {
  db: Db
  box: SecretBox
  http: Io['http']
  logger: Logger
  role?: 'all' | 'ingest' | 'worker'
  pollMs?: number
}

export type Relay = {
  fetch: Hono['fetch']
  start: () => Promise<void>
  /** New calls get 503 from here on; those under way end as they would have. */
  drain: () => void
  /** Lets the work under way end; what waits stays in the database. */
  stop: () => Promise<void>
}

/** The only wiring: ingest → inbox → domain → outbox → connectors, each given what it needs. */
export function createRelay({ db, box, http, logger, role = 'all', pollMs = 500 }: RelayDependencies): Relay {
  const wake = createWake(db)
  const bell = createFeedBell()
  const transact = createTransact({ db, wake })
  const io: Io = { http, now: () => new Date() }
  // Two, so that one reads and decides while the other waits for the database; leases keep them apart.
  const inboxes = [1, 2].map(() => createInboxWorker({ db, transact, findConnector, logger, pollMs }))
  const outbox = createOutboxWorker({ db, box, io, findConnector, logger, pollMs })
  const feed = createFeedSequencer({ db, logger, pollMs, onPlaced: () => bell.ring() })
  const workers: Loop[] = role === 'ingest' ? [] : [...inboxes, outbox, feed]
  let isDraining = false

  const app = new Hono<AuthEnv>()
  app.use(async (c, next) => {
    c.set('requestId', randomUUID())
    await next()
    c.header('x-request-id', c.get('requestId'))
    if (isDraining) c.header('connection', 'close')
  })
  app.onError((error, c) => answerError(error, c, logger))
  app.notFound((c) => {
    const allowed = findAllowedMethods(app, c.req.path)
    if (allowed.length === 0)
      return problem(c, { status: 404, code: 'not_found', detail: 'There is nothing at this address' })
    const detail = `This address takes ${allowed.join(', ')}`
    return problem(c, { status: 405, code: 'method_not_allowed', detail, headers: { allow: allowed.join(', ') } })
  })

  app.get('/health/live', (c) => c.json({ status: 'ok' }))
  const ready = async () => {
    if (isDraining) throw new Unavailable('The relay is shutting down', 5)
    await db.asSystem((sql) => sql`select 1`)
    return Response.json({ status: 'ok' })
  }
  app.get('/health/ready', ready)
  app.get('/api/ready', ready)

  app.use(async (_, next) => {
    if (isDraining) throw new Unavailable('The relay is shutting down', 5)
    await next()
  })
  if (role !== 'worker') {
    const store = createStore({ db, wake })
    app.route('/', ingestRoutes({ db, box, store, findConnector, logger }))
    const api = new Hono<AuthEnv>()
    api.use(refuseNul)
    api.use(
      requireKey(
        (key, address) => findKey(db, key, address),
        (c) => getConnInfo(c).remote.address ?? '',
      ),
    )
    api.route('/products', catalogueRoutes({ db }))
    api.route('/events', feedRoutes({ db, bell }))
    api.route('/inbox', inboxRoutes({ db, wake }))
    api.route('/deliveries', deliveryRoutes({ db, wake, findConnector }))
    api.route('/connections', connectionRoutes({ db, wake }))
    api.route('/mappings', mappingRoutes({ db }))
    app.route('/v1', api)
  }

  return {
    fetch: app.fetch as Hono['fetch'],
    async start() {
      for (const inbox of inboxes) wake.onWake('inbox', inbox.wake)
      wake.onWake('outbox', outbox.wake)
      wake.onWake('feed', feed.wake)
      for (const worker of workers) worker.start()
      await wake.start().catch((error) => logger.warn({ err: error }, 'no notifications: polling only'))
    },
    drain() {
      isDraining = true
      bell.close()
    },
    async stop() {
      isDraining = true
      bell.close()
      await Promise.all(workers.map((worker) => worker.stop()))
      wake.stop()
    },
  }
}
