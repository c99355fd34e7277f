import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { partnerKey, shopSecret } from './database.ts'

/** The least that a webhook route can be: is it them, is it JSON, one INSERT of the bytes, 202. */
const sql = postgres(process.env.DATABASE_URL ?? '', { max: 15 })
const app = new Hono()

app.get('/health/ready', (c) => c.text('ok'))

app.post('/single', async (c) => {
  const raw = Buffer.from(await c.req.arrayBuffer())
  const expected = createHmac('sha256', shopSecret).update(raw).digest()
  const given = Buffer.from(c.req.header('x-wc-webhook-signature') ?? '', 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return c.json({ error: 'signature' }, 401)
  const text = raw.toString()
  JSON.parse(text)
  await sql`insert into floor.events (body) values (${text})`
  return c.json({ accepted: 1 }, 202)
})

const knownKey = createHash('sha256').update(partnerKey).digest()
app.post('/batch', async (c) => {
  const given = createHash('sha256')
    .update(c.req.header('x-api-key') ?? '')
    .digest()
  if (!timingSafeEqual(given, knownKey)) return c.json({ error: 'key' }, 401)
  const items: unknown[] = await c.req.json()
  await sql`insert into floor.events ${sql(items.map((item) => ({ body: JSON.stringify(item) })))}`
  return c.json({ accepted: items.length }, 202)
})

serve({ fetch: app.fetch, port: Number(process.env.PORT), hostname: '127.0.0.1' })
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
