import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ProductSnapshot, Reading } from '../connectors/connector.ts'
import { findConnector } from '../connectors/index.ts'
import { foldRun } from './fold-run.ts'
import type { Waiting } from './load-waiting.ts'

const partner = findConnector('partner')
const shop = findConnector('woocommerce')

function waiting(connector: string, items: { topic?: string; body: object }[]): Waiting {
  const head = {
    organisationId: 'o',
    connectionId: 'c',
    kind: 'product',
    externalId: '1',
    fence: 1,
    doneSeq: 0,
    lastSeq: items.length,
  }
  const events = items.map(({ topic = 'product.updated', body }, n) => ({
    id: `e${n + 1}`,
    connectionId: 'c',
    kind: 'product',
    externalId: '1',
    seq: n + 1,
    topic,
    raw: Buffer.from(JSON.stringify(body)),
    occurredAt: new Date(0),
    isFact: false,
    isStale: false,
  }))
  return { head, connector, currency: 'EUR', events }
}
const snapshotOf = (reading: Reading | undefined) => reading as ProductSnapshot

const partial = fc.record(
  {
    prix: fc.integer({ min: 0, max: 99 }),
    stock: fc.integer({ min: 0, max: 99 }),
    fournisseur: fc.string(),
    autre: fc.integer(),
    isActive: fc.boolean(),
  },
  { requiredKeys: [] },
)

test('R0.2 partial items that wait together say what they would have said one after the other', () => {
  fc.assert(
    fc.property(fc.array(partial, { minLength: 1, maxLength: 6 }), (items) => {
      const bodies = items.map((item) => ({ id: 1, nom: 'Thé', ...item }))
      const folded = foldRun(
        waiting(
          'partner',
          bodies.map((body) => ({ body })),
        ),
        partner,
      )
      const single = bodies.map((body) =>
        snapshotOf(foldRun(waiting('partner', [{ body }]), partner).steps[0]?.reading),
      )
      const reading = snapshotOf(folded.steps[0]?.reading)
      expect(reading.fields).toEqual(Object.assign({}, ...single.map(({ fields }) => fields)))
      expect(reading.attributes).toEqual(Object.assign({}, ...single.map(({ attributes }) => attributes)))
      expect(folded.lastSeq).toBe(items.length)
      expect(folded.outcomes.map(({ state }) => state).sort()).toEqual([
        'applied',
        ...items.slice(1).map(() => 'superseded'),
      ])
    }),
  )
})

test('what cannot be read is held with its reason, and what is beside it is applied', () => {
  const broken = { id: 1, name: 'Tea', type: 'simple', status: 'publish', regular_price: '8.3333', price: '8.3333' }
  const good = { ...broken, regular_price: '8.33', price: '8.33' }
  const { steps, outcomes } = foldRun(waiting('woocommerce', [{ body: good }, { body: broken }]), shop)
  expect(snapshotOf(steps[0]?.reading).fields.price).toBe(833)
  expect(Object.fromEntries(outcomes.map(({ id, state, reason }) => [id, [state, reason]]))).toEqual({
    e1: ['applied', null],
    e2: ['parked', 'invalid_amount'],
  })
})
