import fc from 'fast-check'
import { expect, test } from 'vitest'
import { settle } from '../../relay/test/factories.ts'
import { type Entity, keyOf } from '../fakes/plugin-outbox.ts'
import { drilled, isDone, putThere, range, useCompareLab, type Versions } from './compare-lab.ts'
import { namesOf, newCode, product } from './plugin-lab.ts'

const at = useCompareLab()
const { startLab, putHere, forget, start, until, compare, countDeletions } = at

test('R4.2 where nothing differs, not one thing is read: 3,000 things and a few of other kinds', async () => {
  const lab = await startLab()
  for (const put of [putThere, putHere]) await put(lab, range(1, 3_000, 2))
  putThere(lab, { 7: 0 }, 'customer')
  await putHere(lab, { 7: 0 }, { kind: 'customer' })
  const { job, read } = await compare(lab)
  expect(read).toEqual({})
  expect(drilled(lab)).toEqual([])
  expect(lab.plugin.digests.map(({ kind }) => kind)).toEqual([
    'customer',
    'product',
    'variation',
    'subscription',
    'order',
  ])
  expect(job).toMatchObject({
    kind: 'compare',
    total: 3_001,
    done: 3_001,
    changed: 0,
    unchanged: 3_001,
    failed: 0,
    missing: 0,
    reason: null,
  })
  expect(job.nouns.map(({ noun, done, total, is_done }) => [noun, done, total, is_done])).toEqual([
    ['customer', 1, 1, true],
    ['product', 3_000, 3_000, true],
    ['variation', 0, 0, true],
    ['subscription', 0, 0, true],
    ['order', 0, 0, true],
  ])
})

test('R4.2 among 3,000 things those that differ are read and no other: the last id of a bucket, the first, one only there, one only here', async () => {
  const lab = await startLab()
  await putHere(lab, { ...range(1, 3_000), 499: 4, 1500: 2, 2700: 1, 4000: 1 })
  putThere(lab, { ...range(1, 3_000), 499: 5, 1500: 3, 3001: 0, 9000000: 2 })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [499, 1500, 3001, 4000, 9_000_000] })
  expect(drilled(lab)).toEqual(['product 0', 'product 3', 'product 6', 'product 18000'])
  expect(job).toMatchObject({ total: 3_002, done: 3_002, changed: 4, missing: 1, failed: 0 })
  const again = await compare(lab)
  expect(again.read).toEqual({})
  expect(again.job).toMatchObject({ done: 3_002, unchanged: 3_002, changed: 0, missing: 0 })
})

test.each([
  [{ 499: 1 }, {}],
  [{}, { 499: 1 }],
  [
    { 499: 1, 500: 1, 501: 1 },
    { 499: 1, 501: 1 },
  ],
  [
    { 499: 2, 500: 1, 501: 1 },
    { 499: 1, 500: 1, 501: 1 },
  ],
  [
    { 499: 1, 500: 1, 501: 2 },
    { 499: 1, 500: 2, 501: 1 },
  ],
  [{ 0: 1, 999: 1 }, { 1000: 1 }],
  [{ 5: 11 }, { 51: 1 }],
])('R4.2 at the borders of buckets what differs is read and nothing else: there %j, here %j', async (there, here) => {
  const lab = await startLab()
  putThere(lab, there)
  await putHere(lab, here)
  const all = { ...there, ...here } as Versions
  const differ = Object.keys(all).filter((id) => (there as Versions)[id] !== (here as Versions)[id])
  expect((await compare(lab)).read).toEqual({ product: differ.map(Number).sort((a, b) => a - b) })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 of more buckets than one page holds, on either side, none is passed over', async () => {
  const lab = await startLab()
  const sparse = (count: number, step: number, first: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [first + n * step, 1]))
  const both = sparse(230, 1_000, 3)
  await putHere(lab, { ...both, ...sparse(12, 1_000, 500_503), 700: 1 })
  putThere(lab, { ...both, ...sparse(4, 50_000, 600) })
  const { job, read } = await compare(lab)
  expect(read).toEqual({
    product: [...Object.keys(sparse(4, 50_000, 600)), 700, ...Object.keys(sparse(12, 1_000, 500_503))]
      .map(Number)
      .sort((a, b) => a - b),
  })
  expect(job).toMatchObject({ done: 234, missing: 13, changed: 4 })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 only here, in a bucket that the shop does not have or finds empty when asked: it is asked for by its id, and then deleted', async () => {
  const lab = await startLab()
  for (const id of ['1', '2', '600']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(at.database)
  const state = lab.plugin.snapshot()
  for (const id of ['2', '600']) delete state.entities[keyOf('product', id)]
  lab.plugin.restore(state)
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [2, 600] })
  expect(job).toMatchObject({ missing: 2, changed: 0, unchanged: 1 })
  expect(await namesOf(lab, at.relay.url, ['1', '2', '600'])).toEqual({ 1: 'P1' })
  const again = await compare(lab)
  expect(again.read).toEqual({})
  expect(again.job).toMatchObject({ missing: 0, done: 1 })
})

test('R4.2 what the digests leave out and the shop has when asked for it lives on', async () => {
  const lab = await startLab({
    interfere: (path) => (path.endsWith('/digest') ? Response.json({ buckets: [], next: null }) : null),
  })
  for (const id of ['1', '2']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(at.database)
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1, 2] })
  expect(job).toMatchObject({ missing: 0, changed: 0, unchanged: 2, reason: null })
  expect(await countDeletions(lab)).toBe(0)
})

test('R4.2 deleted with us and in the shop again without a word, it is read and lives again', async () => {
  const lab = await startLab()
  lab.plugin.save('product', '8', product(8, 'Thé'))
  const backup = lab.plugin.snapshot().entities[keyOf('product', '8')] as Entity
  lab.plugin.remove('product', '8')
  await lab.plugin.drain()
  await settle(at.database)
  expect(await namesOf(lab, at.relay.url, ['8'])).toEqual({})
  const state = lab.plugin.snapshot()
  state.entities[keyOf('product', '8')] = backup
  lab.plugin.restore(state)
  expect((await compare(lab)).read).toEqual({ product: [8] })
  expect(await namesOf(lab, at.relay.url, ['8'])).toEqual({ 8: 'Thé' })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 F23 a change that no hook told is read, whole, and a second compare finds nothing', async () => {
  const lab = await startLab()
  for (const id of ['1', '2', '3']) lab.plugin.save('product', id, product(id, `P${id}`))
  await lab.plugin.drain()
  await settle(at.database)
  putThere(lab, { 4: 0 })
  const [first] = lab.plugin.entities()
  if (first) Object.assign(first, { version: first.version + 1, data: product(first.id, 'In silence') })
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1, 4] })
  expect(job).toMatchObject({ done: 4, changed: 2, unchanged: 2 })
  expect(await namesOf(lab, at.relay.url, ['1', '2', '3', '4'])).toEqual({ 1: 'In silence', 2: 'P2', 3: 'P3', 4: 'P4' })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 after a whole reading the versions are equal', async () => {
  const lab = await startLab()
  putThere(lab, { ...range(495, 505, 0), 9: 3 })
  expect(await until(lab, (await start(lab, { full: true })).id, isDone)).toMatchObject({ kind: 'backfill', done: 12 })
  await settle(at.database)
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 what is known by a time, or by no version, differs once', async () => {
  const lab = await startLab()
  putThere(lab, { 1: 0, 2: 4, 3: 1 })
  await putHere(lab, { 1: 1_763_700_000_000, 2: null, 3: 1 })
  expect((await compare(lab)).read).toEqual({ product: [1, 2] })
  expect((await compare(lab)).read).toEqual({})
})

test('R2.5 a shop that counts lower than it did is believed: it is read once, and not every night', async () => {
  const lab = await startLab()
  for (const name of ['A', 'B', 'C', 'D']) lab.plugin.save('product', '5', product(5, name))
  await lab.plugin.drain()
  await settle(at.database)
  const [entity] = lab.plugin.entities()
  if (entity) Object.assign(entity, { version: 2, data: product(5, 'B') })
  expect((await compare(lab)).read).toEqual({ product: [5] })
  expect(await namesOf(lab, at.relay.url, ['5'])).toEqual({ 5: 'B' })
  expect((await compare(lab)).read).toEqual({})
})

test('R2.5 R4.2 where versions were forgotten, they are learned again though nothing has changed: not read every night', async () => {
  const lab = await startLab()
  putThere(lab, range(1, 3, 4))
  await until(lab, (await start(lab, { full: true })).id, isDone)
  await settle(at.database)
  await lab.plugin.disconnect()
  const { code } = await newCode(at.database, lab.organisation.id, lab.connectionId)
  expect((await lab.plugin.pair(code)).status).toBe(201)
  const { job, read } = await compare(lab)
  expect(read).toEqual({ product: [1, 2, 3] })
  expect(job).toMatchObject({ changed: 0, unchanged: 3 })
  expect((await compare(lab)).read).toEqual({})
})

test('R4.2 whatever stands on both sides, exactly the ids that differ are opened, and then none', async () => {
  const idArb = fc.oneof(
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom(499, 500, 501, 998, 999, 1_000, 1_001),
    fc.integer({ min: 1, max: 2_000_000 }),
  )
  const side = fc.dictionary(idArb.map(String), fc.integer({ min: 0, max: 2 }), { maxKeys: 20 })
  const lab = await startLab()
  await fc.assert(
    fc.asyncProperty(side, side, side, async (both, onlyHere, onlyThere) => {
      const here: Versions = { ...both, ...onlyHere }
      const there: Versions = { ...both, ...onlyThere }
      await forget(lab)
      putThere(lab, there)
      await putHere(lab, here)
      const differ = Object.keys({ ...here, ...there }).filter((id) => here[id] !== there[id])
      const { read } = await compare(lab)
      expect(read).toEqual(differ.length === 0 ? {} : { product: differ.map(Number).sort((a, b) => a - b) })
      expect((await compare(lab)).read).toEqual({})
    }),
    { numRuns: Number(process.env.COMPARE_RUNS ?? 12) },
  )
}, 120_000)
