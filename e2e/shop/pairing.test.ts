import { describe, expect, test, vi } from 'vitest'
import { makeOrganisation } from '../../relay/test/factories.ts'
import { newCode } from '../flows/plugin-lab.ts'
import { whyNoShop } from './lab/find-shop.ts'
import { drainAll, inStep, pairShop } from './lab/pair-shop.ts'
import { useShop } from './lab/use-shop.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const reason = whyNoShop()
if (reason) console.log(`The plugin in a real WordPress, with a real relay, is skipped: ${reason}.`)

/** What needs no WooCommerce: a real WordPress with the plugin, and a real relay, over real HTTP both ways. */
describe.skipIf(reason !== null)('a real WordPress and a real relay', () => {
  const lab = useShop()

  const php = <T>(code: string) => lab().shop.step<T>('php', { code })
  const addTests = (count: number) =>
    php(
      `for ($n = 0; $n < ${count}; $n++) { Passerelle\\Delivery\\Outbox::add('connection.tested', 'ping', 1, true, null); } return true;`,
    )
  const secrets = () => php<string[]>('return Passerelle\\Settings::pairing()->signing_secrets;')
  const rowsNotIn = async (state: string) =>
    (await lab().shop.step<{ state: string }[]>('rows')).filter((row) => row.state !== state).length
  const forgetPlace = () => php(`return unlink(wp_upload_dir(null, false)['basedir'] . '/passerelle-place.txt');`)

  test('R1.4 a wrong code is refused by its code, and leaves the pairing as it was', async () => {
    const { relay } = lab()
    const before = await secrets()
    const { code } = await php<{ code: string }>(
      `return Passerelle\\Pairing\\Pair::run('${relay.url}', '00000-00000-00000-00000-000000');`,
    )
    expect(code).toMatch(/^pairing_/)
    expect(await secrets()).toEqual(before)
  })

  test('R1.4 the test goes the whole way, into the outbox, through the relay and back to the shop, each hop timed', async () => {
    const { code, hops } = await php<{ code: string; hops: { state: string; ms: number }[] }>(
      'return Passerelle\\Pairing\\TestRoundTrip::run();',
    )
    expect({ code, states: hops.map(({ state }) => state) }).toEqual({ code: '', states: hops.map(() => 'ok') })
    expect(hops.length).toBeGreaterThanOrEqual(4)
    expect(hops.every(({ ms }) => Number.isFinite(ms))).toBe(true)
  })

  test('R4.2 five hundred events go in batches, each acknowledged once, numbered without a gap', async () => {
    const { database, shop, paired } = lab()
    await addTests(500)
    await drainAll(shop)
    const rows = await shop.step<{ sequence: string; state: string }[]>('rows')
    expect(rows.every(({ state }) => state === '3')).toBe(true)
    expect(rows.map(({ sequence }) => Number(sequence)).sort((a, b) => a - b)).toEqual(rows.map((_, n) => n + 1))
    const [seen] = await database.admin<{ contiguous_to: number; highest: number }[]>`
      select contiguous_to::int, highest::int from installations where connection_id = ${paired.connectionId}::uuid`
    expect(seen).toEqual({ contiguous_to: rows.length, highest: rows.length })
  })

  test('R4.2 F25 a shop that nothing wakes is asked for its outbox, and has told everything', async () => {
    const { database } = lab()
    await addTests(300)
    await database.advance(3_600_000)
    await vi.waitFor(async () => expect(await rowsNotIn('3')).toBe(0), { timeout: 60_000, interval: 500 })
    await inStep(database)
  })

  test('R1.4 a secret that the owner changes reaches the shop by itself, and the old one ends', async () => {
    const { database, relay, shop, paired } = lab()
    const [before = ''] = await secrets()
    const answer = await fetch(`${relay.url}/v1/connections/${paired.connectionId}/rotate-secret`, {
      method: 'POST',
      headers: { authorization: `Bearer ${paired.organisation.key}` },
    })
    expect(answer.status).toBe(200)
    await addTests(1)
    await drainAll(shop)
    const after = await secrets()
    expect(after[0]).not.toBe(before)
    await addTests(1)
    await drainAll(shop)
    await database.advance(49 * 3_600_000)
    await addTests(1)
    await drainAll(shop)
    expect(await rowsNotIn('3')).toBe(0)
  })

  test('F43 a copy with its files elsewhere is silent until a person says that the shop has moved', async () => {
    const { database, shop, paired } = lab()
    await forgetPlace()
    await addTests(1)
    await php('return Passerelle\\Delivery\\Drain::at_once(5);')
    expect(await rowsNotIn('3')).toBe(1)
    const door = await php<number>(
      `return wp_remote_retrieve_response_code(wp_remote_get(home_url('/wp-json/passerelle/v1/relay/health')));`,
    )
    expect(door).toBe(200)

    await php('Passerelle\\Copy::confirm_move(); return true;')
    await drainAll(shop)
    expect(await rowsNotIn('3')).toBe(0)
    const [moved] = await database.admin<{ moved_at: Date | null }[]>`
      select moved_at from installations where connection_id = ${paired.connectionId}::uuid`
    expect(moved?.moved_at).not.toBeNull()
  })

  test('F43 one that answers from another place without a word is refused, and the owner sees it', async () => {
    const { relay, paired } = lab()
    await forgetPlace()
    await php(
      `$p = Passerelle\\Settings::pairing(); return Passerelle\\Settings::keep_pairing($p->with(array('place' => Passerelle\\Installation::place())));`,
    )
    await addTests(1)
    await php('return Passerelle\\Delivery\\Drain::at_once(5);')
    expect(
      await php<{ code: string; needs_person: boolean }>('return Passerelle\\Delivery\\Course::read();'),
    ).toMatchObject({
      code: 'second_writer',
      needs_person: true,
    })
    const { body } = await relay.get(`/v1/connections/${paired.connectionId}/installation`, paired.organisation.key)
    expect(body).toMatchObject({ foreign: { code: 'second_writer' } })
  })

  test('R1.4 disconnected, it tells nothing more; paired anew with the same connection, it goes on', async () => {
    const { database, relay, shop, paired } = lab()
    await php('return Passerelle\\Pairing\\Disconnect::run();')
    expect(await php('return Passerelle\\Settings::is_paired();')).toBe(false)
    const { status } = await relay.get(`/v1/connections/${paired.connectionId}/installation`, paired.organisation.key)
    expect([200, 404]).toContain(status)
    const { code } = await newCode(database, paired.organisation.id, paired.connectionId)
    await shop.step('pair', { relay: relay.url, code })
    const [job] = await database.admin<{ kind: string; created_by: string }[]>`
      select kind, created_by from jobs where connection_id = ${paired.connectionId}::uuid and kind = 'backfill' order by id desc limit 1`
    expect(job).toEqual({ kind: 'backfill', created_by: 'numbers' })
    await addTests(2)
    await drainAll(shop)
    expect(await rowsNotIn('3')).toBe(0)
    expect(shop.complaints()).toEqual([])
  })

  test('R0.7 another organisation’s code makes another connection, and nothing of the first is told there', async () => {
    const { database, relay, shop, paired } = lab()
    const other = await makeOrganisation(database, 'Autre maison')
    await php('return Passerelle\\Pairing\\Disconnect::run();')
    const again = await pairShop(database, relay.url, shop, other)
    expect(again.connectionId).not.toBe(paired.connectionId)
    await addTests(1)
    await drainAll(shop)
    const rows = await database.admin`select from inbox_events where connection_id = ${again.connectionId}::uuid`
    expect(rows.length).toBe(1)
  })
})
