import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatAmount, isCurrency, parseAmount, toPlainDecimal } from './amounts.ts'

describe('parseAmount', () => {
  test.each([
    ['5.9', 'EUR', 590],
    ['24.9000', 'EUR', 2490],
    ['0', 'EUR', 0],
    ['59e-1', 'EUR', 590],
    ['1.5E2', 'EUR', 15000],
    ['0e999999999999', 'EUR', 0],
    ['500', 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['10.50', 'COP', 1050],
    ['90071992547409.91', 'EUR', Number.MAX_SAFE_INTEGER],
  ])('%s %s is %d minor units', (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount)
  })

  test.each([
    ['24.905', 'EUR'],
    ['1.5', 'JPY'],
    ['-0', 'EUR'],
    ['-1', 'EUR'],
    ['1e400', 'EUR'],
    ['1e-400', 'EUR'],
    ['1e99999999999999999999', 'EUR'],
    ['1e-99999999999999999999', 'EUR'],
    ['9007199254740993', 'EUR'],
    ['90071992547409.92', 'EUR'],
    ['12,50', 'EUR'],
    ['"5"', 'EUR'],
    ['', 'EUR'],
    ['.5', 'EUR'],
    ['NaN', 'EUR'],
  ])('B20: %s %s is no amount', (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull()
  })

  test('any amount comes back from its own text', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.constantFrom('EUR', 'JPY', 'TND', 'IDR'), (amount, currency) => {
        expect(parseAmount(formatAmount(amount, currency), currency)).toBe(amount)
      }),
    )
  })
})

test('amounts are written without trailing zeros', () => {
  expect(formatAmount(2490, 'EUR')).toBe('24.9')
  expect(formatAmount(2400, 'EUR')).toBe('24')
  expect(formatAmount(5, 'EUR')).toBe('0.05')
  expect(formatAmount(0, 'EUR')).toBe('0')
  expect(formatAmount(500, 'JPY')).toBe('500')
  expect(formatAmount(-1205, 'KWD')).toBe('-1.205')
})

test('currencies are those of ISO 4217, in capitals', () => {
  expect(['EUR', 'XOF', 'CHF'].every(isCurrency)).toBe(true)
  expect(['eur', 'EURO', 'ZZZ', '€', ''].some(isCurrency)).toBe(false)
})

test('a decimal keeps its value without its exponent', () => {
  expect(toPlainDecimal('4.50')).toBe('4.5')
  expect(toPlainDecimal('45e-1')).toBe('4.5')
  expect(toPlainDecimal('2E1')).toBe('20')
  expect(toPlainDecimal('0.0')).toBe('0')
  expect(toPlainDecimal('1e-3')).toBe('0.001')
  expect(toPlainDecimal('1e400')).toBeNull()
  expect(toPlainDecimal('-1')).toBeNull()
})
