import { z } from 'zod'
import { Address } from './address.ts'

/** A customer as the API and our events show it, mirrored from the shop. */
export const Customer = z
  .object({
    id: z.uuid(),
    version: z.int().positive(),
    connection_id: z.uuid(),
    external_id: z.string(),
    email: z.string().nullable().meta({ description: 'As it was written; lists find it whatever its capitals' }),
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    username: z.string().nullable(),
    role: z.string().nullable().meta({ description: "The shop's own word" }),
    phone: z.string().nullable(),
    billing: Address.nullable(),
    shipping: Address.nullable(),
    is_paying: z.boolean().nullable(),
    registered_at: z.iso.datetime().nullable(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    deleted_at: z.iso.datetime().nullable(),
  })
  .meta({
    id: 'Customer',
    description: 'A customer of the shop',
    example: {
      id: '0199f3a2-5b1c-7d3e-8f40-2a6b9c1d0e11',
      version: 3,
      connection_id: '0199f3a2-0c44-7a10-9b21-6f5e4d3c2b1a',
      external_id: '3',
      email: 'elodie.lefevre@exemple.test',
      first_name: 'Élodie',
      last_name: 'Lefèvre',
      username: 'elodie',
      role: 'customer',
      phone: '06 12 34 56 78',
      billing: null,
      shipping: null,
      is_paying: true,
      registered_at: '2026-11-21T07:40:56.000Z',
      created_at: '2026-11-21T07:40:58.120Z',
      updated_at: '2026-11-21T08:33:23.480Z',
      deleted_at: null,
    },
  })
export type Customer = z.infer<typeof Customer>
