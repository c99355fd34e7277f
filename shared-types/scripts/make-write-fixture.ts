import { writeFileSync } from 'node:fs'
import { signStandardWebhook } from '../src/standard-webhooks.ts'
import { maxWrites, shopWrites, type WriteAnswer, type WriteCall, writeCodes } from '../src/write.ts'
import { now, secret } from './plugin-fixture-parts.ts'

const origin = '0199f3a2-7c1e-7000-8000-000000000001'

const call: WriteCall = {
  writes: [
    {
      key: `${origin}:87:price`,
      origin,
      action: 'update',
      kind: 'product',
      id: '87',
      data: { regular_price: '12.50', name: 'Thé “Été” 🍵' },
      expected: { regular_price: '11.00' },
    },
    {
      key: `${origin}:87:stock`,
      origin,
      action: 'set_stock',
      kind: 'product',
      id: '87',
      data: { stock_quantity: 12 },
      expected: { stock_quantity: null },
    },
    { key: `${origin}:88:stock`, origin, action: 'set_stock', kind: 'variation', id: '88', data: { delta: -2 } },
    {
      key: `${origin}:create`,
      origin,
      action: 'create',
      kind: 'variation',
      id: null,
      parent_id: '90',
      data: { regular_price: '9.90' },
      expected: null,
    },
    { key: `${origin}:91:delete`, origin, action: 'delete', kind: 'product', id: '91' },
  ],
}

const answer: WriteAnswer = {
  results: [
    {
      key: `${origin}:87:price`,
      status: 'written',
      code: null,
      detail: null,
      entity: { kind: 'product', id: '87', version: 12 },
      data: { id: 87, regular_price: '12.50' },
    },
    {
      key: null,
      status: 'refused',
      code: 'invalid_write',
      detail: 'key is a text of 1 to 191 bytes',
      entity: null,
      data: null,
    },
  ],
}

/** A call at the write door with its signature, an answer, and what both sides must agree on. */
export function makeWriteFixture() {
  const body = JSON.stringify(call)
  return {
    offers: [...shopWrites].sort(),
    codes: [...writeCodes].sort(),
    most_writes: maxWrites,
    secrets: [secret],
    now,
    headers: signStandardWebhook({ id: 'msg_write', timestamp: now, body: Buffer.from(body), secrets: [secret] }),
    body_base64: Buffer.from(body).toString('base64'),
    answer,
  }
}

if (import.meta.main) {
  const file = new URL('../fixtures/plugin/write-call.json', import.meta.url)
  writeFileSync(file, `${JSON.stringify(makeWriteFixture(), null, 2)}\n`)
}
