import { scanJson } from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import { classifyResponse } from '../classify-response.ts'
import type { Headers, HttpExchange, PullResult } from '../connector.ts'
import { MAX_RESPONSE_BYTES } from './rest-request.ts'

export type Failure = Exclude<PullResult, { kind: 'page' }>
export type Answer = { kind: 'json'; text: string; value: unknown; headers: Headers } | { kind: 'missing' } | Failure

// Deeper than any item may be: an item that nests too much is parked by itself, and does not hold up its page.
const MAX_DEPTH = 512

const WooError = z.looseObject({ code: z.string().regex(/^[\w-]{1,100}$/) })

/**
 * What an answer to a question means. `missing`: the thing that was asked for by its id is not there. A page that is no JSON is
 * a shop in maintenance or a cache in front of it, which passes; a path that WordPress does not know does not.
 */
export function classifyAnswer({ exchange, now }: { exchange: HttpExchange; now: Date }): Answer {
  const result = classifyResponse({ exchange, now })
  if (exchange.kind === 'failed') return { kind: result.kind === 'retry' ? 'retry' : 'rejected', reason: exchange.code }
  const { status, headers, body } = exchange
  const scan = scanJson(body, MAX_DEPTH)
  const error = WooError.safeParse(scan.kind === 'ok' ? scan.value : null)
  const code = error.success ? error.data.code : null
  if (result.kind === 'delivered') {
    if (scan.kind === 'ok') return { kind: 'json', text: body, value: scan.value, headers }
    // A text that was cut may have lost up to three bytes of its last character.
    const isCut = Buffer.byteLength(body) > MAX_RESPONSE_BYTES - 4
    return { kind: 'retry', reason: isCut ? 'too_large' : 'bad_response' }
  }
  if (result.kind === 'unauthorized') return { kind: 'unauthorized' }
  if (result.kind === 'retry') {
    const { reason, afterMs, isThrottled } = result
    return { kind: 'retry', reason, ...(afterMs !== undefined && { afterMs }), ...(isThrottled && { isThrottled }) }
  }
  if ((status === 404 || status === 410) && code !== null && code !== 'rest_no_route') return { kind: 'missing' }
  return { kind: 'rejected', reason: code ?? `http_${status}` }
}
