import {
  ChangeConnectionBody,
  Connection,
  CreateConnectionBody,
  CreatedConnection,
  RotatedSecret,
  RotateSecretBody,
  TestedConnection,
} from '@passerelle/shared-types/api/connections'
import { listOf } from '@passerelle/shared-types/envelope'
import { z } from 'zod'
import { endpoint } from '../platform/api.ts'
import { IdParams, pageQuery } from '../platform/wire.ts'

const tag = 'Connections'
const one = { 200: { description: 'The connection as it now is', schema: Connection } }

export const list = endpoint({
  method: 'get',
  path: '/',
  tag,
  summary: 'List connections, oldest first',
  query: z.strictObject({ ...pageQuery, connector: z.string().optional() }),
  answers: { 200: { description: 'A page', schema: listOf(Connection) } },
  refusals: { 400: ['invalid_cursor'] },
})

export const getOne = endpoint({
  method: 'get',
  path: '/{id}',
  tag,
  summary: 'Get a connection',
  params: IdParams,
  answers: { 200: { description: 'The connection', schema: Connection } },
  isVersioned: true,
})

export const create = endpoint({
  method: 'post',
  path: '/',
  tag,
  summary: 'Connect a system',
  description:
    'The answer shows secrets that were made, this once: a call repeated under its key shows them again for 24 hours. Requests to a destination carry our own headers alone; there are no custom ones.',
  scope: 'admin',
  body: CreateConnectionBody,
  idempotency: 'required',
  isVersioned: true,
  answers: { 201: { description: 'The connection', schema: CreatedConnection } },
  refusals: {
    404: ['not_found'],
    422: [
      'connector_unknown',
      'setting_unknown',
      'setting_missing',
      'destination_forbidden',
      'forbidden_scheme',
      'forbidden_port',
      'invalid_url',
      'loop',
    ],
  },
})

export const change = endpoint({
  method: 'patch',
  path: '/{id}',
  tag,
  summary: 'Change name, settings or limits',
  scope: 'admin',
  params: IdParams,
  body: ChangeConnectionBody,
  ifMatch: 'required',
  idempotency: 'accepted',
  isVersioned: true,
  answers: one,
  refusals: {
    409: ['connection_paired'],
    422: [
      'setting_unknown',
      'setting_missing',
      'destination_forbidden',
      'forbidden_scheme',
      'forbidden_port',
      'invalid_url',
      'loop',
    ],
  },
})

export const rotate = endpoint({
  method: 'post',
  path: '/{id}/rotate-secret',
  tag,
  summary: 'Give it a new secret',
  description:
    'The secret before the new one stays good for 24 hours, so that the other side can change over; that of a paired shop, which fetches the new one by itself, at least until it has used the new one. `end_previous` ends it at once.',
  scope: 'admin',
  params: IdParams,
  body: RotateSecretBody,
  isBodyOptional: true,
  idempotency: 'accepted',
  ifMatch: 'optional',
  isVersioned: true,
  answers: { 200: { description: 'The new secret, shown once', schema: RotatedSecret } },
  refusals: { 409: ['conflict'] },
})

export const pause = endpoint({
  method: 'post',
  path: '/{id}/pause',
  tag,
  summary: 'Stop sending; what is due waits',
  params: IdParams,
  idempotency: 'accepted',
  ifMatch: 'optional',
  isVersioned: true,
  answers: one,
  refusals: { 409: ['connection_disabled'] },
})

export const resume = endpoint({
  method: 'post',
  path: '/{id}/resume',
  tag,
  summary: 'Send again, what waited included',
  params: IdParams,
  idempotency: 'accepted',
  ifMatch: 'optional',
  isVersioned: true,
  answers: one,
  refusals: { 409: ['connection_disabled'] },
})

export const test = endpoint({
  method: 'post',
  path: '/{id}/test',
  tag,
  summary: 'Try address and secrets with one harmless call',
  description: 'Nothing is stored, so an Idempotency-Key has nothing to say here.',
  params: IdParams,
  answers: { 200: { description: 'What came of it', schema: TestedConnection } },
  refusals: { 409: ['test_unsupported'] },
})
