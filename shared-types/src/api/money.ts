import { z } from 'zod'

/** Integer minor units of an ISO 4217 currency. */
export const Money = z.object({ amount: z.int(), currency: z.string().length(3) }).meta({
  id: 'Money',
  description: 'Integer minor units of an ISO 4217 currency',
  example: { amount: 1290, currency: 'EUR' },
})
export type Money = z.infer<typeof Money>
