import type { IngestAnswer } from '@passerelle/shared-types/problem'
import { type Context, Hono } from 'hono'
import { type LoadedConnection, loadConnections } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector, ReceivedEvent } from '../connectors/connector.ts'
import type { Store } from '../inbox/store-events.ts'
import type { Db } from '../platform/db.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { problem } from '../platform/http-error.ts'
import { isUuid } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { readBody } from '../platform/read-body.ts'
import { shareReads } from './share-reads.ts'

/** The name of each connector's door in the address. */
export const doors: Readonly<Record<string, string>> = { catalogue: 'partner', woocommerce: 'woocommerce' }

const maxBodyBytes = 1_048_576

type Dependencies = {
  db: Db
  box: SecretBox
  store: Store
  findConnector: (name: string) => Connector | undefined
  logger: Logger
}

/** The doors for webhooks: find the connection, let its connector verify and split, store, and only then answer. */
export function ingestRoutes({ db, box, store, findConnector, logger }: Dependencies): Hono {
  const app = new Hono()
  const readConnections = shareReads((key) => {
    const [organisationId = '', connector = '', connectionId] = key.split(' ')
    return loadConnections({ db, box }, { organisationId, connector, ...(connectionId ? { connectionId } : {}) })
  })
  const receive = async (c: Context) => {
    const connector = findConnector(doors[c.req.param('door') ?? ''] ?? '')
    if (!connector?.receive) throw new NotFound('not_found', 'There is no such door')
    const connection = await findConnection(
      readConnections,
      connector.name,
      c.req.param('organisationId') ?? '',
      c.req.param('connectionId'),
    )
    const raw = await readBody(c, maxBodyBytes)
    const result = connector.receive({ raw, headers: c.req.header(), context: connection.context })
    if (result.kind === 'refused') {
      const { status, code } = result.refusal
      logger.warn({ connection: connection.context.connectionId, connector: connector.name, status, code }, 'refused')
      return problem(c, result.refusal)
    }
    if (result.kind === 'ignored') return c.json({ ignored: result.reason }, 200)
    return c.json(await storeReceived(store, connection, result.events), 202)
  }
  app.post('/webhooks/:door/:organisationId', receive)
  app.post('/webhooks/:door/:organisationId/:connectionId', receive)
  return app
}

async function findConnection(
  readConnections: (key: string) => Promise<LoadedConnection[]>,
  connector: string,
  organisationId: string,
  connectionId: string | undefined,
) {
  if (!isUuid(organisationId) || (connectionId !== undefined && !isUuid(connectionId)))
    throw new NotFound('not_found', 'There is no such door')
  const found = await readConnections([organisationId, connector, connectionId ?? ''].join(' '))
  const [connection] = found
  if (!connection) throw new NotFound('not_found', 'There is no such door')
  if (found.length > 1)
    throw new Invalid('connection_required', 'There are several connections: add the id of one to the address', {
      status: 400,
    })
  return connection
}

async function storeReceived(
  store: Store,
  { context }: LoadedConnection,
  events: ReceivedEvent[],
): Promise<IngestAnswer> {
  const rejected: IngestAnswer['rejected'] = []
  const kept: { index: number; event: ReceivedEvent }[] = []
  for (const [index, event] of events.entries()) {
    if (event.problem?.kind === 'reject') {
      rejected.push({ index, event_id: event.sourceEventId, code: event.problem.code, pointer: event.problem.pointer })
    }
    // What the sender has to mend is kept as well, so that its trace is here when someone asks; only the nameless goes.
    if (event.problem?.kind !== 'reject' || event.externalId !== null) kept.push({ index, event })
  }
  const results = await store({
    organisationId: context.organisationId,
    connectionId: context.connectionId,
    events: kept.map(({ event }) => ({
      kind: event.kind,
      externalId: event.externalId,
      topic: event.topic,
      raw: event.raw,
      sourceEventId: event.problem?.kind === 'reject' ? null : event.sourceEventId,
      sourceVersion: event.sourceVersion,
      occurredAt: event.occurredAt,
      quarantine: event.problem?.code ?? (event.externalId === null ? 'no_entity' : null),
    })),
  })
  let accepted = 0
  let duplicates = 0
  for (const [n, { index, event }] of kept.entries()) {
    if (event.problem?.kind === 'reject') continue
    const result = results[n]
    if (result === 'duplicate') duplicates++
    else if (result === 'event_id_conflict')
      rejected.push({ index, event_id: event.sourceEventId, code: 'event_id_conflict', pointer: '' })
    else accepted++
  }
  return {
    accepted,
    duplicates,
    rejected: rejected.sort((a, b) => a.index - b.index),
    server_time: new Date().toISOString(),
  }
}
