import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createFeedBell } from './feed-routes.ts'

test('a sleeper leaves nothing behind, whether time or the bell woke it', async () => {
  const bell = createFeedBell()
  await Promise.all(Array.from({ length: 1_000 }, () => bell.sleep(1)))
  expect(bell.countSleepers()).toBe(0)
  const asleep = Promise.all(Array.from({ length: 10 }, () => bell.sleep(60_000)))
  expect(bell.countSleepers()).toBe(10)
  bell.ring()
  await asleep
  expect(bell.countSleepers()).toBe(0)
})

test('a closed bell lets nobody sleep', async () => {
  const bell = createFeedBell()
  const asleep = bell.sleep(60_000)
  bell.close()
  await asleep
  expect(await Promise.race([bell.sleep(60_000).then(() => 'awake'), sleep(500)])).toBe('awake')
})
