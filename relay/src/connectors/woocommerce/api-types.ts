import { z } from 'zod'

const Decimal = z.string().or(z.number().transform(String)).nullish()
/** An id as WordPress writes it: a number, its text, or `0` and an empty text for none. */
const Id = z.int().or(z.string().max(255)).nullish()
const Text = z.string().nullish()
const Name = z.object({ name: z.string(), slug: z.string().optional() })
const Image = z.object({ src: z.string(), alt: z.string().nullish() })
const Anything = z.unknown().optional()
const Meta = z.looseObject({
  key: z.string().catch(''),
  value: Anything,
  display_key: Anything,
  display_value: Anything,
})
export type WooMeta = z.infer<typeof Meta>

/** PHP writes an empty map as `[]`. */
const emptyAsNothing = (value: unknown) => (Array.isArray(value) && value.length === 0 ? undefined : value)
const list = <T extends z.ZodType>(item: T) => z.array(item).nullish()

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

const Address = z.preprocess(
  emptyAsNothing,
  z
    .looseObject({
      first_name: Text,
      last_name: Text,
      company: Text,
      address_1: Text,
      address_2: Text,
      city: Text,
      state: Text,
      postcode: Text,
      country: Text,
      email: Text,
      phone: Text,
    })
    .nullish(),
)
export type WooAddress = NonNullable<z.infer<typeof Address>>

const Line = z.looseObject({
  id: Id,
  name: Text,
  sku: Text,
  product_id: Id,
  variation_id: Id,
  quantity: z.number().or(z.string().transform(Number)).pipe(z.number()).nullish(),
  subtotal: Decimal,
  subtotal_tax: Decimal,
  total: Decimal,
  total_tax: Decimal,
  taxes: list(z.looseObject({ id: Id, total: Decimal })),
  meta_data: list(Meta),
})
export type WooLine = z.infer<typeof Line>

const TaxLine = z.looseObject({
  id: Id,
  rate_id: Id,
  label: Text,
  rate_percent: Decimal,
  tax_total: Decimal,
  shipping_tax_total: Decimal,
})
export type WooTaxLine = z.infer<typeof TaxLine>

const ShippingLine = z.looseObject({ id: Id, method_id: Text, method_title: Text, total: Decimal, total_tax: Decimal })
export type WooShippingLine = z.infer<typeof ShippingLine>

const FeeLine = z.looseObject({ id: Id, name: Text, total: Decimal, total_tax: Decimal })
export type WooFeeLine = z.infer<typeof FeeLine>

const CouponLine = z.looseObject({ id: Id, code: Text, discount: Decimal, discount_tax: Decimal })
export type WooCouponLine = z.infer<typeof CouponLine>

/** Short within an order (`total`, negative), whole at `orders/<id>/refunds` (`amount`, positive, and its date). */
const Refund = z.looseObject({ id: Id, reason: Text, total: Decimal, amount: Decimal, date_created_gmt: Anything })
export type WooRefund = z.infer<typeof Refund>

const Note = z.looseObject({
  id: Id,
  note: Text,
  customer_note: z.boolean().nullish(),
  author: Text,
  date_created_gmt: Anything,
})
export type WooNote = z.infer<typeof Note>

const shared = {
  id: Id,
  parent_id: Id,
  number: z.string().max(255).or(z.number().transform(String)).nullish(),
  status: z.string().min(1),
  currency: z.string(),
  total: Decimal,
  total_tax: Decimal,
  shipping_total: Decimal,
  shipping_tax: Decimal,
  discount_total: Decimal,
  discount_tax: Decimal,
  customer_id: Id,
  billing: Address,
  shipping: Address,
  payment_method: Text,
  payment_method_title: Text,
  line_items: list(Line),
  shipping_lines: list(ShippingLine),
  meta_data: list(Meta),
}

/** An order of `wc/v3`. `notes` is none of its members there; whoever reads them apart may add them. */
export const WooOrder = z.looseObject({
  ...shared,
  prices_include_tax: z.boolean().nullish(),
  transaction_id: Text,
  customer_note: Text,
  created_via: Text,
  tax_lines: list(TaxLine),
  fee_lines: list(FeeLine),
  coupon_lines: list(CouponLine),
  refunds: list(Refund),
  notes: list(Note),
})
export type WooOrder = z.infer<typeof WooOrder>

/** A subscription of WooCommerce Subscriptions' `wc/v3`. */
export const WooSubscription = z.looseObject({
  ...shared,
  billing_period: z.enum(['day', 'week', 'month', 'year']),
  billing_interval: z.string().or(z.number()).transform(Number).pipe(z.int32().min(1)),
  suspension_count: z
    .int32()
    .or(
      z
        .string()
        .regex(/^\d{1,9}$/)
        .transform(Number),
    )
    .nullish(),
  requires_manual_renewal: z.boolean().nullish(),
  resubscribed_from: Id,
  resubscribed_subscription: Id,
})
export type WooSubscription = z.infer<typeof WooSubscription>

export const WooCustomer = z.looseObject({
  email: z.string().max(320).nullish(),
  first_name: Text,
  last_name: Text,
  username: z.string(),
  role: Text,
  billing: Address,
  shipping: Address,
  is_paying_customer: z.boolean().nullish(),
})
export type WooCustomer = z.infer<typeof WooCustomer>

/** What WordPress sends where the thing cannot be read: `{ code, message, data: { status } }`. */
export const WooErrorDocument = z.looseObject({
  code: z.string(),
  message: z.string(),
  data: z.looseObject({ status: z.number() }),
})
