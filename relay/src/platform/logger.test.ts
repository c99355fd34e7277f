import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import { expect, inject, test } from 'vitest'
import { describeFailure } from './describe-failure.ts'
import { createLogger, describeError } from './logger.ts'

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

/** What a logger writes, line by line. */
function collect() {
  const lines: string[] = []
  return { lines, logger: createLogger('trace', { write: (line: string) => lines.push(line) }) }
}

test('R2.8 F9 secrets are left out by their names, however deep, and by their shapes, wherever they stand', () => {
  const { lines, logger } = collect()
  const secret = 'canary-4711'
  logger.info({
    headers: { authorization: secret, 'x-api-key': secret },
    settings: { api_key: secret, nested: { secret } },
  })
  logger.info({ secrets: [secret], password: secret, consumer_secret: secret })
  for (const text of [
    `key psr_live_12345678_${secret.replace('-', '')}`,
    `whsec_${Buffer.from(secret).toString('base64')}`,
    `/webhooks/dolibarr/01a1/01a2/${secret}?x=1`,
    `postgres://passerelle:${secret}@database:5432/x`,
    `Authorization: Basic ${Buffer.from(secret).toString('base64')}`,
  ])
    logger.error({ path: text, err: new Error(text) }, text)
  expect(lines).toHaveLength(7)
  const told = lines.join('')
  expect(told).not.toMatch(/canary|4711/)
  expect(told).not.toContain(Buffer.from(secret).toString('base64'))
  expect(told).toContain('/webhooks/dolibarr/01a1/01a2/[redacted]?x=1')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})

test('B62 line breaks and ANSI codes in what came from outside stay within one line of JSON', () => {
  const { lines, logger } = collect()
  const name = 'Lampe\n{"level":"fatal","msg":"forged"}\r\n\u001b[31mred\u001b[0m\u2028'
  logger.warn({ entity: name, err: new Error(name) }, name)
  expect(lines).toHaveLength(1)
  expect(lines[0]?.trimEnd()).not.toMatch(/\p{Cc}/u)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 40, entity: name, msg: name })
})
