import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { type ServerType, serve } from '@hono/node-server'
import { Hono } from 'hono'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerClientErrors, serverOptions } from './answer-client-errors.ts'

let server: ServerType
let port: number

/** The real server with its limits made short, so that nobody waits for half a minute. */
beforeAll(async () => {
  const app = new Hono().post('/', async (c) => c.text(await c.req.text()))
  const short = { ...serverOptions, headersTimeout: 300, requestTimeout: 600, connectionsCheckingInterval: 50 }
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1', serverOptions: short })
  answerClientErrors(server)
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

/** What comes back until the other side closes; `head` goes at once, the rest a byte at a time. */
async function trickle(head: string, rest: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => {})
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.write(head)
  for (const letter of rest) {
    if (socket.destroyed || answer !== '') break
    socket.write(letter)
    await sleep(100)
  }
  await closed
  return answer
}

test('B30 a head or a body that comes a byte at a time is 408, and the connection is closed', async () => {
  expect(serverOptions.requestTimeout).toBeLessThan(30_000)
  expect(serverOptions.headersTimeout).toBeLessThan(30_000)
  const slowHead = await trickle('POST / HTTP/1.1\r\n', 'Host: localhost\r\nX-Slow: aaaaaaaaaaaaaaaa')
  const slowBody = await trickle('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n', 'a'.repeat(50))
  for (const answer of [slowHead, slowBody]) {
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"request_timeout"')
  }
})
