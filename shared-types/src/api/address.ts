import { z } from 'zod'

/** A person's or a company's address as the source wrote it; what it left empty is null. */
export const Address = z
  .object({
    first_name: z.string().nullable(),
    last_name: z.string().nullable(),
    company: z.string().nullable(),
    line1: z.string().nullable(),
    line2: z.string().nullable(),
    city: z.string().nullable(),
    state: z.string().nullable(),
    postcode: z.string().nullable(),
    country: z.string().length(2).nullable().meta({ description: 'ISO 3166-1 alpha-2' }),
    email: z.string().nullable(),
    phone: z.string().nullable(),
  })
  .meta({
    id: 'Address',
    description: 'An address as the source wrote it; what it left empty is null',
    example: {
      first_name: 'Élodie',
      last_name: 'Lefèvre',
      company: null,
      line1: '12 rue des Carmes',
      line2: null,
      city: 'Nantes',
      state: null,
      postcode: '44000',
      country: 'FR',
      email: 'elodie.lefevre@exemple.test',
      phone: '06 12 34 56 78',
    },
  })
export type Address = z.infer<typeof Address>
