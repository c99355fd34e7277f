import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'
import { describeError } from './logger.ts'

test('R2.8 an error is told without its query and without the values in it', async () => {
  const client = postgres(inject('serverUrl'), { max: 1 })
  const error = await drizzle(client)
    .execute(sql`select ${'sealed-value'}::text from there_is_no_table`)
    .catch((thrown: unknown) => thrown)
  await client.end()
  expect(String(error)).toContain('sealed-value')
  for (const shown of [error, new Error('the work failed', { cause: error })]) {
    const told = JSON.stringify([describeError(shown), describeFailure(shown)])
    expect(told).toContain('relation \\"there_is_no_table\\" does not exist')
    expect(told).not.toMatch(/sealed-value|select/)
  }
})
