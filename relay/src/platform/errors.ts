import type { ErrorCode } from '@passerelle/shared-types/error-codes'

export type FieldError = { pointer: string; code: string }
type Details = { errors?: FieldError[]; headers?: Record<string, string> }

/** A refusal with a stable code. Verbs throw these; `http-error.ts` turns them into problem+json once; workers park on them. */
export class Refused extends Error {
  readonly status: number
  readonly code: ErrorCode
  readonly errors: FieldError[] | undefined
  readonly headers: Record<string, string>

  constructor(status: number, code: ErrorCode, detail: string, { errors, headers = {} }: Details = {}) {
    super(detail)
    this.name = new.target.name
    this.status = status
    this.code = code
    this.errors = errors
    this.headers = headers
  }
}

export class NotFound extends Refused {
  constructor(code: ErrorCode, detail: string) {
    super(404, code, detail)
  }
}
export class Forbidden extends Refused {
  constructor(code: ErrorCode, detail: string) {
    super(403, code, detail)
  }
}
export class Unauthorized extends Refused {
  constructor(code: ErrorCode, detail: string) {
    super(401, code, detail, { headers: { 'www-authenticate': 'Bearer' } })
  }
}
export class Conflict extends Refused {
  constructor(code: ErrorCode, detail: string, details: Details = {}) {
    super(409, code, detail, details)
  }
}
export class Precondition extends Refused {
  constructor(status: 412 | 428, code: ErrorCode, detail: string) {
    super(status, code, detail)
  }
}
export class Invalid extends Refused {
  constructor(
    code: ErrorCode,
    detail: string,
    { status = 422, errors }: { status?: number; errors?: FieldError[] } = {},
  ) {
    super(status, code, detail, errors ? { errors } : {})
  }
}
export class TooMany extends Refused {
  constructor(detail: string, headers: Record<string, string>) {
    super(429, 'rate_limited', detail, { headers })
  }
}
export class Unavailable extends Refused {
  constructor(detail: string, retryAfterSeconds = 1) {
    super(503, 'unavailable', detail, { headers: { 'retry-after': String(retryAfterSeconds) } })
  }
}
