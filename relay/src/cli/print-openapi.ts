import { createRelay } from '../app.ts'
import { createSecretBox } from '../connections/secrets.ts'
import { openDb } from '../platform/db.ts'
import { createLogger } from '../platform/logger.ts'

// Nothing is started and nothing asked of a database: the document is made of the routes alone.
const relay = createRelay({
  db: openDb({ url: 'postgres://nowhere.invalid/' }),
  box: createSecretBox(Buffer.alloc(32)),
  http: async () => ({ kind: 'failed', code: 'timeout', detail: '', durationMs: 0, wasSent: false }),
  logger: createLogger('silent'),
})
const answer = await relay.fetch(new Request('http://localhost/openapi.json'))
process.stdout.write(`${JSON.stringify(await answer.json(), null, 2)}\n`, () => process.exit(0))
