import { z } from 'zod'

/** What a call may hold. */
export const maxWrites = 50
export const maxWriteBytes = 1_048_576

const SHOP_ID = /^[1-9]\d{0,18}$/

/**
 * What the plugin offers today, as `<kind>.<action>`. A shop answers `not_offered` to whatever it does not know, so this list may
 * grow before every shop has the plugin that does it.
 */
export const shopWrites = [
  'product.create',
  'product.update',
  'product.delete',
  'product.set_stock',
  'variation.create',
  'variation.update',
  'variation.delete',
  'variation.set_stock',
  'order.set_status',
  'order.add_note',
  'subscription.set_status',
  'subscription.add_note',
  'subscription.update',
] as const
export type ShopWrite = (typeof shopWrites)[number]

const Fields = z.record(z.string(), z.unknown())

export const WriteItem = z
  .object({
    key: z.string().min(1).max(191).meta({
      description:
        'The same in every retry, and of this write only; at most 191 bytes. What was done under it is done once, and answered again for 30 days. After anything but `written` and `unchanged` it is free again',
    }),
    origin: z.string().min(1).max(255).meta({
      description: 'The event of the relay that wants this. The events that the write causes in the shop carry it',
    }),
    action: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: '`create`, `update`, `delete`, `set_stock`, `set_status`, …' }),
    kind: z.string().min(1).max(64).meta({ description: '`product`, `variation`, `order`, `subscription`, …' }),
    id: z.string().regex(SHOP_ID).nullish().meta({ description: 'In the shop; absent or null for a create' }),
    parent_id: z.string().regex(SHOP_ID).nullish().meta({ description: 'The product of a variation to be created' }),
    data: Fields.optional().meta({
      description:
        'Fields of `wc/v3`. `set_stock` takes `{ delta }`, or `{ stock_quantity }` together with `expected.stock_quantity`; `set_status` takes `{ status }`, without `wc-`; `add_note` takes `{ note, customer_note? }`; `delete` takes `{ force? }` and moves to the trash without it; of a subscription `update` takes the dates, in UTC',
    }),
    expected: Fields.nullish().meta({
      description:
        'Fields and the values that they must still have, else the answer is `conflict`. For `set_stock` the comparison and the change are one; elsewhere the shop reads, compares and writes',
    }),
  })
  .meta({ id: 'WriteItem' })
export type WriteItem = z.infer<typeof WriteItem>

/**
 * The body of `POST {site_url}/wp-json/passerelle/v1/relay/write`, signed like every call to the plugin: at most 50 writes and
 * 1 MB. They are done in their order, each for itself: what becomes of one changes nothing for the next.
 */
export const WriteCall = z.object({ writes: z.array(WriteItem).min(1).max(maxWrites) }).meta({
  id: 'WriteCall',
  example: {
    writes: [
      {
        key: '0199f3a2-7c1e-7000-8000-000000000001:87:stock_quantity',
        origin: '0199f3a2-7c1e-7000-8000-000000000001',
        action: 'set_stock',
        kind: 'product',
        id: '87',
        data: { stock_quantity: 12 },
        expected: { stock_quantity: 14 },
      },
    ],
  },
})
export type WriteCall = z.infer<typeof WriteCall>

export const WriteStatus = z.enum(['written', 'unchanged', 'refused', 'conflict', 'gone', 'failed']).meta({
  id: 'WriteStatus',
  description:
    '`written`: done, now or by an earlier call with this key. `unchanged`: it stood as asked. `refused`: it is refused again however often it is sent. `conflict`: something in `expected` no longer holds. `gone`: the shop has no such thing. `failed`: to be sent again with the same key',
})
export type WriteStatus = z.infer<typeof WriteStatus>

/** The codes that the plugin gives; others come from WooCommerce and begin with `woocommerce_` or `rest_`. */
export const writeCodes = [
  'invalid_write',
  'not_offered',
  'field_not_allowed',
  'key_reused',
  'in_progress',
  'out_of_time',
  'not_stored',
  'not_found',
  'in_trash',
  'expectation_failed',
  'expected_missing',
  'stock_apart',
  'stock_not_managed',
  'stock_of_parent',
  'stock_unknown',
  'parent_not_variable',
  'status_not_possible',
  'subscriptions_missing',
  'woocommerce_error',
  'shop_error',
] as const
export type WriteCode = (typeof writeCodes)[number]

export const WriteResult = z
  .looseObject({
    key: z.string().nullable().meta({ description: 'Null where the write had none that could be read' }),
    status: WriteStatus,
    code: z.string().nullable(),
    detail: z
      .string()
      .nullable()
      .meta({ description: 'For people; in the language of the shop where WooCommerce says it' }),
    entity: z
      .looseObject({
        kind: z.string(),
        id: z.string(),
        version: z.int().nonnegative().nullish().meta({
          description: 'The last that an event of it had; the event that tells this very write has a higher one',
        }),
      })
      .nullable()
      .meta({ description: 'What was written; of a note its order' }),
    data: Fields.nullable().meta({
      description:
        'How it stands afterwards, as in the events; of a note the note. Null for what is deleted or in the trash, and where the shop could not read it: the event that follows has it',
    }),
  })
  .meta({ id: 'WriteResult' })
export type WriteResult = z.infer<typeof WriteResult>

/** The answer: one result for each write, in their order. A call that is no call is a 4xx with `code` and `message` instead. */
export const WriteAnswer = z.looseObject({ results: z.array(WriteResult) }).meta({
  id: 'WriteAnswer',
  example: {
    results: [
      {
        key: '0199f3a2-7c1e-7000-8000-000000000001:87:stock_quantity',
        status: 'conflict',
        code: 'expectation_failed',
        detail: 'The stock is no longer what was expected',
        entity: null,
        data: null,
      },
    ],
  },
})
export type WriteAnswer = z.infer<typeof WriteAnswer>
