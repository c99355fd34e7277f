import { describe, expect, test } from 'vitest'
import { classifyResponse } from './classify-response.ts'
import type { Headers, HttpExchange } from './connector.ts'

const now = new Date('2026-11-21T08:00:00.000Z')
const response = (status: number, headers: Headers = {}): HttpExchange => ({
  kind: 'response',
  status,
  headers,
  body: '',
  durationMs: 3,
})
const classify = (exchange: HttpExchange) => {
  const { exchange: kept, ...result } = classifyResponse({ exchange, now })
  expect(kept).toBe(exchange)
  return result
}

describe('an answer', () => {
  test.each([200, 201, 202, 204])('%d is delivered', (status) => {
    expect(classify(response(status))).toEqual({ kind: 'delivered' })
  })

  test.each([400, 402, 406, 415, 422])('%d is rejected for good', (status) => {
    expect(classify(response(status))).toEqual({ kind: 'rejected', reason: `http_${status}` })
  })

  test.each([301, 302, 304, 308, 404, 405])('%d is a wrong address', (status) => {
    expect(classify(response(status))).toEqual({ kind: 'misconfigured', reason: `http_${status}` })
  })

  test.each([408, 409, 425, 500, 502, 504, 599])('%d is tried again', (status) => {
    expect(classify(response(status))).toEqual({ kind: 'retry', reason: `http_${status}` })
  })

  test('401 and 403 are a matter of credentials, 410 ends it, 413 is too large', () => {
    expect(classify(response(401))).toEqual({ kind: 'unauthorized' })
    expect(classify(response(403))).toEqual({ kind: 'unauthorized' })
    expect(classify(response(410))).toEqual({ kind: 'gone' })
    expect(classify(response(413))).toEqual({ kind: 'rejected', reason: 'too_large' })
  })
})

describe('429 and 503', () => {
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Sat, 21 Nov 2026 08:01:00 GMT', 60_000],
    ['Sat, 21 Nov 2026 07:00:00 GMT', 0],
    ['999999999999999999999', 86_400_000],
    ['Mon, 21 Dec 2026 08:00:00 GMT', 86_400_000],
  ])('wait as Retry-After %s asks, at most a day', (value, afterMs) => {
    for (const status of [429, 503]) {
      expect(classify(response(status, { 'retry-after': value }))).toEqual({
        kind: 'retry',
        reason: `http_${status}`,
        isThrottled: true,
        afterMs,
      })
    }
  })

  test.each([undefined, '', 'soon', '-5', '1.5', '2026-11-21', 'Sat, 41 Nov 2026 08:01:00 GMT'])(
    'without a readable Retry-After (%s) are throttled all the same',
    (value) => {
      expect(classify(response(429, { 'retry-after': value }))).toEqual({
        kind: 'retry',
        reason: 'http_429',
        isThrottled: true,
      })
    },
  )
})

describe('a call that failed', () => {
  const failed = (code: string): HttpExchange => ({ kind: 'failed', code, detail: '', durationMs: 3, wasSent: false })

  test.each(['timeout', 'connection_refused', 'connection_reset', 'dns_error', 'tls_error', 'network_error'])(
    'with %s is tried again',
    (code) => {
      expect(classify(failed(code))).toEqual({ kind: 'retry', reason: code })
    },
  )

  test.each(['blocked_address', 'forbidden_scheme', 'forbidden_port', 'invalid_url'])(
    'with %s is a wrong address',
    (code) => {
      expect(classify(failed(code))).toEqual({ kind: 'misconfigured', reason: code })
    },
  )
})
