import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { AuthEnv } from './auth.ts'
import type { Tx } from './db.ts'
import { Conflict, Invalid, NotFound, Precondition } from './errors.ts'
import { sendText } from './wire.ts'

/** What a verb answers: `body` is a value, or exact JSON text. */
export type Answer = { status?: number; body?: object | string; headers?: Record<string, string> }
/** Hides a stored answer that holds a secret. */
export type Sealer = { seal: (text: string) => string; open: (text: string) => string }

type Unit = Tx | { tx: Tx }
type Options = { sealWith?: (tx: Tx) => Promise<Sealer> }
type Kept = { request_hash: Buffer; status: number; headers: Record<string, string>; body: string; is_live: boolean }

const maxLength = 255

/** 400 where an Idempotency-Key cannot be one, or is missing where the route needs it. */
export const checkIdempotencyKey =
  (isRequired: boolean): MiddlewareHandler<AuthEnv> =>
  async (c, next) => {
    const key = c.req.header('idempotency-key')
    if (key === undefined && isRequired)
      throw new Invalid('idempotency_key_required', 'Send an Idempotency-Key, so that a repeated call has one effect', {
        status: 400,
      })
    if (key !== undefined && (key.length > maxLength || !/^[\x20-\x7e]+$/.test(key)))
      throw new Invalid('invalid_header', `An Idempotency-Key has 1 to ${maxLength} ASCII characters`, { status: 400 })
    await next()
  }

/**
 * Runs a verb in one transaction and answers it. With an Idempotency-Key the answer is kept in that transaction: for 24 hours
 * the same call gets the same answer without a second effect, another call under the key 422, one that comes meanwhile 409.
 * Refusals and failures keep nothing. `inTransaction` is `db.inOrganisation` or `transact`.
 */
export async function actOnce<U extends Unit>(
  c: Context<AuthEnv>,
  inTransaction: (organisationId: string, run: (unit: U) => Promise<Response>) => Promise<Response>,
  act: (unit: U) => Promise<Answer>,
  { sealWith }: Options = {},
): Promise<Response> {
  const { organisationId, keyId } = c.get('principal')
  const key = c.req.header('idempotency-key')
  return inTransaction(organisationId, async (unit) => {
    if (key === undefined) return send(await actOrFail(c, () => act(unit)))
    const tx = txOf(unit)
    const at = { organisationId, keyId, key }
    const requestHash = hashRequest(c)
    await takeTurn(tx, at)
    const kept = await findKept(tx, at)
    if (kept?.is_live && !kept.request_hash.equals(requestHash))
      throw new Invalid('idempotency_key_reused', 'This Idempotency-Key came with another call before')
    const sealer = sealWith ? await sealWith(tx) : null
    if (kept?.is_live) {
      const body = sealer ? sealer.open(kept.body) : kept.body
      return send({ status: kept.status, body, headers: { ...kept.headers, 'idempotency-replayed': 'true' } })
    }
    const answer = await actOrFail(c, () => act(unit))
    await keep(tx, at, requestHash, {
      ...answer,
      body: sealer ? sealer.seal(toText(answer.body)) : toText(answer.body),
    })
    return send(answer)
  })
}

const txOf = (unit: Unit): Tx => ('tx' in unit ? unit.tx : unit)

/** `If-Match: *` asks that the thing be there: where it is not, that is what fails. */
async function actOrFail(c: Context, act: () => Promise<Answer>): Promise<Answer> {
  try {
    return await act()
  } catch (error) {
    if (error instanceof NotFound && c.req.header('if-match') === '*')
      throw new Precondition(412, 'precondition_failed', error.message)
    throw error
  }
}

type At = { organisationId: string; keyId: string; key: string }

async function takeTurn({ sql }: Tx, { organisationId, keyId, key }: At): Promise<void> {
  const [turn] = await sql<{ is_mine: boolean }[]>`
    select pg_try_advisory_xact_lock(hashtextextended(${`${organisationId} ${keyId} ${key}`}, 1)) as is_mine`
  if (!turn?.is_mine)
    throw new Conflict('request_in_progress', 'The same call is still under way', { headers: { 'retry-after': '1' } })
}

async function findKept({ sql }: Tx, { organisationId, keyId, key }: At): Promise<Kept | undefined> {
  const [row] = await sql<Kept[]>`
    select request_hash, status, headers, body, created_at > app_now() - interval '24 hours' as is_live from idempotency_keys
    where organisation_id = ${organisationId}::uuid and key_id = ${keyId}::uuid and idempotency_key = ${key}`
  return row
}

async function keep(
  { sql }: Tx,
  { organisationId, keyId, key }: At,
  requestHash: Buffer,
  { status = 200, headers = {}, body }: Answer & { body: string },
): Promise<void> {
  await sql`
    insert into idempotency_keys (organisation_id, key_id, idempotency_key, request_hash, status, headers, body)
    values (${organisationId}::uuid, ${keyId}::uuid, ${key}, ${requestHash}, ${status}, ${JSON.stringify(headers)}::jsonb, ${body})
    on conflict (organisation_id, key_id, idempotency_key) do update set request_hash = excluded.request_hash,
      status = excluded.status, headers = excluded.headers, body = excluded.body, created_at = excluded.created_at`
}

/** Forgets what no repeated call is answered from any more. Answers how many rows went. */
export async function forgetKeys({ sql }: Tx, organisationId: string, batchSize: number): Promise<number> {
  const gone = await sql`
    delete from idempotency_keys where organisation_id = ${organisationId}::uuid and ctid = any(array(
      select ctid from idempotency_keys where organisation_id = ${organisationId}::uuid and created_at < app_now() - interval '25 hours'
      limit ${batchSize}))`
  return gone.count
}

function hashRequest(c: Context<AuthEnv>): Buffer {
  const { pathname, search } = new URL(c.req.url)
  return createHash('sha256')
    .update(`${c.req.method} ${pathname}${search}\n`)
    .update(c.get('body') ?? '')
    .digest()
}

const toText = (body: object | string | undefined): string =>
  typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body)

function send({ status = 200, body, headers = {} }: Answer): Response {
  const text = toText(body)
  return text === '' ? new Response(null, { status, headers }) : sendText(text, headers, status)
}
