import { randomUUID } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { createAddConnection, createUrlCheck } from './cli/add-connection.ts'
import { createClockWorker } from './clock/worker.ts'
import { installationRoutes } from './connections/installation-routes.ts'
import { connectionRoutes } from './connections/routes.ts'
import type { SecretBox } from './connections/secrets.ts'
import { createConnectionTest } from './connections/test-connection.ts'
import type { Io } from './connectors/connector.ts'
import { findConnector } from './connectors/index.ts'
import { catalogueRoutes } from './domain/catalogue/routes.ts'
import { customerRoutes } from './domain/customers/routes.ts'
import { reactions } from './domain/index.ts'
import { orderRoutes } from './domain/orders/routes.ts'
import { createKeyIn } from './domain/organisations/create-key.ts'
import { findKey } from './domain/organisations/find-key.ts'
import { revokeKeysIn } from './domain/organisations/revoke-key.ts'
import { companyRoutes, keyRoutes, organisationRoutes } from './domain/organisations/routes.ts'
import { createAnswerSealer } from './domain/organisations/seal-answers.ts'
import { subscriptionRoutes } from './domain/subscriptions/routes.ts'
import { createTransact } from './domain/transact.ts'
import { inboxRoutes } from './inbox/routes.ts'
import { createStore } from './inbox/store-events.ts'
import { createInboxWorker } from './inbox/worker.ts'
import { createAcceptBatch } from './ingest/accept-batch.ts'
import { createAuthenticateShop } from './ingest/authenticate-shop.ts'
import { batchRoutes } from './ingest/batch-routes.ts'
import { describeDoors } from './ingest/describe-doors.ts'
import { forgetVersions } from './ingest/forget-versions.ts'
import { pairingRoutes } from './ingest/pairing-routes.ts'
import { createRequireOwn } from './ingest/require-own.ts'
import { doors, ingestRoutes } from './ingest/routes.ts'
import { shopRoutes } from './ingest/shop-routes.ts'
import { mappingRoutes } from './mapping/routes.ts'
import { measureConnectors, measureRequests, measureStore, measureTransact } from './metrics/measure.ts'
import { metricsRoutes } from './metrics/routes.ts'
import { createFeedBell, feedRoutes } from './outbox/feed-routes.ts'
import { createPruneLoop } from './outbox/prune-feed.ts'
import { deliveryRoutes } from './outbox/routes.ts'
import { createFeedSequencer } from './outbox/sequence-feed.ts'
import { webhooks } from './outbox/webhooks.ts'
import { createOutboxWorker } from './outbox/worker.ts'
import { allowOrigins } from './platform/allow-origins.ts'
import { createApi } from './platform/api.ts'
import { refusePairingKey, requireKey } from './platform/auth.ts'
import { clientAddress, isAddressKnown } from './platform/client-address.ts'
import { type Config, readConfig } from './platform/config.ts'
import type { Db, Tx } from './platform/db.ts'
import { Unavailable } from './platform/errors.ts'
import { findAllowedMethods } from './platform/find-allowed-methods.ts'
import { guardAddress, refuseOtherForms } from './platform/guard-request.ts'
import { healthRoutes } from './platform/health-routes.ts'
import { answerError, problem } from './platform/http-error.ts'
import { limitCalls, limitFailures } from './platform/limit-rates.ts'
import type { Logger } from './platform/logger.ts'
import type { Loop } from './platform/loop.ts'
import { createMetrics } from './platform/metrics.ts'
import { serveDocument } from './platform/openapi.ts'
import { refuseNul } from './platform/refuse-nul.ts'
import { createWake } from './platform/wake.ts'

import { createJobWorker } from './sync/job-worker.ts'
import { createGapPuller } from './sync/pull-gaps.ts'
import { createPullWorker } from './sync/pull-worker.ts'
import { requestWhole } from './sync/request-whole.ts'
import { jobRoutes, syncRoutes } from './sync/routes.ts'

export type RelayDependencies = {
  db: Db
  box: SecretBox
  http: Io['http']
  logger: Logger
  role?: 'all' | 'ingest' | 'worker'
  pollMs?: number
  config?: Config
  /** Its port is one that no destination may have. */
  databaseUrl?: string
  /** CIDRs from which `/metrics` may be read without a key. */
  opsNetworks?: readonly string[]
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
export function createRelay({
  db,
  box,
  http,
  logger,
  role = 'all',
  pollMs = 500,
  config = readConfig({}),
  databaseUrl = 'postgres:///',
  opsNetworks = config.opsNetworks,
}: RelayDependencies): Relay {
  const wake = createWake(db)
  const bell = createFeedBell()
  const metrics = createMetrics()
  const transact = createTransact({ db, wake, reactions })
  const io: Io = { http, now: () => new Date() }
  // Two, so that one reads and decides while the other waits for the database; leases keep them apart.
  const inboxes = [1, 2].map(() =>
    createInboxWorker({ db, transact: measureTransact(transact, metrics), findConnector, logger, pollMs }),
  )
  const outbox = createOutboxWorker({
    db,
    box,
    io,
    findConnector: measureConnectors(findConnector, metrics),
    logger,
    pollMs,
  })
  const feed = createFeedSequencer({ db, logger, pollMs, onPlaced: () => wake.wake('placed') })
  const clock = createClockWorker({ db, wake, logger, pollMs })
  const syncTools = { db, box, io, findConnector, logger, wake, pollMs }
  const jobWorker = createJobWorker(syncTools)
  const pullWorker = createPullWorker(syncTools)
  const store = measureStore(createStore({ db, wake }), metrics)
  const requireOwn = createRequireOwn({ db, logger })
  const acceptBatch = createAcceptBatch({ db, store, logger, requestWhole, requireOwn })
  const gapPuller = createGapPuller({ db, box, io, acceptBatch, logger, pollMs })
  const pruner = createPruneLoop({ db, logger })
  const workers: Loop[] =
    role === 'ingest' ? [] : [pruner, gapPuller, ...inboxes, outbox, feed, clock, jobWorker, pullWorker]
  let isDraining = false

  const app = createApi()
  app.use(async (c, next) => {
    c.set('requestId', randomUUID())
    await next()
    c.header('x-request-id', c.get('requestId'))
    if (isDraining) c.header('connection', 'close')
  })
  app.use(guardAddress)
  app.onError((error, c) => answerError(error, c, logger))
  app.notFound((c) => {
    const allowed = findAllowedMethods(app, c.req.path)
    if (allowed.length === 0)
      return problem(c, { status: 404, code: 'not_found', detail: 'There is nothing at this address' })
    const detail = `This address takes ${allowed.join(', ')}`
    return problem(c, { status: 405, code: 'method_not_allowed', detail, headers: { allow: allowed.join(', ') } })
  })

  const clientAddressOf = (c: Context) => clientAddress(c, config.trustedProxies)
  const findPrincipal = (key: string, address: string) => findKey(db, key, address)
  app.route('/', healthRoutes({ db, isDraining: () => isDraining }))
  const isKnown = (c: Context) => isAddressKnown(c, config.trustedProxies)
  const metricsTools = { db, metrics, findKey: findPrincipal, clientAddressOf, isAddressKnown: isKnown, opsNetworks }
  app.route('/', metricsRoutes(metricsTools))

  app.use(async (_, next) => {
    if (isDraining) throw new Unavailable('The relay is shutting down', 5)
    await next()
  })
  if (role !== 'worker') {
    app.use('/webhooks/*', measureRequests(doors, metrics))
    app.use('/v1/ingest/*', measureRequests({ batches: 'woocommerce' }, metrics))
    const onLoop = () => metrics.ingestEvents.inc({ outcome: 'dropped' })
    app.route('/', ingestRoutes({ db, box, store, findConnector, logger, onLoop }))
    const authenticate = createAuthenticateShop({ db, box, now: io.now })
    app.route('/', batchRoutes({ authenticate, acceptBatch, logger, now: io.now, onLoop }))
    const keys = {
      create: (tx: Tx, organisationId: string, given: { scopes: string[]; pairedConnectionId: string }) =>
        createKeyIn(tx, { organisationId, networks: [], ...given }),
      revoke: revokeKeysIn,
    }
    app.route('/', pairingRoutes({ db, box, io, logger, keys, clientAddressOf, requestWhole }))
    app.route('/', shopRoutes({ db, box, io, logger, authenticate, requireOwn, revokeKeys: keys.revoke }))
    const api = createApi()
    api.use(allowOrigins(config.corsOrigins))
    api.use(refuseNul)
    api.use(refuseOtherForms)
    api.use(limitFailures(clientAddressOf))
    api.use(requireKey((key, c) => findPrincipal(key, clientAddressOf(c))))
    api.use(limitCalls(config.rateLimit))
    for (const path of ['/keys/*', '/connections/:id/rotate-secret', '/connections/:id/pairing'])
      api.use(path, refusePairingKey)
    const sealAnswers = createAnswerSealer(box)
    api.route('/organisation', organisationRoutes({ db }))
    api.route('/companies', companyRoutes({ db }))
    api.route('/keys', keyRoutes({ db, sealAnswers }))
    api.route('/products', catalogueRoutes({ db }))
    api.route('/orders', orderRoutes({ db }))
    api.route('/subscriptions', subscriptionRoutes({ db }))
    api.route('/customers', customerRoutes({ db }))
    api.route('/events', feedRoutes({ db, bell }))
    api.route('/inbox', inboxRoutes({ db, wake }))
    api.route('/deliveries', deliveryRoutes({ db, wake, findConnector }))
    api.route(
      '/connections',
      connectionRoutes({
        db,
        box,
        wake,
        sealAnswers,
        findConfig: (connector) => findConnector(connector)?.config,
        addConnection: createAddConnection({ db, box, databaseUrl }, config),
        createUrlCheck: (tx, organisationId, connector) =>
          createUrlCheck(tx, { databaseUrl }, config, { organisationId, connector }),
        testConnection: createConnectionTest({ db, box, io, findConnector }),
      }),
    )
    api.route('/connections', installationRoutes({ db, box, revokeKeys: keys.revoke, forgetVersions, sealAnswers }))
    api.route('/mappings', mappingRoutes({ db }))
    api.route('/connections', syncRoutes({ db, box, findConnector, wake }))
    api.route('/jobs', jobRoutes({ db }))
    app.route('/v1', api)
    describeDoors(app)
    serveDocument(app, webhooks)
  }

  return {
    fetch: app.fetch as Hono['fetch'],
    async start() {
      for (const inbox of inboxes) wake.onWake('inbox', inbox.wake)
      wake.onWake('outbox', outbox.wake)
      wake.onWake('feed', feed.wake)
      wake.onWake('sync', jobWorker.wake)
      wake.onWake('placed', bell.ring)
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
