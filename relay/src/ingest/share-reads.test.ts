import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { shareReads } from './share-reads.ts'

function countingRead() {
  const reads: { key: string; finish: (value: string) => void; fail: () => void }[] = []
  const read = (key: string) =>
    new Promise<string>((resolve, reject) => {
      reads.push({ key, finish: resolve, fail: () => reject(new Error('the database went away')) })
    })
  return { reads, share: shareReads(read) }
}

test('a call sees nothing older than itself: it joins the read after the one under way', async () => {
  const { reads, share } = countingRead()
  const first = share('a')
  const later = [share('a'), share('a')]
  reads[0]?.finish('before')
  expect(await first).toBe('before')
  await sleep(1)
  expect(reads).toHaveLength(2)
  reads[1]?.finish('after')
  expect(await Promise.all(later)).toEqual(['after', 'after'])
})

test('a call that comes while the shared read is under way waits for a third', async () => {
  const { reads, share } = countingRead()
  share('a')
  const second = share('a')
  reads[0]?.finish('one')
  await sleep(1)
  const third = share('a')
  reads[1]?.finish('two')
  expect(await second).toBe('two')
  await sleep(1)
  reads[2]?.finish('three')
  expect(await third).toBe('three')
})

test('a read that fails fails its own callers alone, and keys do not mix', async () => {
  const { reads, share } = countingRead()
  const failing = share('a')
  const next = share('a')
  const other = share('b')
  reads[0]?.fail()
  await expect(failing).rejects.toThrow('the database went away')
  await sleep(1)
  for (const { key, finish } of reads.slice(1)) finish(key)
  expect(await next).toBe('a')
  expect(await other).toBe('b')
  expect(await Promise.race([share('a'), sleep(1, 'a new read')])).toBe('a new read')
})
