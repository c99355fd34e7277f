import { expect, test } from 'vitest'
import { codeOf, countStates, installationOf, newCode, type PluginLab, product } from './plugin-lab.ts'
import { usePluginRelay } from './use-plugin-relay.ts'

const at = usePluginRelay({ isRestarted: true })
const { startLab } = at

const outcomeOf = async ({ plugin }: PluginLab, name: string) => {
  plugin.save('product', '1', product(1, name))
  const [answered] = await plugin.drain()
  return [answered?.status, codeOf(answered)]
}
const good = [202, undefined]
const refused = [403, 'second_writer']

test('R1.4 F43 a copy with the id, the address and the secret of a shop is refused, and shown to the owner', async () => {
  const lab = await startLab({ place: 'server-a' })
  expect(await outcomeOf(lab, 'Ici')).toEqual(good)
  expect(await installationOf(at.database, lab)).toMatchObject({ place: 'server-a', moved_at: null, foreign: null })
  const before = lab.plugin.snapshot()
  lab.plugin.moveTo('server-b')
  expect(await outcomeOf(lab, 'Copie')).toEqual(refused)
  const answer = await at.relay.get(`/v1/connections/${lab.connectionId}/installation`, lab.organisation.key)
  expect(answer.body).toMatchObject({
    place: 'server-a',
    foreign: {
      code: 'second_writer',
      installation_id: lab.plugin.installationId,
      site_url: lab.plugin.url,
      place: 'server-b',
      seen_at: expect.any(String),
    },
  })
  for (const call of [lab.plugin.rotate, lab.plugin.disconnect])
    expect(await call()).toMatchObject({ status: 403, body: { code: 'second_writer' } })
  expect(lab.plugin.pairing()).not.toBeNull()
  lab.plugin.moveTo('server-a')
  lab.plugin.restore(before)
  expect(await outcomeOf(lab, 'Toujours ici')).toEqual(good)
  expect(Object.values(await countStates(at.database, lab.connectionId)).reduce((sum, n) => sum + n, 0)).toBe(2)
})

test('F43 a shop that has moved is taken over once, and where it was before is refused from then on', async () => {
  const lab = await startLab({ place: 'server-a' })
  await outcomeOf(lab, 'Ici')
  lab.plugin.moveTo('server-b')
  expect(await outcomeOf(lab, 'Pas encore dit')).toEqual(refused)
  lab.plugin.moveTo('server-a')
  lab.plugin.moveTo('server-b', { isSaid: true })
  expect(await outcomeOf(lab, 'Déménagé')).toEqual(good)
  expect(await installationOf(at.database, lab)).toMatchObject({
    place: 'server-b',
    moved_at: expect.any(String),
    foreign: null,
  })
  expect(await outcomeOf(lab, 'Encore')).toEqual(good)
  lab.plugin.moveTo('server-a')
  expect(await outcomeOf(lab, 'L’ancien')).toEqual(refused)
  // Moved from a place where it no longer is.
  lab.plugin.moveTo('server-c', { isSaid: true })
  expect(await outcomeOf(lab, 'Un autre')).toEqual(refused)
  expect(await installationOf(at.database, lab)).toMatchObject({ place: 'server-b', foreign: { place: 'server-c' } })
})

test('F43 two copies that come first at once: one place is kept, and the other refused', async () => {
  const lab = await startLab()
  const bodies = ['server-a', 'server-b', 'server-a', 'server-b'].map((place, n) => {
    lab.plugin.moveTo(place)
    lab.plugin.save('product', String(n + 1), product(n + 1, place))
    return { place, body: lab.plugin.bodyOf(lab.plugin.take().slice(-1)) }
  })
  const answers = await Promise.all(
    bodies.map(async ({ place, body }) => ({ place, status: (await lab.plugin.send(body)).status })),
  )
  const kept = (await installationOf(at.database, lab))?.place
  expect(kept).toMatch(/^server-[ab]$/)
  expect(answers).toEqual(answers.map(({ place }) => ({ place, status: place === kept ? 202 : 403 })))
})

test('a plugin that is older than places is heard, and its place is kept once it names one', async () => {
  const lab = await startLab()
  expect(await outcomeOf(lab, 'Ancienne version')).toEqual(good)
  expect(await installationOf(at.database, lab)).toMatchObject({ place: null })
  lab.plugin.moveTo('server-a')
  expect(await outcomeOf(lab, 'Nouvelle version')).toEqual(good)
  expect(await installationOf(at.database, lab)).toMatchObject({ place: 'server-a', moved_at: null })
  const { place: _, ...older } = JSON.parse(lab.plugin.bodyOf([])).installation
  lab.plugin.save('product', '1', product(1, 'Ancienne version'))
  const { events } = JSON.parse(lab.plugin.bodyOf(lab.plugin.take()))
  expect((await lab.plugin.send(JSON.stringify({ installation: older, events }))).status).toBe(202)
  for (const place of ['', 'a b', 'x'.repeat(129), 5, 'é'])
    expect(
      await lab.plugin.send(JSON.stringify({ installation: { ...older, place }, events })),
      String(place),
    ).toMatchObject({ status: 422, body: { code: 'validation_failed' } })
})

test('F43 what a copy answers when it is asked is refused as what it sends, and a new pairing decides anew', async () => {
  const lab = await startLab({ place: 'server-a' })
  const { plugin } = lab
  plugin.save('product', '1', product(1, 'Perdu'))
  plugin.save('product', '2', product(2, 'Deux'))
  await plugin.send(plugin.bodyOf(plugin.take().slice(1)))
  plugin.moveTo('server-b')
  const asked = plugin.asks.length
  await at.database.advance(60_000)
  await expect.poll(() => plugin.asks.length, { timeout: 10_000 }).toBeGreaterThan(asked)
  await expect
    .poll(async () => (await installationOf(at.database, lab))?.sequence.last_error, { timeout: 10_000 })
    .toBe('second_writer')
  expect(await installationOf(at.database, lab)).toMatchObject({ foreign: { place: 'server-b' } })
  const { code } = await newCode(at.database, lab.organisation.id, lab.connectionId)
  expect((await plugin.pair(code)).status).toBe(201)
  expect(await installationOf(at.database, lab)).toMatchObject({ place: 'server-b', foreign: null })
  expect(await outcomeOf(lab, 'Ici')).toEqual(good)
})
