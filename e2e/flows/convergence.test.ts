import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../relay/test/database.ts'
import { settle, startTestRelay, type TestRelay } from '../../relay/test/factories.ts'
import { check, clean } from '../checker.ts'
import { type Door, type Lab, makeLab, settleDeliveries, type Version } from './lab.ts'

let database: TestDatabase
let relay: TestRelay
let lab: Lab
let nextId = 1_000

beforeAll(async () => {
  database = await createTestDatabase()
  relay = await startTestRelay(database, { pollMs: 50 })
  lab = await makeLab(database, relay.url)
})
afterAll(async () => {
  await relay.stop()
  await lab.close()
  await database.drop()
})

/** What a reader sees of the products, without what says when, how often or under which id. */
async function look(door: Door, ids: number[]): Promise<string[]> {
  return Promise.all(
    ids.map(async (id) => {
      const { text, status } = await relay.get(`/v1/products/external/${door.connectionId}/${id}`, lab.organisation.key)
      if (status !== 200) return `none: ${status}`
      const { id: _, version: __, created_at: ___, updated_at: ____, variations, ...rest } = JSON.parse(text)
      const options = variations.map(({ id: _____, ...variation }: { id: string; sku: string }) => variation)
      options.sort((a: { sku: string }, b: { sku: string }) => (a.sku < b.sku ? -1 : 1))
      return JSON.stringify({ ...rest, variations: options })
        .replaceAll(/\.\d{4,}\./g, '.id.')
        .replaceAll(/W-\d+/g, 'W-id')
    }),
  )
}

/** Which of the entities are variations of the first is up to the door: the partner knows none. */
function versionsOf(door: Door, entities: number, perEntity: number) {
  const base = nextId
  nextId += entities
  const versions: Version[] = []
  for (let entity = 0; entity < entities; entity++) {
    const parent =
      door.name === 'catalogue' ? {} : entity > 1 ? { parent: base } : entity === 0 ? { kind: 'variable' } : {}
    for (let n = 1; n <= perEntity; n++) versions.push({ id: base + entity, n, price: 100 * entity + n, ...parent })
  }
  return { ids: Array.from({ length: entities }, (_, entity) => base + entity), versions }
}

const plan = fc.record({
  entities: fc.integer({ min: 1, max: 5 }),
  perEntity: fc.integer({ min: 1, max: 5 }),
  // Places in the list of versions: taken in turn, they shuffle, repeat and batch it.
  order: fc.array(fc.record({ pick: fc.nat(), isLast: fc.boolean() }), { minLength: 10, maxLength: 40 }),
  settleAfter: fc.nat({ max: 6 }),
})

function shuffled(versions: Version[], order: { pick: number; isLast: boolean }[]): Version[][] {
  const waiting = [...versions]
  const batches: Version[][] = [[]]
  for (const { pick, isLast } of order) {
    const isRepeat = pick % 4 === 0 || waiting.length === 0
    const from = isRepeat ? versions : waiting
    const [version] = isRepeat ? [from[pick % from.length]] : from.splice(pick % from.length, 1)
    if (version) batches.at(-1)?.push(version)
    if (isLast) batches.push([])
  }
  return [...batches, waiting].filter((batch) => batch.length > 0)
}

test.each(['shop', 'catalogue'] as const)(
  'F31 I3 at the door %s any order, repeats and batches of versions end as in order, and what hears of them hears it in order',
  async (which) => {
    const door = lab[which]
    await fc.assert(
      fc.asyncProperty(plan, async ({ entities, perEntity, order, settleAfter }) => {
        const oracle = versionsOf(door, entities, perEntity)
        const subject = versionsOf(door, entities, perEntity)
        for (let n = 1; n <= perEntity; n++) {
          await door.send(oracle.versions.filter((version) => version.n === n))
          if (n === 1) await settle(database)
        }
        for (const [n, batch] of shuffled(subject.versions, order).entries()) {
          const answers = await door.send(batch)
          for (const { status } of answers) expect(status).toBe(202)
          if (n === settleAfter) await settle(database)
        }
        await settle(database)
        const products = (ids: number[]) => (door.name === 'woocommerce' ? ids.slice(0, 2) : ids)
        expect(await look(door, products(subject.ids))).toEqual(await look(door, products(oracle.ids)))
      }),
      { numRuns: 8, endOnFailure: true },
    )
    await settleDeliveries(database)
    const report = await check({
      database,
      organisationId: lab.organisation.id,
      sent: [],
      receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
    })
    expect({ ...report, duplicate: report.duplicate.filter((line) => !line.startsWith('inbox')) }).toEqual(clean)
  },
)

test.each(['shop', 'catalogue'] as const)(
  'F31 at the door %s a version that arrives a day late is superseded and changes nothing, whatever came in between',
  async (which) => {
    const door = lab[which]
    const id = nextId++
    for (const n of [2, 3, 5]) {
      await door.send([{ id, n }])
      await settle(database)
    }
    const before = await look(door, [id])
    await database.advance(86_400_000)
    for (const n of [4, 1])
      expect((await door.send([{ id, n }]))[0]).toMatchObject({ status: 202, body: { accepted: 1 } })
    await settle(database)
    expect(await look(door, [id])).toEqual(before)
    const rows = await database.admin<{ state: string; reason: string | null }[]>`
      select state, reason from inbox_events where connection_id = ${door.connectionId}::uuid and external_id = ${String(id)} order by id`
    expect(rows.slice(-2)).toMatchObject([1, 2].map(() => ({ state: 'superseded', reason: 'older_than_newest' })))
  },
)

test('F31 a variation that comes before its product is shown under it once the product is known', async () => {
  const { ids, versions } = versionsOf(lab.shop, 4, 2)
  for (const version of versions.toReversed()) {
    await lab.shop.send([version])
    await settle(database)
  }
  const [product] = await look(lab.shop, ids.slice(0, 1))
  const { variations } = JSON.parse(product ?? '{}')
  expect(variations).toMatchObject([2, 3].map((entity) => ({ price: { amount: 100 * entity + 2 } })))
})

test('F31 a variation that comes before its product was variable is shown under it once it is', async () => {
  const id = nextId
  nextId += 2
  for (const version of [
    { id: id + 1, n: 5, parent: id },
    { id, n: 1 },
    { id, n: 2, kind: 'variable' },
  ]) {
    await lab.shop.send([version])
    await settle(database)
  }
  const [product] = await look(lab.shop, [id])
  expect(JSON.parse(product ?? '{}').variations).toMatchObject([{ price: { amount: 105 } }])
})
