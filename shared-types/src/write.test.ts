import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { makeWriteFixture } from '../scripts/make-write-fixture.ts'
import { maxWrites, WriteAnswer, WriteCall } from './write.ts'

const fixture = JSON.parse(readFileSync(new URL('../fixtures/plugin/write-call.json', import.meta.url), 'utf8'))

describe('the golden call at the write door', () => {
  test('is the one that the script makes', () => {
    expect(fixture).toEqual(makeWriteFixture())
  })

  test('has the shapes of a call and of an answer', () => {
    const call = JSON.parse(Buffer.from(fixture.body_base64, 'base64').toString())
    expect(WriteCall.parse(call)).toEqual(call)
    expect(WriteAnswer.parse(fixture.answer)).toEqual(fixture.answer)
  })
})

test('a call has as many writes as the shop takes', () => {
  const write = { key: 'k', origin: 'o', action: 'update', kind: 'product', id: '1' }
  expect(WriteCall.safeParse({ writes: [] }).success).toBe(false)
  expect(WriteCall.safeParse({ writes: Array(maxWrites).fill(write) }).success).toBe(true)
  expect(WriteCall.safeParse({ writes: Array(maxWrites + 1).fill(write) }).success).toBe(false)
})
