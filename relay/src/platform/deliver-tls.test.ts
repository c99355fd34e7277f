import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDeliver } from './deliver.ts'

const folder = mkdtempSync(join(tmpdir(), 'passerelle-tls-'))
const deliver = createDeliver({ allowedPrivateNetworks: ['127.0.0.0/8'], timeoutMs: 3000 })
const servers: { close: () => unknown }[] = []

const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
const hasOpenssl = (() => {
  try {
    openssl('version')
    return true
  } catch {
    return false
  }
})()

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

function issue(name: string, { altName, days }: { altName: string; days: number }) {
  writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${altName}\n`)
  openssl('req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`)
  const ca = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-extfile', `${name}.ext`]
  openssl('x509', '-req', '-in', `${name}.csr`, '-out', `${name}.pem`, ...ca)
}

async function serve(name: string): Promise<string> {
  const [key, cert] = ['key', 'pem'].map((suffix) => readFileSync(join(folder, `${name}.${suffix}`)))
  const server = createServer({ key, cert }, (_, outgoing) => outgoing.end('hello'))
  return listen(server)
}

async function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createHttpServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  servers.push(server)
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const post = (url: string) => deliver({ method: 'POST', url, headers: {}, body: '{}' })

describe.skipIf(!hasOpenssl)('F18 TLS', () => {
  beforeAll(() => {
    openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=ca', '-days', '2')
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(join(folder, 'ca.pem'), 'utf8')])
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-keyout',
      'self.key',
      '-out',
      'self.pem',
      '-subj',
      '/CN=127.0.0.1',
      '-days',
      '2',
    )
    issue('good', { altName: 'IP:127.0.0.1', days: 2 })
    issue('other', { altName: 'DNS:other.example', days: 2 })
    issue('expired', { altName: 'IP:127.0.0.1', days: -1 })
  })
  afterAll(async () => {
    await deliver.close()
    for (const server of servers) server.close()
    rmSync(folder, { recursive: true })
  })

  it('speaks to a server whose certificate is in order', async () => {
    expect(await post(await serve('good'))).toMatchObject({ kind: 'response', status: 200, body: 'hello' })
  })

  it.each(['self', 'other', 'expired'])('sends nothing where the certificate is not: %s', async (name) => {
    expect(await post(await serve(name))).toMatchObject({ kind: 'failed', code: 'tls_error', wasSent: false })
  })

  it('sends nothing to plain HTTP behind https', async () => {
    const url = await listen(createHttpServer((_, outgoing) => outgoing.end()))
    expect(await post(url)).toMatchObject({ kind: 'failed', code: 'tls_error', wasSent: false })
  })
})
