import { type Context, Hono } from 'hono'
import { type LoadedConnection, loadConnections } from '../connections/load-connections.ts'
import type { SecretBox } from '../connections/secrets.ts'
import type { Connector } from '../connectors/connector.ts'
import type { Store } from '../inbox/store-events.ts'
import type { Db } from '../platform/db.ts'
import { Invalid, NotFound } from '../platform/errors.ts'
import { problem } from '../platform/http-error.ts'
import { isUuid } from '../platform/ids.ts'
import type { Logger } from '../platform/logger.ts'
import { readBody } from '../platform/read-body.ts'
import { isLoop, readHop } from './read-hop.ts'
import { shareReads } from './share-reads.ts'
import { storeReceived } from './store-received.ts'

/** The name of each connector's door in the address. */
export const doors: Readonly<Record<string, string>> = { catalogue: 'partner', woocommerce: 'woocommerce' }

const maxBodyBytes = 1_048_576

type Dependencies = {
  db: Db
  box: SecretBox
  store: Store
  findConnector: (name: string) => Connector | undefined
  logger: Logger
  onLoop?: () => void
}

/** The doors for webhooks: find the connection, let its connector verify and split, store, and only then answer. */
export function ingestRoutes({ db, box, store, findConnector, logger, onLoop = () => {} }: Dependencies): Hono {
  const app = new Hono()
  const readConnections = shareReads((key) => {
    const [organisationId = '', connector = '', connectionId] = key.split(' ')
    return loadConnections({ db, box }, { organisationId, connector, ...(connectionId ? { connectionId } : {}) })
  })
  const receive = async (c: Context) => {
    const connector = findConnector(doors[c.req.param('door') ?? ''] ?? '')
    if (!connector?.receive) throw new NotFound('not_found', 'There is no such door')
    const { organisationId = '', connectionId } = c.req.param()
    requireIds(organisationId, connectionId)
    // The body first: however slowly it comes, the connection counts as it is once it is there.
    const raw = await readBody(c, maxBodyBytes)
    const connection = await findConnection(readConnections, connector.name, organisationId, connectionId)
    const result = connector.receive({ raw, headers: c.req.header(), context: connection.context })
    if (result.kind === 'refused') {
      const { status, code } = result.refusal
      logger.warn({ connection: connection.context.connectionId, connector: connector.name, status, code }, 'refused')
      return problem(c, result.refusal)
    }
    if (result.kind === 'ignored') return c.json({ ignored: result.reason }, 200)
    const hop = readHop(c.req.header('passerelle-hop'))
    if (isLoop(hop)) {
      logger.warn({ connection: connection.context.connectionId, hop }, 'dropped: it goes round in a circle')
      onLoop()
      return c.json({ dropped: 'loop' }, 202)
    }
    // A shop with the plugin tells everything by it, in its own order; its webhooks would only say it twice.
    const setAside = connection.context.settings.plugin === 'paired' ? 'plugin_sends' : null
    return c.json(await storeReceived(store, connection.context, result.events, { hop, setAside }), 202)
  }
  app.post('/webhooks/:door/:organisationId', receive)
  app.post('/webhooks/:door/:organisationId/:connectionId', receive)
  return app
}

function requireIds(organisationId: string, connectionId: string | undefined): void {
  if (!isUuid(organisationId) || (connectionId !== undefined && !isUuid(connectionId)))
    throw new NotFound('not_found', 'There is no such door')
}

async function findConnection(
  readConnections: (key: string) => Promise<LoadedConnection[]>,
  connector: string,
  organisationId: string,
  connectionId: string | undefined,
) {
  const found = await readConnections([organisationId, connector, connectionId ?? ''].join(' '))
  const [connection] = found
  if (!connection) throw new NotFound('not_found', 'There is no such door')
  if (found.length > 1)
    throw new Invalid('connection_required', 'There are several connections: add the id of one to the address', {
      status: 400,
    })
  return connection
}
