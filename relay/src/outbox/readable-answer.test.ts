import { expect, test } from 'vitest'
import { readableAnswer } from './readable-answer.ts'

test('a secret that a destination echoes is not kept', () => {
  const echo = '{"x-api-key":"a-long-api-key","again":"a-long-api-key","id":7}'
  expect(readableAnswer(echo, ['a-long-api-key', 'short'])).toBe('{"x-api-key":"[secret]","again":"[secret]","id":7}')
})

test('an answer of any bytes is storable, and no longer than 4,096 characters', () => {
  const answer = readableAnswer(`\u0000\ud800${'x'.repeat(10_000)}`, [])
  expect(answer).toHaveLength(4_096)
  expect(answer.slice(0, 3)).toBe('\ufffd\ufffdx')
})
