import { type Context, Hono } from 'hono'
import { type AuthEnv, hasScope, type Principal } from '../platform/auth.ts'
import { isWithin } from '../platform/client-address.ts'
import type { Db } from '../platform/db.ts'
import { Forbidden, Unauthorized } from '../platform/errors.ts'
import type { Metrics } from '../platform/metrics.ts'
import { createScrape } from './scrape.ts'

type Dependencies = {
  db: Db
  metrics: Metrics
  findKey: (key: string, clientAddress: string) => Promise<Principal>
  clientAddressOf: (c: Context) => string
  /** False where a proxy that nobody vouches for stands between. */
  isAddressKnown: (c: Context) => boolean
  /** CIDRs from which no key is asked for. */
  opsNetworks: readonly string[]
}

/** `/metrics` for whoever holds a key with the scope `ops`, and for the networks of the operator. */
export function metricsRoutes({
  db,
  metrics,
  findKey,
  clientAddressOf,
  isAddressKnown,
  opsNetworks,
}: Dependencies): Hono<AuthEnv> {
  const app = new Hono<AuthEnv>()
  const scrape = createScrape({ db, metrics })
  app.get('/metrics', async (c) => {
    const address = clientAddressOf(c)
    if (!isAddressKnown(c) || !isWithin(address, opsNetworks))
      await requireOps(findKey, c.req.header('authorization') ?? '', address)
    return c.body(await scrape(), 200, { 'content-type': metrics.contentType, 'cache-control': 'no-store' })
  })
  return app
}

async function requireOps(findKey: Dependencies['findKey'], header: string, address: string): Promise<void> {
  const key = /^Bearer +(\S+)$/i.exec(header)?.[1]
  if (!key) throw new Unauthorized('unauthenticated', 'Send Authorization: Bearer psr_… with the scope ops')
  if (!hasScope(await findKey(key, address), 'ops'))
    throw new Forbidden('insufficient_scope', 'This call needs the scope ops')
}
