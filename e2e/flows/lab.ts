import { setTimeout as sleep } from 'node:timers/promises'
import type { TestDatabase } from '../../relay/test/database.ts'
import { makeOrganisation, type TestOrganisation } from '../../relay/test/factories.ts'
import { markOf, type Sent } from '../checker.ts'
import { startFakeCrm } from '../fakes/crm.ts'
import { type FakePartner, startFakePartner } from '../fakes/partner.ts'
import { sendCatalogue } from '../fakes/partner-sender.ts'
import type { Answered } from '../fakes/post.ts'
import type { AnswerCall, Receiver } from '../fakes/receiver.ts'
import { createShopSender, type ShopSender } from '../fakes/shop.ts'

/** A version of a product as either door can tell it; versions of one product follow each other by the second. */
export type Version = { id: number; n: number; price?: number; stock?: number; parent?: number; kind?: string }

/** One of the ways in, behind one shape: what is refused, unanswered or accepted looks the same on both. */
export type Door = {
  name: 'woocommerce' | 'catalogue'
  connectionId: string
  /** The body that a version has at this door. */
  toItem: (version: Version) => Record<string, unknown>
  /** One call per version at the shop's door, one for all of them at the catalogue's. */
  send: (versions: Version[], headers?: Record<string, string>) => Promise<Answered[]>
  post: (body: string | Uint8Array<ArrayBuffer> | object, headers?: Record<string, string>) => Promise<Answered>
}

export type Lab = {
  organisation: TestOrganisation
  shop: Door
  catalogue: Door
  doors: readonly [Door, Door]
  shopSender: ShopSender
  catalogueKey: string
  crm: Receiver
  crmConnectionId: string
  /** Where the partner hears of what others tell. */
  partner: FakePartner
  close: () => Promise<void>
}

const crmSecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const shopSecret = 'lab-webhook-secret'
export const otherShopSecret = `R&D "café" <relais> 'été' 100 %`
const epoch = Date.UTC(2026, 10, 21, 7, 0, 0)
export const modifiedAt = (n: number) => new Date(epoch + n * 1_000)

/** An organisation with a shop, a partner that tells and hears, and a CRM that hears. */
export async function makeLab(
  database: TestDatabase,
  baseUrl: string,
  { answer, name = 'Purea Café' }: { answer?: AnswerCall; name?: string } = {},
): Promise<Lab> {
  const crm = await startFakeCrm({ secret: crmSecret, ...(answer ? { answer } : {}) })
  const hearing = await startFakePartner({ apiKey: 'unused' })
  const organisation = await makeOrganisation(database, name)
  const catalogueKey = `key of ${name}`.replace(/[^\w]/g, '-')
  const shopConnection = await organisation.connect('woocommerce', { webhook_secret: [shopSecret, otherShopSecret] })
  const partner = await organisation.connect('partner', { url: hearing.url, secret: catalogueKey, api_key: 'unused' })
  const crmConnection = await organisation.connect('crm', { url: crm.url, secret: crmSecret })
  const shopSender = createShopSender({ baseUrl, organisationId: organisation.id, secret: shopSecret })
  const shop: Door = {
    name: 'woocommerce',
    connectionId: shopConnection.id,
    toItem: toWooItem,
    post: (body, headers) => shopSender.send({ topic: 'product.updated', body, ...(headers ? { headers } : {}) }),
    send: (versions, headers) => Promise.all(versions.map((version) => shop.post(toWooItem(version), headers))),
  }
  const catalogue: Door = {
    name: 'catalogue',
    connectionId: partner.id,
    toItem: toPartnerItem,
    post: (body, headers) =>
      sendCatalogue({
        baseUrl,
        organisationId: organisation.id,
        apiKey: catalogueKey,
        body,
        ...(headers ? { headers } : {}),
      }),
    send: async (versions, headers) => [await catalogue.post(versions.map(toPartnerItem), headers)],
  }
  return {
    organisation,
    shop,
    catalogue,
    doors: [shop, catalogue],
    shopSender,
    catalogueKey,
    crm,
    crmConnectionId: crmConnection.id,
    partner: hearing,
    close: async () => {
      await Promise.all([crm.close(), hearing.close()])
    },
  }
}

const euros = (cents: number) => (cents / 100).toFixed(2)

export function toWooItem({
  id,
  n,
  price = 100 + n,
  stock = n,
  parent,
  kind = 'simple',
}: Version): Record<string, unknown> {
  return {
    id,
    name: markOf('woocommerce', id, n),
    type: parent === undefined ? kind : 'variation',
    parent_id: parent ?? 0,
    status: 'publish',
    sku: `W-${id}`,
    price: euros(price),
    regular_price: euros(price),
    manage_stock: true,
    stock_quantity: stock,
    stock_status: 'instock',
    description: `<p>${n}</p>`,
    date_modified_gmt: modifiedAt(n).toISOString().slice(0, 19),
  }
}

export function toPartnerItem({ id, n, price = 100 + n, stock = n }: Version): Record<string, unknown> {
  return {
    id,
    nom: markOf('catalogue', id, n),
    description: `é ${n}`,
    categorie: 'Téléphonie',
    fournisseur: 'BLEUTEL',
    logo_url: '/logo.svg',
    prix_base: price / 100,
    features: [n],
    formules: { n },
    popular: n % 2 === 0,
    rating: 4.5,
    isActive: true,
    stock,
    autre: { n },
    updated_at: modifiedAt(n).toISOString(),
  }
}

/** Sends one version until a 2xx says that it is kept, as a sender does, and notes that in the ledger. */
export async function sendUntilKept(door: Door, version: Version, ledger: Sent[]): Promise<Answered | null> {
  const externalId = String(version.id)
  const mark = markOf(door.name, externalId, version.n)
  let entry = ledger.find((one) => one.mark === mark && one.connectionId === door.connectionId)
  if (!entry) {
    entry = { connectionId: door.connectionId, externalId, n: version.n, mark, isAcknowledged: false }
    ledger.push(entry)
  }
  const answer = await door.send([version]).then(
    ([first]) => first ?? null,
    () => null,
  )
  if (answer && answer.status >= 200 && answer.status < 300) entry.isAcknowledged = true
  return answer
}

/** Waits until nothing is due or under way: what a destination asked to wait for, or a paused one holds, is not. */
export async function settleNow({ admin }: TestDatabase, { timeoutMs = 25_000 } = {}): Promise<{ open: number }> {
  for (const until = Date.now() + timeoutMs; ; await sleep(25)) {
    const [left] = await admin<{ due: number; open: number }[]>`
      select open, (select count(*) from inbox_heads where due_at <= app_now())::int
        + (select count(*) from events where position is null)::int + due as due
      from (
        select count(*)::int as open,
          (count(*) filter (where h.due_at <= app_now()
            and (h.lease_until > app_now() or c.not_before is null or c.not_before <= app_now())))::int as due
        from delivery_heads h join connections c on c.id = h.connection_id where h.due_at is not null and c.state = 'active'
      ) heads`
    if (left?.due === 0) return left
    if (Date.now() > until) throw new Error(`not settled: ${JSON.stringify(left)}`)
  }
}

/** Lets time pass until every delivery has come to its end; `stepMs` at a time, so that the retry table is walked through. */
export async function settleDeliveries(
  database: TestDatabase,
  { stepMs = 5_000, steps = 40, timeoutMs = 25_000 } = {},
): Promise<void> {
  for (let step = 0; step < steps; step++) {
    if ((await settleNow(database, { timeoutMs })).open === 0) return
    await database.advance(stepMs)
  }
  throw new Error('deliveries are still under way')
}

/** Answers of the relay's door that count something. */
export type Counts = {
  accepted: number
  duplicates: number
  rejected: { index: number; code: string; event_id: string | null; pointer: string }[]
}
export const countsOf = (answer: Answered | null | undefined): Counts => answer?.body as Counts
