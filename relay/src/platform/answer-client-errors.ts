import { randomUUID } from 'node:crypto'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServerType } from '@hono/node-server'
import { type ErrorCode, errorTitles } from '@passerelle/shared-types/error-codes'

/** Limits of the HTTP server itself: how long a request may take to come, and how large its head may be. */
export const serverOptions = {
  requestTimeout: 25_000,
  headersTimeout: 10_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 16_384,
}

const answers: Record<string, [number, ErrorCode]> = {
  HPE_HEADER_OVERFLOW: [431, 'header_too_large'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'request_timeout'],
}

/** Gives what never became a request a problem document too, and closes its connection. */
export function answerClientErrors(server: ServerType): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const isAnswered = (socket as { _httpMessage?: { _headerSent?: boolean } })._httpMessage?._headerSent === true
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswered) return void socket.destroy()
    const [status, code] = answers[error.code ?? ''] ?? [400, 'malformed_request']
    const requestId = randomUUID()
    const body = JSON.stringify({
      type: `urn:passerelle:problem:${code}`,
      title: errorTitles[code],
      status,
      code,
      detail: errorTitles[code],
      request_id: requestId,
    })
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/problem+json\r\nX-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    )
  })
}
