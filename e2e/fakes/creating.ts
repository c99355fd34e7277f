import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

export type CreatingFake = {
  url: string
  /** What it holds, in the order of creation; without idempotency two calls for one reference leave two. */
  held: { id: string; reference: string; data: unknown }[]
  /** Method and status of each call; 0 where the connection was cut instead of an answer. */
  calls: { method: string; status: number }[]
  close: () => Promise<void>
}

/**
 * A real HTTP server that creates a thing per `POST`. `loseAnswer` says whether the nth `POST` or `PUT` is cut off after its
 * effect, `cannotRead` whether it answers look-ups with 500 at the moment.
 */
export async function startCreatingFake(script: {
  loseAnswer: (n: number) => boolean
  cannotRead?: () => boolean
}): Promise<CreatingFake> {
  const held: CreatingFake['held'] = []
  const calls: CreatingFake['calls'] = []
  let writes = 0
  const app = new Hono<{ Bindings: { incoming: { socket: { destroy: () => void } } } }>()
  app.on(['POST', 'PUT'], '/things/:id?', async (c) => {
    const { reference, data }: { reference: string; data: unknown } = await c.req.json()
    const known = held.find(({ id }) => id === c.req.param('id'))
    const thing = known ?? { id: String(held.length + 1), reference, data }
    thing.data = data
    if (!known) held.push(thing)
    const isLost = script.loseAnswer(++writes)
    calls.push({ method: c.req.method, status: isLost ? 0 : 200 })
    if (isLost) c.env.incoming.socket.destroy()
    return c.json({ id: thing.id })
  })
  app.get('/things', (c) => {
    const status = script.cannotRead?.() ? 500 : 200
    calls.push({ method: 'GET', status })
    return c.json(status === 200 ? held.filter(({ reference }) => reference === c.req.query('reference')) : {}, status)
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/things`,
    held,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
