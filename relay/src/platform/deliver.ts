import { lookup as askSystem } from 'node:dns/promises'
import { Agent, type Dispatcher, Pool } from 'undici'
import { type AddressOptions, checkUrl, readAddressPolicy } from './check-address.ts'
import { createCheckedLookup, type Lookup, toFailureCode } from './checked-lookup.ts'

export type HttpRequest = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers: Record<string, string>
  body: string | null
  /** Instead of `maxBodyBytes`. */
  maxResponseBytes?: number
}

/** `wasSent` is false only where surely nothing of the request reached the other side. */
export type HttpExchange =
  | {
      kind: 'response'
      status: number
      headers: Readonly<Record<string, string | undefined>>
      body: string
      /** False where bytes of the body were replaced, because they are no storable text. */
      isUtf8?: boolean
      durationMs: number
    }
  | { kind: 'failed'; code: string; detail: string; durationMs: number; wasSent: boolean }

export type DeliverOptions = AddressOptions & {
  /** From the call to the last byte of the answer. */
  timeoutMs?: number
  /** What is read of an answer: the connection is dropped there, and the body ends. */
  maxBodyBytes?: number
  /** How a name becomes addresses; as the machine does it unless given. */
  lookup?: Lookup
}

export type Deliver = ((request: HttpRequest) => Promise<HttpExchange>) & {
  /** Ends idle connections at once, and busy ones after their call. */
  close: () => Promise<void>
}

type Limits = { timeoutMs: number; maxBodyBytes: number }

const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  EPIPE: 'connection_reset',
  UND_ERR_SOCKET: 'connection_reset',
  ETIMEDOUT: 'timeout',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
}
const TLS_FAILURE = /^(ERR_TLS|ERR_SSL|ERR_OSSL|EPROTO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_PURPOSE)|CERT|CRL/

/**
 * The only way out by HTTP. Redirects are answers, encodings are neither asked for nor undone, and what goes wrong is a
 * value: `timeout`, `dns_error`, `blocked_address`, `forbidden_scheme`, `forbidden_port`, `connection_refused`,
 * `connection_reset`, `tls_error`, `network_error`, or `invalid_url`. An address is checked twice: as it stands in the
 * URL, because no look-up is made for an IP address, and again for each one that a name resolves to, at the moment of
 * connecting. Bodies are read as UTF-8, with U+FFFD for what is no storable text.
 */
export function createDeliver(options: DeliverOptions): Deliver {
  const {
    timeoutMs = 15_000,
    maxBodyBytes = 65_536,
    lookup = (hostname) => askSystem(hostname, { all: true }),
  } = options
  const policy = readAddressPolicy(options)
  const agent = new Agent({
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    factory: (origin, poolOptions) => {
      const connect = { timeout: timeoutMs, lookup: createCheckedLookup({ origin: new URL(origin), policy, lookup }) }
      return new Pool(origin, { ...poolOptions, connect })
    },
  })

  const deliver = async (request: HttpRequest): Promise<HttpExchange> => {
    const url = URL.parse(request.url)
    if (url === null) return refuse('invalid_url', 'this is no absolute URL')
    const verdict = checkUrl(url, policy)
    if (!verdict.ok) return refuse(toFailureCode(verdict.code), verdict.detail)
    return exchange({
      agent,
      request,
      url,
      limits: { timeoutMs, maxBodyBytes: request.maxResponseBytes ?? maxBodyBytes },
    })
  }
  let closed: Promise<void> | null = null
  const close = () => {
    closed ??= agent.close()
    return closed
  }
  return Object.assign(deliver, { close })
}

function exchange(args: { agent: Agent; request: HttpRequest; url: URL; limits: Limits }): Promise<HttpExchange> {
  const { agent, request, url, limits } = args
  const startedAt = performance.now()
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let head: { status: number; headers: Record<string, string> } | null = null
    let isSettled = false
    let size = 0
    const chunks: Buffer[] = []

    const settle = (result: HttpExchange) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(deadline)
      resolve({ ...result, durationMs: Math.round(performance.now() - startedAt) })
    }
    const fail = (code: string, detail: string) =>
      settle({ kind: 'failed', code, detail, durationMs: 0, wasSent: controller !== null })
    const answer = ({ isTruncated }: { isTruncated: boolean }) => {
      if (head === null) return fail('network_error', 'the answer has no head')
      const bytes = Buffer.concat(chunks).subarray(0, limits.maxBodyBytes)
      settle({ kind: 'response', ...head, ...readText(bytes, { isTruncated }), durationMs: 0 })
    }
    const deadline = setTimeout(() => {
      fail('timeout', `no whole answer within ${limits.timeoutMs} ms`)
      controller?.abort(new Error('abandoned'))
    }, limits.timeoutMs)

    agent.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: prepareHeaders(request.headers),
        body: request.body,
      },
      {
        // Called when a connection stands and before anything is written to it.
        onRequestStart(started) {
          if (isSettled) return started.abort(new Error('abandoned'))
          controller = started
        },
        onResponseStart(_controller, status, headers) {
          if (status < 200) return
          head = { status, headers: flattenHeaders(headers) }
        },
        onResponseData(receiving, chunk) {
          if (isSettled) return
          chunks.push(chunk)
          size += chunk.length
          if (size <= limits.maxBodyBytes) return
          answer({ isTruncated: true })
          receiving.abort(new Error('abandoned'))
        },
        onResponseEnd: () => answer({ isTruncated: false }),
        onResponseError: (_controller, error) => {
          const { code, detail } = describeFailure(error)
          fail(code, detail)
        },
      },
    )
  })
}

function describeFailure(error: Error & { code?: unknown; failure?: unknown }): { code: string; detail: string } {
  const reason = typeof error.code === 'string' ? error.code : ''
  // Several addresses refused at once come as one error without a text of its own.
  const message =
    error.message === '' && error instanceof AggregateError ? String(error.errors[0]?.message) : error.message
  const detail = (message || reason || 'unknown failure').slice(0, 500)
  if (typeof error.failure === 'string') return { code: error.failure, detail }
  return { code: FAILURES[reason] ?? (TLS_FAILURE.test(reason) ? 'tls_error' : 'network_error'), detail }
}

function refuse(code: string, detail: string): HttpExchange {
  return { kind: 'failed', code, detail, durationMs: 0, wasSent: false }
}

function prepareHeaders(headers: Record<string, string>): Record<string, string> {
  // A Host of the caller's would also choose the name that the certificate is checked against.
  const kept = Object.entries(headers)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name !== 'host')
  return { 'user-agent': 'Passerelle', ...Object.fromEntries(kept), 'accept-encoding': 'identity' }
}

function flattenHeaders(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
}

function readText(bytes: Uint8Array, { isTruncated }: { isTruncated: boolean }): { body: string; isUtf8?: false } {
  // In a cut body the beginning of a last character is left out.
  const decode = (isStrict: boolean) =>
    new TextDecoder('utf-8', { fatal: isStrict }).decode(bytes, { stream: isTruncated })
  try {
    const text = decode(true)
    if (!text.includes('\0')) return { body: text }
  } catch {}
  // PostgreSQL stores no NUL in text.
  return { body: decode(false).replaceAll('\0', '\ufffd'), isUtf8: false }
}
