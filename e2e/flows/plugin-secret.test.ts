import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { rotateSecretOf } from '../../relay/src/connections/rotate-secret.ts'
import { findConnector } from '../../relay/src/connectors/index.ts'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import type { FakePluginOptions } from '../fakes/plugin.ts'
import { makePluginLab, type PluginLab, product } from './plugin-lab.ts'

let database: TestDatabase
let relay: TestRelay
const open: PluginLab[] = []

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database)
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((lab) => lab.close()))
  await restart()
})
afterAll(async () => {
  await relay.stop()
  await database.drop()
})

/** Callers from one address may pair twenty times a minute. */
const restart = async () => {
  await relay.stop()
  relay = await startTestRelay(database)
}

type Driver = PluginLab & {
  /** The next second of the shop: calls signed in one second are one to the relay. */
  tick: () => void
  lose: (isLosing: boolean) => void
  now: () => Date
}

const startLab = async (options: Partial<FakePluginOptions> = {}): Promise<Driver> => {
  const begin = Date.now() - 200_000
  let seconds = 0
  let isLosing = false
  const now = () => new Date(begin + seconds * 1_000)
  const lab = await makePluginLab(database, relay.url, { clock: now, losesAnswer: () => isLosing, ...options })
  open.push(lab)
  return {
    ...lab,
    now,
    tick: () => {
      seconds++
    },
    lose: (value) => {
      isLosing = value
    },
  }
}

const rotateByOperator = ({ connectionId }: PluginLab) =>
  rotateSecretOf(
    { db: database.db, box: database.box, findConfig: (name: string) => findConnector(name)?.config },
    connectionId,
  )
let next = 0
const drainOne = async ({ plugin }: PluginLab) => {
  plugin.save('product', String(++next), product(next, 'Café'))
  return (await plugin.drain())[0]
}
const signedCall = ({ plugin, now }: Driver) => {
  const call = { secrets: plugin.secrets().slice(0, 1), at: now(), webhookId: `held-${++next}` }
  const { installation } = JSON.parse(plugin.bodyOf([]))
  const body = JSON.stringify({ installation })
  return () => plugin.send(body, { ...call, path: '/v1/pairings/rotate-secret' })
}

describe('a secret that changes', () => {
  test('R2.8 the shop gets a new one, the one before is good for 24 hours more, and its keys stay', async () => {
    const lab = await startLab()
    const { plugin } = lab
    const [first = ''] = plugin.secrets()
    lab.tick()
    const rotated = await plugin.rotate()
    expect(rotated).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } })
    expect(Object.keys(rotated.body as object).sort()).toEqual(['previous_ends_at', 'server_time', 'signing_secret'])
    const { previous_ends_at: endsAt } = rotated.body as { previous_ends_at: string }
    expect(Math.round((new Date(endsAt).getTime() - Date.now()) / 3_600_000)).toBe(24)
    expect(plugin.secrets()[0]).not.toBe(first)
    plugin.save('product', '1', product(1, 'Café'))
    const body = plugin.bodyOf(plugin.take())
    expect((await plugin.send(body, { secrets: [first] })).body).toMatchObject({ accepted: 1, rotate: true })
    expect((await plugin.send(body)).body).not.toHaveProperty('rotate')
    expect((await relay.get('/v1/connections', plugin.pairing()?.admin_key ?? '')).status).toBe(200)
    await database.advance(86_400_000 + 60_000)
    expect((await plugin.send(body, { secrets: [first] })).status).toBe(401)
    expect((await plugin.send(body)).status).toBe(202)
  })

  test('R2.8 F35 after the operator’s rotation the shop fetches a new one by itself', async () => {
    const lab = await startLab()
    const { plugin } = lab
    const [first = ''] = plugin.secrets()
    await rotateByOperator(lab)
    lab.tick()
    expect(await drainOne(lab)).toMatchObject({ status: 202, body: { rotate: true } })
    expect(plugin.secrets()[0]).not.toBe(first)
    expect((await drainOne(lab))?.body).not.toHaveProperty('rotate')
    await database.advance(86_400_000 + 60_000)
    expect((await drainOne(lab))?.status).toBe(202)
    expect((await plugin.send('{}', { secrets: [first] })).status).toBe(401)
  })

  test('R2.8 F35 a shop that has nothing to say for days after it is let in with what it has, and changes over then', async () => {
    const lab = await startLab()
    const { plugin } = lab
    const [first = ''] = plugin.secrets()
    await rotateByOperator(lab)
    await database.advance(3 * 86_400_000)
    lab.tick()
    expect(await drainOne(lab)).toMatchObject({ status: 202, body: { rotate: true } })
    expect((await drainOne(lab))?.body).not.toHaveProperty('rotate')
    await database.advance(86_400_000 + 60_000)
    expect((await plugin.send('{}', { secrets: [first] })).status).toBe(401)
    expect((await drainOne(lab))?.status).toBe(202)
  })

  test('the shop is asked with a secret that it knows, whatever answer was lost', async () => {
    const lab = await startLab()
    const { plugin } = lab
    lab.tick()
    lab.lose(true)
    await plugin.rotate()
    lab.lose(false)
    await database.advance(2 * 86_400_000)
    plugin.save('product', '1', product(1, 'Silencieux'))
    await expect.poll(() => plugin.rows().at(-1)?.state, { timeout: 10_000 }).toBe('acknowledged')
  })

  test('a call that is played again, or comes after a later one, changes nothing', async () => {
    const lab = await startLab()
    const { plugin } = lab
    lab.tick()
    const early = signedCall(lab)
    lab.tick()
    const call = signedCall(lab)
    expect((await call()).status).toBe(200)
    for (const again of [call, early])
      expect(await again()).toMatchObject({
        status: 409,
        headers: { 'retry-after': '1' },
        body: { code: 'call_superseded' },
      })
    lab.tick()
    expect((await plugin.rotate()).status).toBe(200)
    expect((await drainOne(lab))?.body).not.toHaveProperty('rotate')
  })

  const step = fc.constantFrom('rotate', 'lost', 'batch', 'day', 'hold', 'release', 'replay')

  test('F35 whatever answers are lost, held up or played again, and however long it rests, the shop is never shut out', async () => {
    const steps = fc.array(step, { minLength: 2, maxLength: 9 })
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const lab = await startLab()
        const held: (() => Promise<{ status: number }>)[] = []
        const sent: (() => Promise<{ status: number }>)[] = []
        for (const name of sequence) {
          lab.tick()
          if (name === 'rotate') await lab.plugin.rotate()
          if (name === 'batch') await drainOne(lab)
          if (name === 'day') await database.advance(86_400_000 + 60_000)
          if (name === 'hold') held.push(signedCall(lab))
          if (name === 'release') await held.shift()?.()
          if (name === 'replay') for (const call of sent) expect((await call()).status).not.toBe(200)
          if (name === 'lost') {
            const call = signedCall(lab)
            if ((await call()).status === 200) sent.push(call)
          }
        }
        expect((await drainOne(lab))?.status).toBe(202)
        await Promise.all(open.splice(0).map((one) => one.close()))
      }),
      { numRuns: 18, seed: 5, endOnFailure: true },
    )
  }, 60_000)

  test('F35 nor by an operator who changes it again and again, however long it says nothing', async () => {
    const steps = fc.array(fc.constantFrom('rotate', 'lost', 'batch', 'day', 'operator'), {
      minLength: 2,
      maxLength: 8,
    })
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const lab = await startLab()
        for (const name of sequence) {
          lab.tick()
          lab.lose(name === 'lost')
          if (name === 'batch') await drainOne(lab)
          else if (name === 'day') await database.advance(86_400_000 + 60_000)
          else if (name === 'operator') await rotateByOperator(lab)
          else await lab.plugin.rotate()
          lab.lose(false)
        }
        expect((await drainOne(lab))?.status).toBe(202)
        await Promise.all(open.splice(0).map((one) => one.close()))
      }),
      { numRuns: 18, seed: 5, endOnFailure: true },
    )
  }, 60_000)

  test('B7 nobody but the shop itself is given a secret', async () => {
    const [lab, other] = [await startLab(), await startLab()]
    const call = { path: '/v1/pairings/rotate-secret' }
    const { installation } = JSON.parse(lab.plugin.bodyOf([]))
    const body = JSON.stringify({ installation })
    const codeOf = async (...args: Parameters<typeof lab.plugin.send>) => {
      const { status, body: answer } = await lab.plugin.send(...args)
      return [status, (answer as { code?: string }).code]
    }
    const foreign = other.plugin.secrets()
    expect(await codeOf(body, { ...call, secrets: foreign })).toEqual([401, 'signature_invalid'])
    expect(await codeOf(body, { ...call, secrets: foreign, connectionId: other.connectionId })).toEqual([
      403,
      'source_mismatch',
    ])
    expect(await codeOf(body, { ...call, connectionId: '' })).toEqual([400, 'invalid_header'])
    expect(await codeOf(body, { ...call, at: new Date(Date.now() - 301_000) })).toEqual([
      401,
      'timestamp_out_of_tolerance',
    ])
    expect(await codeOf(body, { ...call, headers: { 'content-type': 'text/plain' } })).toEqual([
      415,
      'unsupported_media_type',
    ])
    expect(await codeOf('{"installation":', call)).toEqual([400, 'malformed_json'])
    expect(await codeOf(`{"installation":{},${body.slice(1)}`, call)).toEqual([400, 'duplicate_key'])
    expect(await codeOf('{}', call)).toEqual([422, 'validation_failed'])
    expect(await codeOf(' '.repeat(16_385), call)).toEqual([413, 'body_too_large'])
    const answers = []
    for (let n = 0; n < 12; n++) answers.push(await codeOf('{}', call))
    expect(answers.at(-1)).toEqual([429, 'rate_limited'])
    expect((await drainOne(lab))?.status).toBe(202)
  })
})
