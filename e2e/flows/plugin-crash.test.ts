import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakePlugin, startFakePlugin } from '../fakes/plugin.ts'
import { createStack, type Stack } from '../stack.ts'
import { answerOf, product } from './plugin-lab.ts'

let stack: Stack
let plugin: FakePlugin
let organisationId: string

beforeAll(async () => {
  stack = await createStack()
  await stack.start()
  plugin = await startFakePlugin({ relayUrl: stack.url })
  const organisation = await stack.runCli<{ id: string }>(
    ...['organisation', 'create', '--name', 'Purea Café', '--time-zone', 'Europe/Paris', '--currency', 'EUR'],
  )
  organisationId = organisation.id
})
afterAll(async () => {
  await plugin.close()
  await stack.stop()
})

test('the command line makes a code while the relay runs, for a new connection and for one that is there', async () => {
  const made = await stack.runCli<{ code: string; expires_at: string }>(
    'pairing',
    'create',
    '--organisation',
    organisationId,
  )
  expect(Object.keys(made)).toEqual(['code', 'expires_at'])
  expect(await plugin.pair(made.code)).toMatchObject({ status: 201 })
  const connection = plugin.pairing()?.connection_id ?? ''
  const again = await stack.runCli<{ code: string }>(
    ...['pairing', 'create', '--organisation', organisationId, '--connection', connection],
  )
  expect(await plugin.pair(again.code)).toMatchObject({ status: 201, body: { connection_id: connection } })
  await expect(stack.runCli('pairing', 'create', '--organisation', connection)).rejects.toThrow('not_found')
})

test.each(['after_inbox_insert', 'before_response'])(
  'F1 F2 killed at %s, the relay loses no event and no number',
  async (crashAt) => {
    await stack.restart({ crashAt })
    const before = plugin.rows().length
    for (let n = 1; n <= 20; n++) plugin.save('product', String(before + n), product(before + n, `Thé ${n}`))
    await expect(plugin.drain()).rejects.toThrow()
    await stack.waitForExit()
    await stack.restart()
    const [answered] = await plugin.drain()
    const wasStored = crashAt === 'before_response'
    expect(answerOf(answered)).toMatchObject({
      accepted: wasStored ? 0 : 20,
      duplicates: wasStored ? 20 : 0,
      rejected: [],
      missing: [],
      highest: { sequence: before + 20 },
    })
    expect(plugin.rows().every(({ state }) => state === 'acknowledged')).toBe(true)
  },
)
