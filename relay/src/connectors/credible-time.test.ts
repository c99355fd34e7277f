import { expect, test } from 'vitest'
import { credibleTime } from './credible-time.ts'

const now = new Date('2026-11-21T08:00:00Z')

test('B24: a time from 1970 until five minutes from now is believed, any other is none', () => {
  const at = (text: string) => credibleTime(new Date(text), now)?.toISOString() ?? null
  expect(at('1970-01-01T00:00:00.001Z')).toBe('1970-01-01T00:00:00.001Z')
  expect(at('2026-11-21T08:05:00Z')).toBe('2026-11-21T08:05:00.000Z')
  for (const text of ['2026-11-21T08:05:00.001Z', '1970-01-01T00:00:00Z', '0000-01-01T00:00:00Z', 'never']) {
    expect(at(text)).toBeNull()
  }
  expect(at('9999-12-31T23:59:59-10:00')).toBeNull()
})
