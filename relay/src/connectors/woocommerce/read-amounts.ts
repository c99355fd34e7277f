import { parseAmount } from '../amounts.ts'

/** A decimal, or undefined where it does not fit its currency. Fees and refunds may be negative. */
export function readSigned(text: string, currency: string): number | undefined {
  if (!text.startsWith('-')) return parseAmount(text, currency) ?? undefined
  const amount = parseAmount(text.slice(1), currency)
  return amount === null ? undefined : 0 - amount
}

export type Money = {
  /** Minor units; nothing said is 0. */
  read: (text: string | null | undefined, pointer: string) => number
  /** Minor units; undefined where nothing is said. */
  readSaid: (text: string | null | undefined, pointer: string) => number | undefined
  /** Where the first amount stands that does not fit; null while all do. */
  misfit: () => string | null
}

/**
 * Reads the amounts of one order. WooCommerce writes them with the shop's number of decimals whatever the order's currency:
 * `3545.00` JPY is 3545, `1091.67` KWD is 1091670; decimals beyond the currency's that are not zero do not fit.
 */
export function moneyIn(currency: string): Money {
  let misfit: string | null = null
  const readSaid: Money['readSaid'] = (text, pointer) => {
    if (text == null || text === '') return undefined
    const amount = readSigned(text, currency)
    if (amount === undefined) misfit ??= pointer
    return amount
  }
  return { readSaid, read: (text, pointer) => readSaid(text, pointer) ?? 0, misfit: () => misfit }
}
