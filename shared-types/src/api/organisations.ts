import { z } from 'zod'
import { Instant } from './instant.ts'

const name = z.string().trim().min(1).max(200)

export const Organisation = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    name: z.string(),
    time_zone: z.string(),
    currency: z.string().length(3),
    created_at: z.iso.datetime(),
  })
  .meta({
    id: 'Organisation',
    example: {
      id: '0199f3a2-7c1e-7000-8000-000000000001',
      version: 1,
      name: 'Purea Café',
      time_zone: 'Europe/Paris',
      currency: 'EUR',
      created_at: '2026-11-21T08:00:00.000Z',
    },
  })
export type Organisation = z.infer<typeof Organisation>

export const ChangeOrganisationBody = z
  .strictObject({ name: name.optional(), time_zone: z.string().max(100).optional() })
  .refine((body) => Object.keys(body).length > 0, 'Nothing is to be changed')
  .meta({ id: 'ChangeOrganisationBody', example: { time_zone: 'Europe/Paris' } })

export const Company = z
  .object({ id: z.uuid(), version: z.int().positive(), name: z.string(), created_at: z.iso.datetime() })
  .meta({
    id: 'Company',
    example: {
      id: '0199f3a2-7c1e-7000-8000-000000000002',
      version: 1,
      name: 'Purea Café',
      created_at: '2026-11-21T08:00:00.000Z',
    },
  })
export type Company = z.infer<typeof Company>

export const CompanyBody = z.strictObject({ name }).meta({ id: 'CompanyBody', example: { name: 'Purea Distribution' } })

export const KeyScope = z.enum(['admin', 'read', 'write', 'ops', 'account'])

const keyExample = {
  id: '0199f3a2-7c1e-7000-8000-000000000003',
  prefix: 'Ab3dE6gH',
  scopes: ['read' as const],
  networks: ['203.0.113.0/24'],
  expires_at: '2027-02-19T08:00:00.000Z',
  revoked_at: null,
  last_used_at: null,
  created_at: '2026-11-21T08:00:00.000Z',
}

export const Key = z
  .object({
    id: z.uuid(),
    prefix: z.string().meta({ description: 'The part of the key by which it may be told' }),
    scopes: z.array(KeyScope),
    networks: z.array(z.string()).meta({ description: 'CIDRs it may be used from; anywhere where there are none' }),
    expires_at: z.iso.datetime().nullable(),
    revoked_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable().meta({ description: 'To the minute' }),
    created_at: z.iso.datetime(),
  })
  .meta({ id: 'Key', description: 'An API key, without its secret', example: keyExample })
export type Key = z.infer<typeof Key>

export const CreateKeyBody = z
  .strictObject({
    scopes: z.array(KeyScope).min(1).max(5),
    networks: z
      .array(z.union([z.cidrv4(), z.cidrv6()]))
      .max(50)
      .default([]),
    expires_at: Instant.nullable().default(null),
  })
  .meta({ id: 'CreateKeyBody', example: { scopes: ['read'], networks: ['203.0.113.0/24'] } })

export const CreatedKey = Key.extend({
  key: z.string().meta({ description: 'The key itself; shown once' }),
}).meta({ id: 'CreatedKey', example: { ...keyExample, key: 'psr_live_Ab3dE6gH_…' } })
export type CreatedKey = z.infer<typeof CreatedKey>
