import { canonicalNumber } from '@passerelle/shared-types/exact-numbers'

const KNOWN = new Set(Intl.supportedValuesOf('currency'))

// Intl's own digits are CLDR's display habits (IDR, COP, IQD: 0), not the minor units of ISO 4217.
const EXPONENTS: Readonly<Record<string, number>> = {
  ...exponentOf(0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'),
  ...exponentOf(3, 'BHD IQD JOD KWD LYD OMR TND'),
}

/** Whether the text is a currency code of ISO 4217, in capitals. */
export function isCurrency(code: string): boolean {
  return KNOWN.has(code)
}

/**
 * Integer minor units of a decimal or JSON number in major units, by its text. Null where it is negative (−0 included), has
 * more decimals than the currency has, goes beyond 2^53 − 1, or is no such text.
 */
export function parseAmount(text: string, currency: string): number | null {
  const decimal = splitDecimal(text)
  if (decimal === null) return null
  if (decimal.digits === '') return 0
  const zeros = decimal.power + exponent(currency)
  if (zeros < 0 || decimal.digits.length + zeros > 16) return null
  const amount = BigInt(decimal.digits) * 10n ** BigInt(zeros)
  return amount <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(amount) : null
}

/** Major units of an amount as the text of a JSON number, without trailing zeros: 2490 EUR is `24.9`, 500 JPY `500`. */
export function formatAmount(amount: number, currency: string): string {
  const digits = exponent(currency)
  const [sign, text] = amount < 0 ? ['-', String(-amount)] : ['', String(amount)]
  if (digits === 0) return sign + text
  const padded = text.padStart(digits + 1, '0')
  const fraction = padded.slice(-digits).replace(/0+$/, '')
  return sign + padded.slice(0, -digits) + (fraction === '' ? '' : `.${fraction}`)
}

/** A JSON number that is zero or more, as plain decimal text of the same value; null where it would not fit 60 characters. */
export function toPlainDecimal(text: string): string | null {
  const decimal = splitDecimal(text)
  if (decimal === null) return null
  const { digits, power } = decimal
  if (digits === '') return '0'
  if (digits.length > 60 || Math.abs(power) > 60) return null
  const plain = power >= 0 ? digits + '0'.repeat(power) : placePoint(digits, -power)
  return plain.length <= 60 ? plain : null
}

function splitDecimal(text: string): { digits: string; power: number } | null {
  if (!/^\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return null
  const [digits, power] = canonicalNumber(text).split('e')
  if (digits === '0') return { digits: '', power: 0 }
  return { digits: digits ?? '', power: Number(power) }
}

function placePoint(digits: string, decimals: number): string {
  const padded = digits.padStart(decimals + 1, '0')
  return `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`
}

function exponent(currency: string): number {
  return EXPONENTS[currency] ?? 2
}

function exponentOf(digits: number, codes: string): Record<string, number> {
  return Object.fromEntries(codes.split(' ').map((code) => [code, digits]))
}
