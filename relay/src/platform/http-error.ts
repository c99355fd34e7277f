import { type ErrorCode, errorTitles } from '@passerelle/shared-types/error-codes'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import { isConnectionLoss, isContention, isStatementTimeout } from './db-errors.ts'
import { type FieldError, Refused } from './errors.ts'
import type { Logger } from './logger.ts'

type Answer = {
  status: number
  code: string
  detail: string
  errors?: FieldError[] | undefined
  headers?: Record<string, string>
  /** Members of the body beside the usual ones. */
  extra?: Record<string, unknown>
}

/** The one place where a refusal becomes problem+json. */
export function problem(c: Context, { status, code, detail, errors, headers = {}, extra = {} }: Answer): Response {
  const requestId: string = c.get('requestId') ?? ''
  const body = {
    type: `urn:passerelle:problem:${code}`,
    title: errorTitles[code as ErrorCode] ?? code,
    status,
    code,
    detail,
    ...(errors ? { errors } : {}),
    request_id: requestId,
    ...extra,
    ...(status === 401 ? { server_time: new Date().toISOString() } : {}),
  }
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, 'content-type': 'application/problem+json', 'x-request-id': requestId },
  })
}

export function answerError(error: unknown, c: Context, logger: Logger): Response {
  if (error instanceof Refused)
    return problem(c, {
      status: error.status,
      code: error.code,
      detail: error.message,
      errors: error.errors,
      headers: error.headers,
    })
  if (error instanceof HTTPException) {
    const code = error.status === 415 ? 'unsupported_media_type' : error.status === 400 ? 'malformed_json' : 'internal'
    return problem(c, { status: error.status, code, detail: error.message })
  }
  if (isConnectionLoss(error) || isStatementTimeout(error) || isContention(error)) {
    return problem(c, {
      status: 503,
      code: 'unavailable',
      detail: 'The database does not answer',
      headers: { 'retry-after': '1' },
    })
  }
  logger.error({ err: error, request_id: c.get('requestId'), path: c.req.path }, 'request failed')
  return problem(c, { status: 500, code: 'internal', detail: 'The error was logged under this request id' })
}
