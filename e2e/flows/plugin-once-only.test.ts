import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rotateSecretOf } from '../../relay/src/connections/rotate-secret.ts'
import { findConnector } from '../../relay/src/connectors/index.ts'
import { settle } from '../../relay/test/factories.ts'
import { answerOf, codeOf, countStates, namesOf, product } from './plugin-lab.ts'
import { usePluginRelay } from './use-plugin-relay.ts'

const at = usePluginRelay()
const { startLab } = at

describe('once only', () => {
  test('F29 the same event five times at once is applied once, and every call gets 2xx', async () => {
    const { plugin, connectionId } = await startLab()
    plugin.save('product', '1', product(1, 'Café'))
    const body = plugin.bodyOf(plugin.take())
    const answers = await Promise.all(Array.from({ length: 5 }, () => plugin.send(body)))
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202])
    expect(answers.map((answered) => answerOf(answered).accepted).sort()).toEqual([0, 0, 0, 0, 1])
    await settle(at.database)
    expect(await countStates(at.database, connectionId)).toEqual({ applied: 1 })
  })

  test('F30 the same id with another body is an error of that item; the first one stays', async () => {
    const lab = await startLab()
    const { plugin } = lab
    plugin.save('product', '1', product(1, 'Premier'))
    const first = plugin.bodyOf(plugin.take())
    plugin.save('product', '2', product(2, 'Voisin'))
    expect(answerOf(await plugin.send(first))).toMatchObject({ accepted: 1 })
    const changed = plugin.bodyOf(plugin.take()).replace('Premier', 'Second')
    expect(answerOf(await plugin.send(changed))).toMatchObject({
      accepted: 1,
      duplicates: 0,
      rejected: [{ index: 0, code: 'event_id_conflict', event_id: plugin.rows()[0]?.id }],
    })
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ['1', '2'])).toEqual({ 1: 'Premier', 2: 'Voisin' })
  })

  test('an event that is numbered anew is the same event', async () => {
    const { plugin } = await startLab()
    plugin.save('product', '1', product(1, 'Café'))
    const body = plugin.bodyOf(plugin.take())
    await plugin.send(body)
    expect(answerOf(await plugin.send(body.replace('"sequence":1', '"sequence":7')))).toMatchObject({
      accepted: 0,
      duplicates: 1,
      rejected: [],
    })
  })

  test('F24 what was stored and not acknowledged is sent again and does nothing', async () => {
    let isLosing = true
    const { plugin, connectionId } = await startLab({ losesAnswer: () => isLosing })
    for (const id of ['1', '2', '3']) plugin.save('product', id, product(id, `Thé ${id}`))
    await plugin.drain()
    isLosing = false
    expect(await plugin.drain()).toMatchObject([{ body: { accepted: 0, duplicates: 3, missing: [] } }])
    expect(plugin.rows().map(({ state }) => state)).toEqual(['acknowledged', 'acknowledged', 'acknowledged'])
    await settle(at.database)
    expect(await countStates(at.database, connectionId)).toEqual({ applied: 3 })
  })
})

describe('order', () => {
  test('F31 events in any order, in any batches, end as in order; a late one is superseded', async () => {
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (stream) => {
        const lab = await startLab()
        const { plugin } = lab
        const ids = ['1', '2', '3', '4']
        for (let n = 1; n <= 6; n++) {
          for (const id of ids) {
            if (id === '4' && n === 6) plugin.remove('product', id)
            else plugin.save('product', id, product(id, `Version ${n}`))
          }
        }
        const rows = plugin.take()
        const late = rows.splice(4, 1)
        const shuffled = rows
          .map((row) => ({ row, at: stream.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row)
        while (shuffled.length > 0) {
          const size = 1 + ((stream.next().value as number) % 7)
          expect((await plugin.send(plugin.bodyOf(shuffled.splice(0, size)))).status).toBe(202)
        }
        await settle(at.database)
        await at.database.advance(86_400_000)
        const answer = answerOf(await plugin.send(plugin.bodyOf(late)))
        // The relay may have asked for the gap itself by now.
        expect(answer.accepted + answer.duplicates).toBe(1)
        expect(answer).toMatchObject({ rejected: [], missing: [], highest: { sequence: 24 } })
        await settle(at.database)
        const [row] = await at.database
          .admin`select state from inbox_events where source_event_id = ${late[0]?.id ?? ''}`
        expect(row?.state).toBe('superseded')
        expect(await namesOf(lab, at.relay.url, ids)).toEqual({ 1: 'Version 6', 2: 'Version 6', 3: 'Version 6' })
      }),
      { numRuns: 4 },
    )
  })
})

describe('clocks and secrets', () => {
  test.each([-10, 10])(
    'F32 a shop whose clock is %i minutes off is told the time, and heard at its second try',
    async (minutes) => {
      let shift = minutes * 60_000
      const lab = await startLab({ clock: () => new Date(Date.now() + shift) })
      const { plugin } = lab
      plugin.save('product', '1', product(1, 'Avant'))
      const refused = await plugin.send(plugin.bodyOf(plugin.take()))
      expect([refused.status, codeOf(refused)]).toEqual([401, 'timestamp_out_of_tolerance'])
      expect(await plugin.drain()).toMatchObject([{ status: 202, body: { accepted: 1 } }])
      plugin.save('product', '1', product(1, 'Pendant'))
      const body = plugin.bodyOf(plugin.take())
      expect((await plugin.send(body)).status).toBe(202)
      shift = 0
      plugin.save('product', '1', product(1, 'Après'))
      expect(await plugin.drain()).toMatchObject([{ status: 202, body: { accepted: 1, duplicates: 1 } }])
      await settle(at.database)
      expect(await namesOf(lab, at.relay.url, ['1'])).toEqual({ 1: 'Après' })
    },
  )

  test('F35 both secrets are good while one is changed for the other; the old one ends at once when it is ended', async () => {
    const lab = await startLab()
    const { plugin } = lab
    const old = plugin.pairing()?.signing_secret ?? ''
    const using = {
      db: at.database.db,
      box: at.database.box,
      findConfig: (name: string) => findConnector(name)?.config,
    }
    const sendOne = (n: number, secrets: string[]) => {
      plugin.save('product', String(n), product(n, 'Café'))
      return plugin.send(plugin.bodyOf(plugin.take()), { secrets })
    }
    const flow = Array.from({ length: 6 }, (_, n) => sendOne(n + 1, [old]))
    const { secret } = await rotateSecretOf(using, lab.connectionId)
    expect((await Promise.all(flow)).map(({ status }) => status)).toEqual(Array(6).fill(202))
    expect((await sendOne(7, [old])).status).toBe(202)
    expect((await sendOne(8, [secret])).status).toBe(202)
    expect((await sendOne(9, [secret, old])).status).toBe(202)
    await at.database.advance(86_400_000 + 60_000)
    expect((await sendOne(10, [old])).status).toBe(401)
    expect((await sendOne(11, [secret])).status).toBe(202)
  })

  test('a shop that sends gzip is understood as one that does not', async () => {
    const lab = await startLab({ isGzipped: true })
    for (let n = 1; n <= 30; n++) lab.plugin.save('product', String(n), product(n, `Thé ${n}`))
    expect(await lab.plugin.drain({ limit: 20 })).toMatchObject([
      { status: 202 },
      { status: 202, body: { missing: [] } },
    ])
    await settle(at.database)
    expect(await namesOf(lab, at.relay.url, ['1', '30'])).toEqual({ 1: 'Thé 1', 30: 'Thé 30' })
  })

  test('B41 a shop’s secret is good for its own connection alone', async () => {
    const [mine, theirs] = [await startLab(), await startLab()]
    mine.plugin.save('product', '1', product(1, 'Café'))
    const body = mine.plugin.bodyOf(mine.plugin.take())
    expect((await mine.plugin.send(body, { connectionId: theirs.connectionId })).status).toBe(401)
    const secrets = [theirs.plugin.pairing()?.signing_secret ?? '']
    expect(await mine.plugin.send(body, { connectionId: theirs.connectionId, secrets })).toMatchObject({
      status: 403,
      body: { code: 'source_mismatch' },
    })
    expect(await countStates(at.database, theirs.connectionId)).toEqual({})
  })
})
