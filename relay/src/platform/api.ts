import { createRoute, OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import type { ErrorCode } from '@passerelle/shared-types/error-codes'
import { Problem } from '@passerelle/shared-types/problem'
import type { MiddlewareHandler } from 'hono'
import { z } from 'zod'
import { checkIdempotencyKey } from './act-once.ts'
import type { Scope } from './api-key.ts'
import { type AuthEnv, requireScope } from './auth.ts'
import { checkConditions } from './conditions.ts'
import { readStrictJson, refuseMembers } from './read-strict-json.ts'
import { refuseIssues } from './refuse-issues.ts'

export type Api = OpenAPIHono<AuthEnv>

type Shape = z.ZodType
type Spec<P extends string, Params extends Shape, Query extends Shape, Body extends Shape> = {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** `/{id}/pause`, below where the sub-app is mounted. */
  path: P
  /** The noun, in the plural, under which the operation stands in the documentation. */
  tag: string
  summary: string
  description?: string
  /** `read` for GET and `write` for the rest, unless named. */
  scope?: Scope
  params?: Params
  query?: Query
  body?: Body
  isBodyOptional?: boolean
  /** The answers that are no refusal; a schema makes it JSON. */
  answers: Record<number, { description: string; schema?: Shape }>
  /** Answers carry an ETag; a GET may come with If-None-Match. */
  isVersioned?: boolean
  ifMatch?: 'required' | 'optional'
  /** On every write that may be made once; `required` where it creates or moves money or parcels. */
  idempotency?: 'required' | 'accepted'
  /** Codes, beyond those that every call may meet, that a caller has to reckon with. */
  refusals?: Partial<Record<number, readonly ErrorCode[]>>
}

type Declared<P extends string, Params extends Shape, Query extends Shape, Body extends Shape> = Omit<
  RouteConfig,
  'path' | 'request' | 'responses' | 'middleware'
> & {
  path: P
  request: {
    params: Params
    query: Query
    body: { content: { 'application/json': { schema: Body } }; required: true }
  }
  /** Left open, so that a handler may answer exact JSON text. */
  responses: { 200: { description: string } }
  getRoutingPath: () => string
}

const etag = { ETag: { schema: { type: 'string' as const }, description: 'The version, in quotes' } }
const idempotencyHeader = z
  .string()
  .max(255)
  .meta({ description: 'Up to 255 ASCII characters; the same key within 24 hours has one effect and one answer' })
const ifMatchHeader = z.string().meta({ description: 'The ETag of what is to be changed, or *' })
const ifNoneMatchHeader = z.string().meta({ description: 'An ETag; 304 where it is still the version' })

/** An app of documented routes, in which what does not fit its schema is 422 with a pointer for each fault. */
export const createApi = (): Api => new OpenAPIHono<AuthEnv>({ defaultHook: refuseIssues })

/** Declares one operation: who may call it, what it takes and what it answers. Scope, headers and body are checked by it. */
export function endpoint<
  const P extends string,
  Params extends Shape = z.ZodObject,
  Query extends Shape = z.ZodObject,
  Body extends Shape = z.ZodObject,
>(spec: Spec<P, Params, Query, Body>): Declared<P, Params, Query, Body> {
  const isRead = spec.method === 'get'
  const scope = spec.scope ?? (isRead ? 'read' : 'write')
  const middleware: MiddlewareHandler<AuthEnv>[] = [requireScope(scope)]
  if (!isRead) {
    middleware.push(checkIdempotencyKey(spec.idempotency === 'required'), checkConditions(spec.ifMatch === 'required'))
    if (spec.body) middleware.push(readStrictJson({ isOptional: spec.isBodyOptional ?? false }))
    else middleware.push(readStrictJson({ isOptional: true }), refuseMembers)
  }
  const route = createRoute({
    method: spec.method,
    path: spec.path,
    tags: [spec.tag],
    summary: spec.summary,
    description: [spec.description, `Needs the scope \`${scope}\`.`].filter(Boolean).join('\n\n'),
    security: [{ key: [] }],
    middleware,
    request: {
      ...(spec.params ? { params: spec.params as never } : {}),
      query: (spec.query ?? z.strictObject({})) as never,
      ...(spec.body
        ? { body: { content: { 'application/json': { schema: spec.body } }, required: !spec.isBodyOptional } }
        : {}),
      ...headersOf(spec),
    },
    responses: { ...answersOf(spec), ...refusalsOf(spec) },
  })
  return route as never
}

function headersOf({
  method,
  isVersioned,
  ifMatch,
  idempotency,
}: Pick<Spec<string, Shape, Shape, Shape>, 'method' | 'isVersioned' | 'ifMatch' | 'idempotency'>) {
  const shape: Record<string, z.ZodType> = {}
  if (idempotency)
    shape['idempotency-key'] = idempotency === 'required' ? idempotencyHeader : idempotencyHeader.optional()
  if (ifMatch) shape['if-match'] = ifMatch === 'required' ? ifMatchHeader : ifMatchHeader.optional()
  if (isVersioned && method === 'get') shape['if-none-match'] = ifNoneMatchHeader.optional()
  return Object.keys(shape).length > 0 ? { headers: z.object(shape) } : {}
}

function answersOf({
  answers,
  isVersioned,
  method,
}: Pick<Spec<string, Shape, Shape, Shape>, 'answers' | 'isVersioned' | 'method'>) {
  const described = Object.entries(answers).map(([status, { description, schema }]) => [
    status,
    {
      description,
      ...(schema ? { content: { 'application/json': { schema } } } : {}),
      ...(isVersioned ? { headers: etag } : {}),
    },
  ])
  const notModified = isVersioned && method === 'get' ? { 304: { description: 'It is still that version' } } : {}
  return { ...Object.fromEntries(described), ...notModified }
}

const common: Record<number, readonly ErrorCode[]> = {
  401: ['unauthenticated', 'invalid_key'],
  403: ['insufficient_scope', 'ip_not_allowed'],
  422: ['validation_failed'],
  429: ['rate_limited'],
}

function refusalsOf(
  spec: Pick<Spec<string, Shape, Shape, Shape>, 'path' | 'refusals' | 'ifMatch' | 'idempotency' | 'body'>,
) {
  const codes: Record<number, ErrorCode[]> = {}
  const add = (more: Partial<Record<number, readonly ErrorCode[]>>) => {
    for (const [status, list] of Object.entries(more))
      codes[Number(status)] = [...(codes[Number(status)] ?? []), ...(list ?? [])]
  }
  add(common)
  if (spec.path.includes('{')) add({ 404: ['not_found'] })
  if (spec.body)
    add({ 400: ['malformed_json', 'duplicate_key'], 413: ['body_too_large'], 415: ['unsupported_media_type'] })
  if (spec.idempotency) add({ 409: ['request_in_progress'], 422: ['idempotency_key_reused'] })
  if (spec.idempotency === 'required') add({ 400: ['idempotency_key_required'] })
  if (spec.ifMatch) add({ 412: ['precondition_failed'] })
  if (spec.ifMatch === 'required') add({ 428: ['precondition_required'] })
  add(spec.refusals ?? {})
  const described = Object.entries(codes).map(([status, list]) => [
    status,
    list.map((code) => `\`${code}\``).join(', '),
  ])
  return Object.fromEntries(
    [...described, ['default', 'Any other refusal, told by its code']].map(([status, description]) => [
      status,
      {
        description,
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  )
}
