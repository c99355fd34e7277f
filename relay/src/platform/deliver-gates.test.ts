import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lookup } from './checked-lookup.ts'
import { createDeliver, type DeliverOptions, type HttpRequest } from './deliver.ts'

let calls = 0
const server = createServer((_, outgoing) => {
  calls += 1
  outgoing.setHeader('connection', 'close').end()
})
let port = 0

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
})
afterAll(() => server.close())

const loopback = { address: '127.0.0.1', family: 4 }
const elsewhere = { address: '93.184.215.14', family: 4 }

async function send(url: string, options: Partial<DeliverOptions> = {}) {
  const deliver = createDeliver({ allowedPrivateNetworks: [], timeoutMs: 2000, ...options })
  const request: HttpRequest = { method: 'GET', url, headers: {}, body: null }
  const exchange = await deliver(request)
  return exchange.kind === 'failed' ? [exchange.code, exchange.wasSent] : exchange.status
}

describe('the gates on the way out', () => {
  it.each([
    'http://2130706433',
    'http://0x7f.1',
    'http://127.1',
    'http://0',
    'http://①②⑦.0.0.1',
    'http://[::1]',
    'http://[::ffff:7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://169.254.169.254',
    'http://10.0.0.1',
    'http://localhost',
    'https://user:pw@a.example',
  ])('B46–B49, B51 open no connection to %s', async (host) => {
    const lookup: Lookup = () => Promise.reject(new Error('was asked'))
    expect(await send(`${host}:${port}`, { lookup })).toEqual(['blocked_address', false])
    expect(calls).toBe(0)
  })

  it('B48 never reaches metadata addresses, even in an allowed network', async () => {
    const options = { allowedPrivateNetworks: ['0.0.0.0/0', '::/0'] }
    expect(await send('http://169.254.169.254/', options)).toEqual(['blocked_address', false])
    const lookup: Lookup = async () => [{ address: 'fd00:ec2::254', family: 6 }]
    expect(await send('http://a.example/', { ...options, lookup })).toEqual(['blocked_address', false])
  })

  it('B49 refuses a name as soon as one of its addresses is forbidden', async () => {
    for (const addresses of [
      [loopback],
      [elsewhere, loopback],
      [loopback, elsewhere],
      [{ address: '::1', family: 6 }],
    ]) {
      expect(await send(`https://a.example/`, { lookup: async () => addresses })).toEqual(['blocked_address', false])
    }
  })

  it('B49 checks a name anew for every connection (rebinding)', async () => {
    const answers = [[loopback], [{ address: '10.0.0.1', family: 4 }]]
    const lookup: Lookup = async () => answers.shift() ?? []
    const deliver = createDeliver({ allowedPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 2000, lookup })
    const request: HttpRequest = { method: 'GET', url: `http://a.example:${port}/`, headers: {}, body: null }
    const before = calls
    expect(await deliver(request)).toMatchObject({ kind: 'response', status: 200 })
    expect(await deliver(request)).toMatchObject({ kind: 'failed', code: 'blocked_address', wasSent: false })
    expect(await deliver(request)).toMatchObject({ kind: 'failed', code: 'dns_error', wasSent: false })
    expect(calls - before).toBe(1)
    await deliver.close()
  })

  it('B50, B51 judge scheme and port of a name by where it leads', async () => {
    const options = { allowedPrivateNetworks: ['127.0.0.0/8'] }
    const lookup: Lookup = async () => [elsewhere]
    expect(await send('http://a.example/', { ...options, lookup })).toEqual(['forbidden_scheme', false])
    expect(await send('https://a.example:3000/', { ...options, lookup })).toEqual(['forbidden_port', false])
    expect(await send('http://a.example/')).toEqual(['forbidden_scheme', false])
    expect(await send('https://a.example:22/')).toEqual(['forbidden_port', false])
    expect(await send('ftp://a.example/')).toEqual(['forbidden_scheme', false])
    const ours = { ...options, forbiddenPorts: [port], lookup: async () => [loopback] }
    expect(await send(`http://a.example:${port}/`, ours)).toEqual(['forbidden_port', false])
    expect(await send(`http://127.0.0.1:${port}/`, ours)).toEqual(['forbidden_port', false])
  })

  it('says that a name is unknown', async () => {
    expect(await send('https://nothing.invalid/')).toEqual(['dns_error', false])
  })
})
