import { z } from 'zod'
import { credibleTime } from '../credible-time.ts'

const Decimal = z.string().or(z.number().transform(String)).nullish()
const Name = z.object({ name: z.string(), slug: z.string().optional() })
const Image = z.object({ src: z.string(), alt: z.string().nullish() })

/** A product or variation of `wc/v3`, as far as we read it; what a plugin adds or leaves out does no harm. */
export const WooProduct = z.looseObject({
  name: z.string(),
  type: z.string().min(1),
  status: z.string(),
  sku: z.string().max(255).nullish(),
  description: z.string().nullish(),
  short_description: z.string().nullish(),
  price: Decimal,
  regular_price: Decimal,
  manage_stock: z.boolean().or(z.literal('parent')).nullish(),
  stock_quantity: z.int32().nullish(),
  stock_status: z.string().nullish(),
  parent_id: z.int().nullish(),
  categories: z.array(Name).nullish(),
  images: z.array(Image).nullish(),
  image: Image.nullish(),
  attributes: z.array(z.looseObject({ name: z.string(), option: z.string().optional() })).nullish(),
})
export type WooProduct = z.infer<typeof WooProduct>

/** What WordPress sends where the thing cannot be read: `{ code, message, data: { status } }`. */
export const WooErrorDocument = z.looseObject({
  code: z.string(),
  message: z.string(),
  data: z.looseObject({ status: z.number() }),
})

const ModifiedAt = z.iso.datetime({ local: true, offset: true })

/** Instant of a `…_gmt` member, which is UTC and says no zone; null where it is absent or not to be believed. */
export function readGmt(value: unknown, now?: Date): Date | null {
  if (!ModifiedAt.safeParse(value).success) return null
  const text = String(value)
  return credibleTime(new Date(/(Z|[+-]\d{2}:\d{2})$/.test(text) ? text : `${text}Z`), now)
}
