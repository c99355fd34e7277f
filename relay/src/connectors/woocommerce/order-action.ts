// Hooks whose first argument is an order's id, and never a refund's, a note's or a subscription's.
const ORDER_ACTION =
  /^woocommerce_(?:order_(?:(?:partially_|fully_)?refunded|edit_status|status_[\w-]+)|payment_complete|pre_payment_complete|cancelled_order|checkout_order_processed)$/

/** The order that an `action.…` webhook names, `{ action, arg }`; null for any other body. The topic is not signed, so both must agree. */
export function readOrderAction(value: unknown, topic: string): string | null {
  if (typeof value !== 'object' || value === null || !('action' in value && 'arg' in value)) return null
  const { action, arg } = value
  if (typeof action !== 'string' || !ORDER_ACTION.test(action) || topic !== `action.${action}`) return null
  const id = typeof arg === 'number' || typeof arg === 'string' ? String(arg) : ''
  return /^[1-9]\d{0,15}$/.test(id) ? id : null
}
