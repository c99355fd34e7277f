import { type ApiClient, createClient } from '@passerelle/shared-types/client'
import { createKey } from '../src/domain/organisations/create-key.ts'
import type { TestDatabase } from './database.ts'
import type { TestOrganisation, TestRelay } from './factories.ts'

export type RawAnswer = { status: number; headers: Headers; body: Record<string, unknown>; text: string }
type RawCall = { key?: string; headers?: Record<string, string>; body?: string | Uint8Array }

/** What a typed client would not send: any header, any bytes. */
export async function call(
  url: string,
  method: string,
  path: string,
  { key, headers = {}, body }: RawCall,
): Promise<RawAnswer> {
  const answer = await fetch(url + path, {
    method,
    headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
    redirect: 'manual',
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, headers: answer.headers, body: isJson && text !== '' ? JSON.parse(text) : {}, text }
}

export const clientOf = (relay: TestRelay, organisation: Pick<TestOrganisation, 'key'>): ApiClient =>
  createClient({ baseUrl: relay.url, key: organisation.key })

/** A key of the organisation with just these scopes. */
export async function keyWith(
  test: TestDatabase,
  organisationId: string,
  scopes: string[],
  more: { networks?: string[]; expires?: string } = {},
): Promise<string> {
  const { networks = [], expires } = more
  const { key } = await createKey(test.db, {
    organisationId,
    scopes,
    networks,
    ...(expires === undefined ? {} : { expires }),
  })
  return key
}

export const json = { 'content-type': 'application/json' }
export const newKey = () => ({ 'idempotency-key': crypto.randomUUID() })
