import { describe, expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import { answerOf, installationOf, namesOf, newCode, type PluginLab, product } from './plugin-lab.ts'
import { usePluginRelay } from './use-plugin-relay.ts'

const at = usePluginRelay({ pausesShops: true })
const { startLab } = at

const ids = ['1', '2', '3', '4', '5']
const saveAll = ({ plugin }: PluginLab, name: string) => {
  for (const id of ids) plugin.save('product', id, product(id, `${name} ${id}`))
}
const shopNames = ({ plugin }: PluginLab) =>
  Object.fromEntries(plugin.entities().flatMap(({ id, data }) => (data ? [[id, String(data.name)]] : [])))
const supersededCount = async (lab: PluginLab) => {
  const [row] = await at.database.admin`
    select count(*)::int as count from inbox_events where connection_id = ${lab.connectionId} and state = 'superseded' and reason = 'older_than_newest'`
  return row?.count
}

describe('a shop restored from a backup', () => {
  test('R2.5 loses nothing: its new events arrive although their numbers and versions were given before', async () => {
    const lab = await startLab()
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    for (let n = 1; n <= 4; n++) saveAll(lab, `Perdu ${n}`)
    plugin.save('product', '9', product(9, 'Perdu'))
    await plugin.drain()
    await settle(at.database)
    expect(await installationOf(at.database, lab)).toMatchObject({
      is_behind: false,
      restored_at: null,
      sequence: { highest: 26 },
    })

    plugin.restore(backup)
    plugin.save('product', '1', product(1, 'Après 1'))
    plugin.save('product', '6', product(6, 'Après 6'))
    const [first] = await plugin.drain()
    expect(first).toMatchObject({
      status: 202,
      body: { accepted: 2, duplicates: 0, rejected: [], missing: [], highest: { sequence: 26 } },
    })
    expect(await installationOf(at.database, lab)).toMatchObject({ is_behind: true, restored_at: expect.any(String) })

    plugin.save('product', '2', product(2, 'Après 2'))
    plugin.remove('product', '3')
    plugin.save('product', '1', product(1, 'Après 1 encore'))
    const [second] = await plugin.drain()
    expect(answerOf(second)).toMatchObject({ accepted: 3, missing: [], highest: { sequence: 29 } })
    expect(await installationOf(at.database, lab)).toMatchObject({ is_behind: false })
    await settle(at.database)
    expect(await supersededCount(lab)).toBe(0)
    expect(await namesOf(lab, at.relay.url, ['1', '2', '3', '6'])).toEqual({
      1: 'Après 1 encore',
      2: 'Après 2',
      6: 'Après 6',
    })
    const jobs = await at.database.admin`select kind from jobs where connection_id = ${lab.connectionId}`
    expect(jobs).toMatchObject([{ kind: 'backfill' }])
  })

  test('its end is the shop’s: every product is as the shop has it, once each was saved again', async () => {
    const lab = await startLab()
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    for (let n = 1; n <= 10; n++) saveAll(lab, `Perdu ${n}`)
    await plugin.drain()
    plugin.restore(backup)
    for (let n = 1; n <= 3; n++) {
      saveAll(lab, `Nouveau ${n}`)
      await plugin.drain({ limit: 2 })
    }
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ids)).toEqual(shopNames(lab))
    expect(await supersededCount(lab)).toBe(0)
    expect(plugin.rows().every(({ state }) => state === 'acknowledged')).toBe(true)
    expect((await installationOf(at.database, lab))?.sequence).toMatchObject({ missing: [], lost: [] })
  })

  test('R2.5 in the middle of a drain, with a known event alone to send, it is known for what it is', async () => {
    const lab = await startLab()
    const { plugin } = lab
    for (const id of ['1', '2', '3', '4']) plugin.save('product', id, product(id, `Avant ${id}`))
    const rows = plugin.take()
    await plugin.send(plugin.bodyOf(rows.slice(1)))
    for (const row of rows.slice(1)) row.state = 'acknowledged'
    const backup = plugin.snapshot()
    for (let n = 1; n <= 4; n++)
      for (const id of ['1', '2', '3', '4']) plugin.save('product', id, product(id, `Perdu ${n} ${id}`))
    await plugin.drain()
    await settle(at.database)

    plugin.restore(backup)
    expect(await plugin.drain()).toMatchObject([{ body: { accepted: 0, duplicates: 1, highest: { sequence: 20 } } }])
    expect(await installationOf(at.database, lab)).toMatchObject({ is_behind: true, restored_at: expect.any(String) })
    plugin.save('product', '4', product(4, 'Après 4'))
    expect(await plugin.drain()).toMatchObject([{ body: { accepted: 1, duplicates: 0, highest: { sequence: 21 } } }])
    const isRead = async () => {
      await settle(at.database)
      const jobs = await at.database
        .admin`select state from jobs where connection_id = ${lab.connectionId} and kind = 'backfill'`
      return jobs.length > 0 && jobs.every(({ state }) => state === 'done')
    }
    for (const end = Date.now() + 15_000; !(await isRead()); await new Promise((resolve) => setTimeout(resolve, 50)))
      if (Date.now() > end) throw new Error('it was not read whole')
    await settle(at.database)
    expect(await supersededCount(lab)).toBe(0)
    expect(await namesOf(lab, at.relay.url, ['1', '2', '3', '4'])).toEqual({
      1: 'Avant 1',
      2: 'Avant 2',
      3: 'Avant 3',
      4: 'Après 4',
    })
  })

  test('R2.5 that pairs anew before it sends, it is known for what it is as well', async () => {
    const lab = await startLab()
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    for (let n = 1; n <= 3; n++) saveAll(lab, `Perdu ${n}`)
    await plugin.drain()
    await settle(at.database)
    plugin.restore(backup)
    const { code } = await newCode(at.database, lab.organisation.id)
    expect(await plugin.pair(code)).toMatchObject({ status: 201, body: { highest: { sequence: 20 } } })
    expect(await installationOf(at.database, lab)).toMatchObject({ is_behind: true, restored_at: expect.any(String) })
    const jobs = await at.database.admin`select kind from jobs where connection_id = ${lab.connectionId}`
    expect(jobs).toMatchObject([{ kind: 'backfill' }])
    plugin.save('product', '2', product(2, 'Après 2'))
    expect(await plugin.drain()).toMatchObject([{ body: { accepted: 1, highest: { sequence: 21 } } }])
    await settle(at.database)
    expect(await supersededCount(lab)).toBe(0)
    expect(await namesOf(lab, at.relay.url, ['2'])).toEqual({ 2: 'Après 2' })
  })

  test('with its answers lost on the way, it sends the same again, and nothing counts twice or as a conflict', async () => {
    let lostAnswers = 0
    const lab = await startLab({ losesAnswer: () => lostAnswers-- > 0 })
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    saveAll(lab, 'Perdu')
    await plugin.drain()
    plugin.restore(backup)
    saveAll(lab, 'Nouveau')
    lostAnswers = 2
    await plugin.drain()
    await plugin.drain()
    const answers = await plugin.drain()
    expect(answers.flatMap((answered) => answerOf(answered).rejected)).toEqual([])
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ids)).toEqual(shopNames(lab))
    expect(await supersededCount(lab)).toBe(0)
  })

  test('a second time, before it caught up, it loses nothing either', async () => {
    let isLosing = false
    const lab = await startLab({ losesAnswer: () => isLosing })
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    for (let n = 1; n <= 5; n++) saveAll(lab, `Perdu ${n}`)
    await plugin.drain()
    plugin.restore(backup)
    isLosing = true
    for (let n = 1; n <= 3; n++) saveAll(lab, `Une fois ${n}`)
    await plugin.drain()
    plugin.restore(backup)
    isLosing = false
    saveAll(lab, 'Deux fois')
    await plugin.drain()
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ids)).toEqual(shopNames(lab))
    expect(await supersededCount(lab)).toBe(0)
  })

  test('pulled after a silence, it catches up as well', async () => {
    const lab = await startLab()
    const { plugin } = lab
    saveAll(lab, 'Avant')
    await plugin.drain()
    const backup = plugin.snapshot()
    saveAll(lab, 'Perdu')
    await plugin.drain()
    plugin.restore(backup)
    saveAll(lab, 'Nouveau')
    await at.database.advance(301_000)
    for (const end = Date.now() + 10_000; plugin.rows().some(({ state }) => state === 'waiting'); ) {
      if (Date.now() > end) throw new Error('it was not pulled')
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ids)).toEqual(shopNames(lab))
  })
})
