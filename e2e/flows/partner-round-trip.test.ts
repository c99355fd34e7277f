import { memberTexts, objectText } from '@passerelle/shared-types/json-text'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type FakePartner, startFakePartner } from '../fakes/partner.ts'
import { sendCatalogue } from '../fakes/partner-sender.ts'
import { createStack, type Stack } from '../stack.ts'
import { settleDeliveries } from './lab.ts'
import { canonical, partnerProduct } from './partner-product.ts'

let stack: Stack
let organisationId: string
let key: string
let origin: FakePartner
let other: FakePartner
let originConnectionId: string

beforeAll(async () => {
  stack = await createStack()
  origin = await startFakePartner({ apiKey: 'key-of-origin' })
  other = await startFakePartner({ apiKey: 'key-of-other' })
  organisationId = (
    await stack.runCli<{ id: string }>(
      ...['organisation', 'create', '--name', 'Purea Café', '--time-zone', 'Europe/Paris', '--currency', 'EUR'],
    )
  ).id
  key = (await stack.runCli<{ key: string }>('key', 'create', '--organisation', organisationId, '--scopes', 'admin'))
    .key
  const connect = (name: string, partner: FakePartner) =>
    stack.runCli<{ id: string }>(
      ...['connection', 'create', '--organisation', organisationId, '--connector', 'partner', '--name', name],
      ...['--set', `url=${partner.url}`, '--set', `api_key=key-of-${name}`, '--set', `secret=ours-for-${name}`],
    )
  originConnectionId = (await connect('origin', origin)).id
  await connect('other', other)
  await stack.start()
})
afterAll(async () => {
  await stack.stop()
  await Promise.all([origin.close(), other.close()])
})

type Page = { data: { external_id: string; id: string }[]; next_cursor: string | null }

/** Our id of each product by the id that the origin gave it, as an integrator finds them. */
async function readIds(): Promise<Map<string, string>> {
  const ids = new Map<string, string>()
  for (let cursor = ''; ; ) {
    const query = `limit=200&kind=product&connection_id=${originConnectionId}${cursor && `&cursor=${cursor}`}`
    const response = await fetch(`${stack.url}/v1/mappings?${query}`, { headers: { authorization: `Bearer ${key}` } })
    const { data, next_cursor } = (await response.json()) as Page
    for (const { external_id, id } of data) ids.set(external_id, id)
    if (next_cursor === null) return ids
    cursor = next_cursor
  }
}

/** The last body that the other partner got of each product, by our id. */
async function readReceived(): Promise<Map<string, Map<string, string>>> {
  const rows = await stack.database.admin<{ id: string; entity_id: string }[]>`select id, entity_id from events`
  const entityOf = new Map(rows.map((row) => [row.id, row.entity_id]))
  return new Map(other.received.map((call) => [entityOf.get(call.webhookId) ?? '', memberTexts(call.raw)]))
}

const batch = (size: number) => fc.sample(fc.array(partnerProduct, { minLength: size, maxLength: size }), 1)[0] ?? []

test('R0.3 R0.5 nothing that one partner sends is lost on its way to another, through the whole relay', async () => {
  const wide: [string, string][] = [
    ['nom', '"Forfait \\ud83d\\ude00"'],
    ['grand', '12345678901234567890123456789'],
    ['exact', '[0.10, 1e400, -0, 9007199254740993]'],
    ['prix_base', '90071992547409.91'],
    ['vide', '{"": null}'],
  ]
  const firsts = [wide, ...batch(49)]
  for (const [round, products] of [firsts, batch(30)].entries()) {
    // The second round speaks again of some that were known, and of new ones; ids are numbers and texts in turn.
    const sent = products.map((members, n) => {
      const id = 100 + n + round * 25
      return { id: String(id), text: objectText([['id', id % 2 === 0 ? `${id}` : `"${id}"`], ...members]) }
    })
    const answer = await sendCatalogue({
      baseUrl: stack.url,
      organisationId,
      connectionId: originConnectionId,
      apiKey: 'ours-for-origin',
      body: `[${sent.map(({ text }) => text).join(',\n')}]`,
    })
    expect(answer, stack.output()).toMatchObject({
      status: 202,
      body: { accepted: sent.length, duplicates: 0, rejected: [] },
    })
    await settleDeliveries(stack.database)
    const ids = await readIds()
    const received = await readReceived()
    for (const { id, text } of sent) {
      const told = received.get(ids.get(id) ?? '')
      for (const [name, value] of memberTexts(text)) {
        if (name !== 'id')
          expect(canonical(told?.get(name) ?? '"missing"'), `${name} of\n${text}`).toBe(canonical(value))
      }
    }
  }
  expect(origin.attempts).toEqual([])
  expect(other.countDuplicates()).toBe(0)
  expect(other.rejected).toEqual([])
})
