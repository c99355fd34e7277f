import type { HttpExchange, PushResult } from './connector.ts'

const MAX_WAIT_MS = 24 * 60 * 60 * 1000

// What the platform refuses before it calls: trying again changes nothing until someone changes the address.
const MISCONFIGURED = new Set(['blocked_address', 'forbidden_scheme', 'forbidden_port', 'invalid_url'])

/**
 * What an answer means for a delivery that may be repeated, because the other side knows it by its id. `now` is the time of
 * the answer, against which a `Retry-After` date is read.
 */
export function classifyResponse({ exchange, now }: { exchange: HttpExchange; now: Date }): PushResult {
  if (exchange.kind === 'failed') {
    return { kind: MISCONFIGURED.has(exchange.code) ? 'misconfigured' : 'retry', reason: exchange.code, exchange }
  }
  const { status } = exchange
  const reason = `http_${status}`
  if (status >= 200 && status < 300) return { kind: 'delivered', exchange }
  if (status === 429 || status === 503) return throttled({ exchange, now, reason })
  if (status === 401 || status === 403) return { kind: 'unauthorized', exchange }
  if (status === 410) return { kind: 'gone', exchange }
  if (status === 413) return { kind: 'rejected', reason: 'too_large', exchange }
  if ((status >= 300 && status < 400) || status === 404 || status === 405) {
    return { kind: 'misconfigured', reason, exchange }
  }
  if (status === 408 || status === 409 || status === 425 || status < 200 || status >= 500) {
    return { kind: 'retry', reason, exchange }
  }
  return { kind: 'rejected', reason, exchange }
}

/** Milliseconds that `Retry-After` (seconds or an HTTP date) asks to wait, at most a day; null where it cannot be read. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim() ?? ''
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_WAIT_MS)
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return null
  const at = Date.parse(text)
  return Number.isNaN(at) ? null : Math.min(Math.max(at - now.getTime(), 0), MAX_WAIT_MS)
}

function throttled(args: { exchange: HttpExchange & { kind: 'response' }; now: Date; reason: string }): PushResult {
  const { exchange, now, reason } = args
  const afterMs = readRetryAfter(exchange.headers['retry-after'], now)
  return { kind: 'retry', reason, isThrottled: true, ...(afterMs === null ? {} : { afterMs }), exchange }
}
