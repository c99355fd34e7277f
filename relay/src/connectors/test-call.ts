import { randomUUID } from 'node:crypto'
import type { ConnectionContext, HttpExchange, HttpRequest, Io, TestResult } from './connector.ts'
import { jsonRequest } from './json-request.ts'

/** A call that is signed as any other and asks for nothing: an event of the type `connection.test` about the connection itself. */
export function testRequest(args: {
  io: Io
  context: ConnectionContext
  url: string
  secrets: readonly string[]
  headers?: Record<string, string>
}): HttpRequest {
  const { io, context, url, secrets, headers } = args
  const id = randomUUID()
  const now = io.now()
  const body = JSON.stringify({
    id,
    type: 'connection.test',
    timestamp: now.toISOString(),
    organisation_id: context.organisationId,
    entity: { kind: 'connection', id: context.connectionId, version: 1 },
    data: { id: context.connectionId },
    previous: {},
    source: { connection_id: null, event_id: null },
  })
  return jsonRequest({ url, body, eventId: id, now, secrets, hop: 1, ...(headers ? { headers } : {}) })
}

const shownLength = 200

/**
 * What the answer to a test call tells the person who set the connection up, the secrets that it echoes left out. `judgesBody`:
 * the other side may refuse the body as such (400, 422), and has then taken address and key all the same.
 */
export function readTestAnswer(
  exchange: HttpExchange,
  { secrets }: ConnectionContext,
  { judgesBody = false }: { judgesBody?: boolean } = {},
): TestResult {
  const said = (text: string) =>
    Object.values(secrets)
      .flat()
      .filter((secret) => secret.length >= 8)
      .reduce((shown, secret) => shown.replaceAll(secret, '[secret]'), text)
      .replace(/\s+/g, ' ')
      .slice(0, shownLength)
  if (exchange.kind === 'failed') return { kind: 'failed', code: exchange.code, detail: said(exchange.detail) }
  const { status, body } = exchange
  const detail = `Answered ${status}${body.trim() === '' ? '' : `: ${said(body)}`}`
  if (status >= 200 && status < 300) return { kind: 'ok', detail }
  if (judgesBody && (status === 400 || status === 422))
    return {
      kind: 'ok',
      detail: `${detail}. Address and key were taken; a call without a product was not, as it may be`,
    }
  const code = status === 401 || status === 403 ? 'unauthorized' : status === 410 ? 'gone' : `http_${status}`
  return { kind: 'failed', code, detail }
}
