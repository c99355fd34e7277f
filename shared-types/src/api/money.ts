import { z } from 'zod'

/** Integer minor units of an ISO 4217 currency. */
export const Money = z.object({ amount: z.int(), currency: z.string().length(3) })
export type Money = z.infer<typeof Money>
