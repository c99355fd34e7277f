import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import { answerOf, countStates, installationOf, namesOf, type PluginLab, product } from './plugin-lab.ts'
import { usePluginRelay } from './use-plugin-relay.ts'

const at = usePluginRelay({ pausesShops: true })
const { startLab } = at

const sequenceOf = async (lab: PluginLab) => (await installationOf(at.database, lab))?.sequence

async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !(await isSo()); await sleep(25)) {
    if (Date.now() > end) throw new Error('it did not become so')
  }
}

/** Sends all of what waits but the rows at these places, as if a proxy had lost them. */
async function sendAllBut({ plugin }: PluginLab, lost: number[]) {
  const rows = plugin.take()
  return answerOf(await plugin.send(plugin.bodyOf(rows.filter((_, at) => !lost.includes(at)))))
}

describe('gaps', () => {
  test('R1.4 numbers that never came are named in the answer and at the connection, asked for, and heal', async () => {
    const lab = await startLab()
    for (let n = 1; n <= 8; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    expect(await sendAllBut(lab, [1, 4, 5])).toMatchObject({
      accepted: 5,
      highest: { sequence: 8 },
      missing: [
        [2, 2],
        [5, 6],
      ],
    })
    expect(await sequenceOf(lab)).toMatchObject({
      highest: 8,
      contiguous_to: 1,
      missing: [
        { from: 2, to: 2 },
        { from: 5, to: 6 },
      ],
      lost: [],
    })
    expect(lab.plugin.asks).toEqual([])
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.contiguous_to === 8)
    expect(await sequenceOf(lab)).toMatchObject({ missing: [], missing_since: null, lost: [] })
    expect(lab.plugin.asks.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
      [2, 2],
      [5, 6],
    ])
    await settle(at.database)
    const names = await namesOf(lab, at.relay.url, ['2', '5', '6', '8'])
    expect(names).toEqual({ 2: 'Thé 2', 5: 'Thé 5', 6: 'Thé 6', 8: 'Thé 8' })
    // The shop learns from the next asking what became of them.
    await until(() => lab.plugin.rows().every(({ state }) => state === 'acknowledged'))
  })

  test('a gap that closes by itself is not asked for', async () => {
    const lab = await startLab()
    for (let n = 1; n <= 3; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [0])
    await lab.plugin.drain()
    expect(await sequenceOf(lab)).toMatchObject({ contiguous_to: 3, missing: [] })
    await at.database.advance(11_000)
    await sleep(300)
    expect(lab.plugin.asks).toEqual([])
  })

  test('numbers that the shop has no more are lost in plain sight, and the shop is read again', async () => {
    const lab = await startLab()
    for (let n = 1; n <= 6; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [2, 3])
    lab.plugin.lose(3)
    lab.plugin.lose(4)
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.contiguous_to === 6)
    expect(await sequenceOf(lab)).toMatchObject({
      missing: [],
      lost: [{ from: 3, to: 4, count: 2, reason: 'unknown_to_plugin' }],
    })
    const jobs = await at.database.admin`select kind, created_by from jobs where connection_id = ${lab.connectionId}`
    expect(jobs).toMatchObject([{ kind: 'backfill', created_by: 'numbers' }])
  })

  test('one number that cannot be read is lost with its reason, and holds up none of the others', async () => {
    const lab = await startLab()
    for (let n = 1; n <= 8; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [1, 2, 3, 6])
    const deep = JSON.parse(`${'['.repeat(40)}${']'.repeat(40)}`)
    Object.assign(lab.plugin.rows()[2] ?? {}, { data: { ...product(3, 'Thé 3'), deep } })
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.contiguous_to === 8)
    expect(await sequenceOf(lab)).toMatchObject({
      missing: [],
      lost: [{ from: 3, to: 3, count: 1, reason: 'too_deep' }],
    })
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ['2', '4', '7'])).toEqual({ 2: 'Thé 2', 4: 'Thé 4', 7: 'Thé 7' })
    const jobs = await at.database.admin`select kind from jobs where connection_id = ${lab.connectionId}`
    expect(jobs).toMatchObject([{ kind: 'backfill' }])

    // Mended, it comes after all.
    Object.assign(lab.plugin.rows()[2] ?? {}, { data: product(3, 'Thé 3') })
    await lab.plugin.drain()
    expect(await sequenceOf(lab)).toMatchObject({ missing: [], lost: [] })
    expect(await installationOf(at.database, lab)).toMatchObject({ restored_at: null })
  })

  test.each([
    ['a page of maintenance', () => new Response('<html>'), 'malformed_json'],
    ['what is no UTF-8', () => new Response(new Uint8Array([0x7b, 0xff, 0x7d])), 'invalid_utf8'],
  ])('a shop that answers everything with %s loses no number', async (_, answer, reason) => {
    const lab = await startLab({ interfere: (path) => (path.endsWith('/outbox') ? answer() : null) })
    for (let n = 1; n <= 4; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [1, 2])
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.last_error === reason)
    expect(await sequenceOf(lab)).toMatchObject({ missing: [{ from: 2, to: 3 }], lost: [] })
  })

  test('a slow shop holds up nobody else', async () => {
    let isSlow = false
    const slow = await startLab({
      interfere: async (path) => {
        if (!path.endsWith('/outbox')) return null
        isSlow = true
        await sleep(4_000)
        return null
      },
    })
    const other = await startLab()
    for (const { plugin } of [slow, other]) {
      for (let n = 1; n <= 3; n++) plugin.save('product', String(n), product(n, `Thé ${n}`))
    }
    await sendAllBut(slow, [1])
    await at.database.advance(11_000)
    await until(() => isSlow)
    await sendAllBut(other, [1])
    await at.database.advance(11_000)
    const startedAt = performance.now()
    await until(async () => (await sequenceOf(other))?.contiguous_to === 3)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
    expect((await sequenceOf(slow))?.contiguous_to).toBe(1)
    await until(async () => (await sequenceOf(slow))?.contiguous_to === 3)
  })

  test('a shop that cannot be asked is asked less and less often, and the gap stays in sight', async () => {
    let isDown = true
    const lab = await startLab({
      interfere: (path) => (isDown && path.endsWith('/outbox') ? new Response('down', { status: 503 }) : null),
    })
    for (let n = 1; n <= 3; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [1])
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.last_error === 'status_503')
    expect(await sequenceOf(lab)).toMatchObject({ missing: [{ from: 2, to: 2 }], missing_since: expect.any(String) })
    isDown = false
    await at.database.advance(16_000)
    await sleep(300)
    expect((await sequenceOf(lab))?.contiguous_to).toBe(1)
    await at.database.advance(20_000)
    await until(async () => (await sequenceOf(lab))?.contiguous_to === 3)
    await until(async () => (await sequenceOf(lab))?.last_error === null)
  })

  test('what another site answers to the asking is not believed', async () => {
    const lab = await startLab({
      interfere: (path) =>
        path.endsWith('/outbox')
          ? Response.json({
              installation: { id: 'other', site_url: 'https://other.example' },
              events: [],
              unknown: [2],
            })
          : null,
    })
    for (let n = 1; n <= 3; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    await sendAllBut(lab, [1])
    await at.database.advance(11_000)
    await until(async () => (await sequenceOf(lab))?.last_error === 'source_mismatch')
    expect(await sequenceOf(lab)).toMatchObject({ missing: [{ from: 2, to: 2 }], lost: [] })
  })
})

describe('silence', () => {
  test('A 33 when pushes stop, the relay pulls the outbox, and what it took is acknowledged', async () => {
    const lab = await startLab()
    lab.plugin.save('product', '1', product(1, 'Poussé'))
    await lab.plugin.drain()
    for (let n = 2; n <= 230; n++) lab.plugin.save('product', String(n), product(n, `Tiré ${n}`))
    await at.database.advance(120_000)
    await sleep(300)
    expect(lab.plugin.asks).toEqual([])
    await at.database.advance(200_000)
    await until(() => lab.plugin.rows().every(({ state }) => state === 'acknowledged'))
    await settle(at.database)
    expect(await countStates(at.database, lab.connectionId)).toEqual({ applied: 230 })
    expect(await sequenceOf(lab)).toMatchObject({ highest: 230, contiguous_to: 230, missing: [] })
    const asked = lab.plugin.asks.length
    await sleep(300)
    expect(lab.plugin.asks.length).toBe(asked)
    lab.plugin.save('product', '1', product(1, 'Encore'))
    await at.database.advance(61_000)
    await until(() => lab.plugin.rows().every(({ state }) => state === 'acknowledged'))
  })
})
