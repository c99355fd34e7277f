import { z } from 'zod'

export const ConnectionState = z.enum(['active', 'paused', 'disabled'])
export type ConnectionState = z.infer<typeof ConnectionState>

/** What the other side bears; null leaves it to the connector. */
export const ConnectionLimits = z
  .object({
    rate_per_second: z
      .number()
      .nullable()
      .meta({ description: 'Calls per second over all replicas; null sets no limit' }),
    burst: z
      .int()
      .nullable()
      .meta({ description: 'Calls that may go at once after a rest; null is what a second allows' }),
    concurrency: z.int().nullable().meta({ description: 'Calls under way at once; null is the connector’s own' }),
  })
  .meta({ id: 'ConnectionLimits' })
export type ConnectionLimits = z.infer<typeof ConnectionLimits>

/** What is known of the destination as a whole. */
export const ConnectionBreaker = z
  .object({
    state: z.enum(['closed', 'open', 'half_open']).meta({
      description: 'Only while it is closed everything is sent; half open, one delivery is tried',
    }),
    opens: z.int().meta({ description: 'How often in a row it opened' }),
    next_try_at: z.iso.datetime().nullable().meta({ description: 'When the next delivery is tried' }),
  })
  .meta({ id: 'ConnectionBreaker' })
export type ConnectionBreaker = z.infer<typeof ConnectionBreaker>

const connectionExample = {
  id: '0199f3a2-7c1e-7000-8000-000000000010',
  version: 1,
  company_id: '0199f3a2-7c1e-7000-8000-000000000002',
  connector: 'crm',
  name: 'CRM',
  state: 'active' as const,
  reason: null,
  settings: { url: 'https://crm.example/hooks/passerelle' },
  limits: { rate_per_second: null, burst: null, concurrency: null },
  breaker: { state: 'closed' as const, opens: 0, next_try_at: null },
  previous_secret_ends_at: null,
  created_at: '2026-11-21T08:00:00.000Z',
}

export const Connection = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    company_id: z.uuid(),
    connector: z.string(),
    name: z.string(),
    state: ConnectionState,
    reason: z.string().nullable().meta({ description: 'Why it does not send, as a code' }),
    settings: z
      .record(z.string(), z.string())
      .meta({ description: 'Without the secrets, which are never shown again' }),
    limits: ConnectionLimits,
    breaker: ConnectionBreaker,
    previous_secret_ends_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Until then the secret before the present one is good as well' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Connection', description: 'One of the systems that we talk to', example: connectionExample })
export type Connection = z.infer<typeof Connection>

/** What `connection.paused` and `connection.recovered` tell. */
export const ConnectionNews = z
  .object({
    id: z.uuid(),
    connector: z.string(),
    name: z.string(),
    state: ConnectionState,
    reason: z.string().nullable(),
    breaker: z.object({
      state: z.enum(['closed', 'open', 'half_open']),
      opens: z.int().meta({ description: 'How often in a row it opened' }),
      next_try_at: z.iso.datetime().nullable(),
    }),
  })
  .meta({
    id: 'ConnectionNews',
    example: {
      id: '0199f3a2-7c1e-7000-8000-000000000010',
      connector: 'crm',
      name: 'CRM',
      state: 'paused',
      reason: 'unauthorized',
      breaker: { state: 'closed', opens: 0, next_try_at: null },
    },
  })
export type ConnectionNews = z.infer<typeof ConnectionNews>

const name = z.string().trim().min(1).max(200)
const settingValue = z.string().max(4_096)

export const CreateConnectionBody = z
  .strictObject({
    connector: z.string(),
    name,
    company_id: z.uuid().lowercase().optional().meta({ description: 'The first company where it is left out' }),
    settings: z
      .record(z.string(), z.union([settingValue, z.array(settingValue).min(1).max(5)]))
      .default({})
      .meta({ description: 'Secrets among them; one that is needed and not given is made and shown once' }),
  })
  .meta({
    id: 'CreateConnectionBody',
    example: { connector: 'crm', name: 'CRM', settings: { url: 'https://crm.example/hooks/passerelle' } },
  })
export type CreateConnectionBody = z.infer<typeof CreateConnectionBody>

export const CreatedConnection = Connection.extend({
  webhook_url: z.string().nullable().meta({ description: 'Where the other side sends to' }),
  secret: z.string().nullable().meta({ description: 'What the other side must present to us; shown once' }),
  generated: z.record(z.string(), z.string()).meta({ description: 'Secrets that were made; shown once' }),
}).meta({
  id: 'CreatedConnection',
  example: { ...connectionExample, webhook_url: null, secret: null, generated: { secret: 'whsec_…' } },
})
export type CreatedConnection = z.infer<typeof CreatedConnection>

export const ChangeConnectionBody = z
  .strictObject({
    name: name.optional(),
    settings: z
      .record(z.string(), settingValue.nullable())
      .optional()
      .meta({ description: 'Those to change, secrets among them; null takes one away' }),
    limits: z
      .strictObject({
        rate_per_second: z.number().min(0.001).max(10_000).nullable().optional(),
        burst: z.int().positive().max(10_000).nullable().optional(),
        concurrency: z.int().positive().max(100).nullable().optional(),
      })
      .optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'Nothing is to be changed')
  .meta({ id: 'ChangeConnectionBody', example: { name: 'CRM, Paris', limits: { rate_per_second: 5 } } })
export type ChangeConnectionBody = z.infer<typeof ChangeConnectionBody>

export const RotateSecretBody = z
  .strictObject({
    end_previous: z
      .boolean()
      .default(false)
      .meta({ description: 'The secrets before the new one end at once, and not after 24 hours' }),
  })
  .meta({ id: 'RotateSecretBody' })

export const RotatedSecret = z
  .object({ secret: z.string(), previous_secret_ends_at: z.iso.datetime().nullable() })
  .meta({ id: 'RotatedSecret', example: { secret: 'whsec_…', previous_secret_ends_at: '2026-11-22T08:00:00.000Z' } })
export type RotatedSecret = z.infer<typeof RotatedSecret>

/** `detail` is for the person who set the connection up; the code is stable. */
export const TestedConnection = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('ok'), detail: z.string() }),
    z.object({ kind: z.literal('failed'), code: z.string(), detail: z.string() }),
  ])
  .meta({ id: 'TestedConnection', example: { kind: 'ok', detail: 'WooCommerce 10.5.2 answers' } })
export type TestedConnection = z.infer<typeof TestedConnection>

export const Mapping = z
  .object({
    connection_id: z.uuid(),
    kind: z.string(),
    id: z.uuid(),
    external_id: z.string(),
    agreed: z
      .record(z.string(), z.unknown())
      .meta({ description: 'What both sides last held to be true, in their terms' }),
    agreed_at: z.iso.datetime(),
  })
  .meta({
    id: 'Mapping',
    description: 'Our id beside theirs',
    example: {
      connection_id: '0199f3a2-7c1e-7000-8000-000000000010',
      kind: 'product',
      id: '0199f3a2-7c1e-7000-8000-000000000087',
      external_id: '87',
      agreed: {},
      agreed_at: '2026-11-21T08:00:00.000Z',
    },
  })
export type Mapping = z.infer<typeof Mapping>
