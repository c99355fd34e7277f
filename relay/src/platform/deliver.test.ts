import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { createDeliver, type Deliver, type DeliverOptions, type HttpExchange, type HttpRequest } from './deliver.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function start(options: Partial<DeliverOptions> = {}): Deliver {
  const deliver = createDeliver({ allowedPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2000, ...options })
  closing.push(deliver.close)
  return deliver
}

async function listen(server: Server | TcpServer): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const serve = (listener: RequestListener) => listen(createServer(listener))

function request(url: string, overrides: Partial<HttpRequest> = {}): HttpRequest {
  return { method: 'POST', url, headers: { 'content-type': 'application/json' }, body: '{"é":1}', ...overrides }
}

function codeOf(exchange: HttpExchange) {
  return exchange.kind === 'failed' ? { code: exchange.code, wasSent: exchange.wasSent } : exchange.status
}

describe('deliver', () => {
  it('sends the request byte for byte and gives the answer back, over one kept connection', async () => {
    const seen: { incoming: IncomingMessage; body: string; port: number | undefined }[] = []
    const url = await serve(async (incoming, outgoing) => {
      const body = Buffer.concat(await incoming.toArray()).toString()
      seen.push({ incoming, body, port: incoming.socket.remotePort })
      outgoing.writeEarlyHints({ link: '</a>; rel=preload' })
      outgoing.writeHead(201, { 'X-Id': '7', 'Set-Cookie': ['a=1', 'b=2'] }).end('{"ok":"œ"}')
    })
    const deliver = start()
    const headers = { 'X-API-Key': 'k', Host: 'evil.example', 'Accept-Encoding': 'gzip' }
    const first = await deliver(request(`${url}/a?b=c`, { headers }))
    // The connection counts as busy until the next turn of the event loop.
    await setImmediate()
    const second = await deliver(request(url, { method: 'GET', body: null }))
    expect(first).toMatchObject({
      kind: 'response',
      status: 201,
      body: '{"ok":"œ"}',
      headers: { 'x-id': '7', 'set-cookie': 'a=1, b=2' },
    })
    expect(codeOf(second)).toBe(201)
    expect(seen[0]).toMatchObject({ body: '{"é":1}', incoming: { url: '/a?b=c', method: 'POST' } })
    expect(seen[0]!.incoming.headers).toMatchObject({
      host: new URL(url).host,
      'x-api-key': 'k',
      'accept-encoding': 'identity',
      'content-length': '8',
    })
    expect(seen[1]!.port).toBe(seen[0]!.port)
  })

  it('says where bytes of an answer were replaced, and not where it was only cut', async () => {
    const bodies: Record<string, Buffer> = {
      '/good': Buffer.from('œœ'),
      '/cut': Buffer.from('œœœœ'),
      '/bad': Buffer.from([0x61, 0xff]),
      '/nul': Buffer.from([0x61, 0]),
    }
    const url = await serve((incoming, outgoing) => void outgoing.end(bodies[incoming.url ?? '']))
    const deliver = start({ maxBodyBytes: 5 })
    const ask = async (path: string) => {
      const { body, isUtf8 } = (await deliver(request(url + path))) as { body: string; isUtf8?: boolean }
      return [body, isUtf8 !== false]
    }
    expect(await ask('/good')).toEqual(['œœ', true])
    expect(await ask('/cut')).toEqual(['œœ', true])
    expect(await ask('/bad')).toEqual(['a\ufffd', false])
    expect(await ask('/nul')).toEqual(['a\ufffd', false])
  })

  it.each([301, 302, 303, 307, 308])('F16 takes a %i for an answer and follows it nowhere', async (status) => {
    let calls = 0
    const target = await serve((_, outgoing) => {
      calls += 1
      outgoing.end()
    })
    const locations = ['http://169.254.169.254/latest/meta-data/', target]
    const url = await serve((_, outgoing) => {
      outgoing.writeHead(status, { location: locations.shift() }).end()
    })
    const deliver = start()
    expect(await deliver(request(url))).toMatchObject({
      status,
      headers: { location: expect.stringContaining('169.254') },
    })
    expect(codeOf(await deliver(request(url)))).toBe(status)
    expect(calls).toBe(0)
  })

  it('F14 gives up in time on a server that never answers', async () => {
    const url = await serve(() => {})
    const exchange = await start({ timeoutMs: 200 })(request(url))
    expect(codeOf(exchange)).toEqual({ code: 'timeout', wasSent: true })
    expect(exchange.durationMs).toBeGreaterThanOrEqual(195)
    expect(exchange.durationMs).toBeLessThan(1000)
  })

  it('F14 knows that nothing was sent when the name or the handshake takes too long', async () => {
    const url = await listen(createTcpServer(() => {}))
    const handshake = await start({ timeoutMs: 200 })(request(url.replace('http', 'https')))
    expect(codeOf(handshake)).toEqual({ code: 'timeout', wasSent: false })
    const lookup = () => new Promise<never>(() => {})
    const name = await createDeliver({ allowedPrivateNetworks: [], timeoutMs: 100, lookup })(
      request('https://a.example'),
    )
    expect(codeOf(name)).toEqual({ code: 'timeout', wasSent: false })
  })

  it.each(['head', 'body'])('F15 cuts a %s that drips one byte at a time', async (part) => {
    let isDropped = false
    const url = await listen(
      createTcpServer((socket) => {
        socket.write(part === 'head' ? 'HTTP/1.1 200 OK\r\nx-a: ' : 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write('a'), 20)
        socket
          .on('error', () => {})
          .on('close', () => {
            clearInterval(drip)
            isDropped = true
          })
      }),
    )
    expect(codeOf(await start({ timeoutMs: 300 })(request(url)))).toEqual({ code: 'timeout', wasSent: true })
    await expect.poll(() => isDropped).toBe(true)
  })

  it('F15 reads 64 KB of an endless body, keeps whole characters and drops the connection', async () => {
    let isDropped = false
    const url = await serve((incoming, outgoing) => {
      incoming.socket.on('close', () => {
        isDropped = true
      })
      const pump = () => {
        while (!outgoing.destroyed && outgoing.write('€'.repeat(5000)));
      }
      outgoing.on('drain', pump)
      pump()
    })
    const exchange = await start()(request(url))
    expect(exchange).toMatchObject({ kind: 'response', status: 200, body: '€'.repeat(Math.floor(65_536 / 3)) })
    await expect.poll(() => isDropped).toBe(true)
  })

  it('F15 keeps a body of exactly the limit whole', async () => {
    const url = await serve((_, outgoing) => outgoing.end('a'.repeat(1000)))
    expect(await start({ maxBodyBytes: 1000 })(request(url))).toMatchObject({ body: 'a'.repeat(1000) })
    expect(await start({ maxBodyBytes: 999 })(request(url))).toMatchObject({ body: 'a'.repeat(999) })
  })

  it('F15 inflates nothing, and gives text that can be stored', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000))
    const url = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
    const exchange = await start()(request(url))
    expect(exchange).toMatchObject({ kind: 'response', headers: { 'content-encoding': 'gzip' } })
    const body = exchange.kind === 'response' ? exchange.body : ''
    expect(body.length).toBeLessThanOrEqual(bomb.length)
    expect(body).not.toContain('\0')
  })

  it('tells a refused connection from one that broke, and from an answer that is no HTTP', async () => {
    const server = createServer()
    const url = await listen(server)
    await new Promise((resolve) => server.close(resolve))
    const reset = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())))
    const ended = await listen(createTcpServer((socket) => socket.once('data', () => socket.end())))
    const halfBody = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'
    const half = await listen(createTcpServer((socket) => socket.once('data', () => socket.end(halfBody))))
    const smtp = await listen(createTcpServer((socket) => socket.once('data', () => socket.end('220 mail ESMTP\r\n'))))
    const deliver = start()
    expect(codeOf(await deliver(request(url)))).toEqual({ code: 'connection_refused', wasSent: false })
    expect(codeOf(await deliver(request(reset)))).toEqual({ code: 'connection_reset', wasSent: true })
    expect(codeOf(await deliver(request(ended)))).toEqual({ code: 'connection_reset', wasSent: true })
    expect(codeOf(await deliver(request(half)))).toEqual({ code: 'connection_reset', wasSent: true })
    expect(codeOf(await deliver(request(smtp)))).toEqual({ code: 'network_error', wasSent: true })
  })

  it('gives back as a value what cannot be sent at all', async () => {
    const url = await serve((_, outgoing) => outgoing.end())
    const deliver = start()
    const split = await deliver(request(url, { headers: { 'x-a': 'b\r\nx-c: d' } }))
    expect(codeOf(split)).toEqual({ code: 'network_error', wasSent: false })
    expect(codeOf(await deliver(request('//x')))).toEqual({ code: 'invalid_url', wasSent: false })
    await deliver.close()
    expect(codeOf(await deliver(request(url)))).toEqual({ code: 'network_error', wasSent: false })
  })
})
