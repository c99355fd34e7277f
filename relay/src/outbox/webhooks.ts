import { Product } from '@passerelle/shared-types/api/catalogue'
import { ConnectionNews } from '@passerelle/shared-types/api/connections'
import { Customer } from '@passerelle/shared-types/api/customers'
import { Order } from '@passerelle/shared-types/api/orders'
import { Subscription } from '@passerelle/shared-types/api/subscriptions'
import type { z } from 'zod'
import type { Webhook } from '../platform/openapi.ts'

const nouns: { noun: string; data: z.ZodType; verbs: Record<string, string> }[] = [
  {
    noun: 'product',
    data: Product,
    verbs: { created: 'is new', updated: 'was changed', deleted: 'is gone' },
  },
  {
    noun: 'order',
    data: Order,
    verbs: {
      created: 'is new',
      updated: 'was changed',
      paid: 'was paid',
      fulfillable: 'may be sent',
      refunded: 'was refunded, in part or whole',
      canceled: 'was canceled',
      deleted: 'is gone',
    },
  },
  {
    noun: 'customer',
    data: Customer,
    verbs: { created: 'is new', updated: 'was changed', deleted: 'is gone' },
  },
  {
    noun: 'subscription',
    data: Subscription,
    verbs: {
      created: 'is new',
      activated: 'runs',
      paused: 'was paused',
      resumed: 'runs again',
      past_due: 'has an unpaid renewal',
      canceled: 'was canceled',
      expired: 'came to its end',
      updated: 'was changed',
    },
  },
  {
    noun: 'connection',
    data: ConnectionNews,
    verbs: { paused: 'stopped sending', recovered: 'sends again' },
  },
]

/** Every event that goes out, with what it carries. */
export const webhooks: readonly Webhook[] = nouns.flatMap(({ noun, data, verbs }) =>
  Object.entries(verbs).map(([verb, what]) => ({
    topic: `${noun}.${verb}`,
    summary: `The ${noun} ${what}`,
    data,
    example: (data.meta()?.example as object | undefined) ?? {},
  })),
)
