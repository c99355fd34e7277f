import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { serve } from '@hono/node-server'
import type { BatchAnswer, OutboxAsk } from '@passerelle/shared-types/batch'
import type { PairingAnswer } from '@passerelle/shared-types/pairing'
import type { ShopRotateAnswer } from '@passerelle/shared-types/shop-calls'
import { signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type DoorsOf, pluginDoors } from './plugin-doors.ts'
import {
  capture,
  catchUp,
  type Entity,
  eventText,
  keyOf,
  newState,
  type OutboxRow,
  readAnswer,
  type ShopState,
  settle,
  takeBatch,
} from './plugin-outbox.ts'
import { type Answered, post } from './post.ts'

type Data = Record<string, unknown>

export type FakePlugin = {
  url: string
  installationId: string
  /** What pairing gave; null before. */
  pairing: () => PairingAnswer | null
  pair: (code: string, installation?: Data) => Promise<Answered>
  /** Saves an entity, as WooCommerce would, and captures `<kind>.created` or `.updated`. */
  save: (kind: string, id: string, data: Data) => OutboxRow
  remove: (kind: string, id: string) => OutboxRow
  /** Captures a fact, with the entity as it is. */
  tell: (topic: string, kind: string, id: string, facts?: Data) => OutboxRow
  /** Sends what waits, batch after batch, until nothing is left or a batch got no answer to obey. */
  drain: (options?: { limit?: number }) => Promise<Answered[]>
  /** Asks for another secret, and keeps it where the answer comes; the one before stays beside it. */
  rotate: () => Promise<Answered>
  /** Ends the pairing. */
  disconnect: () => Promise<Answered>
  /** Captures a ping, sends it, and has the relay say what became of it. */
  test: () => Promise<Answered>
  /** Newest first. */
  secrets: () => string[]
  /** Its files lie elsewhere from now on; `isSaid`: a person has said that the shop has moved there. */
  moveTo: (place: string, options?: { isSaid?: boolean }) => void
  /** Signs and sends a body of any kind; `secrets` other than the paired one, `at` another time than the shop's. */
  send: (body: string | Uint8Array<ArrayBuffer>, options?: SendOptions) => Promise<Answered>
  /** The body that a drain of these rows would send. */
  bodyOf: (rows: readonly OutboxRow[]) => string
  /** Numbers what waits and gives it. */
  take: (limit?: number) => OutboxRow[]
  entities: () => Entity[]
  rows: () => OutboxRow[]
  /** A number that is not in the outbox any more. */
  lose: (sequence: number) => void
  snapshot: () => ShopState
  restore: (state: ShopState) => void
  asks: OutboxAsk[]
  reads: DoorsOf['reads']
  digests: DoorsOf['digests']
  close: () => Promise<void>
}

export type SendOptions = {
  headers?: Record<string, string | undefined>
  secrets?: string[]
  at?: Date
  connectionId?: string
  webhookId?: string
  path?: string
}

export type FakePluginOptions = {
  relayUrl: string
  installationId?: string
  /** The shop's own clock. */
  clock?: () => Date
  isGzipped?: boolean
  pageSize?: number
  siteUrl?: string
  /** Where its files lie; a plugin that is older than places where absent. */
  place?: string
  /** True where an answer is lost on its way, after the relay gave it. */
  losesAnswer?: () => boolean
  interfere?: DoorsOf['interfere']
}

/** A shop with the plugin, over real HTTP both ways: it captures, numbers, signs, sends until it is acknowledged, and can be read. */
export async function startFakePlugin(options: FakePluginOptions): Promise<FakePlugin> {
  const {
    relayUrl,
    installationId = randomUUID(),
    clock = () => new Date(),
    isGzipped = false,
    losesAnswer = () => false,
    interfere = () => null,
  } = options
  let state = newState()
  let pairing: PairingAnswer | null = null
  let secrets: string[] = []
  let place = options.place
  let movedFrom: string | undefined
  let code: string | null = null
  let url = ''
  const lost = new Set<number>()
  const asks: OutboxAsk[] = []
  const reads: DoorsOf['reads'] = []
  const digests: DoorsOf['digests'] = []
  const now = () => new Date(clock().getTime() + state.offsetMs)
  const installation = () => ({
    id: installationId,
    site_url: options.siteUrl ?? url,
    plugin_version: '1.0.0',
    woocommerce_version: '10.5.2',
    sequence: state.sequence,
    ...(place === undefined ? {} : { place }),
    ...(movedFrom === undefined ? {} : { moved_from: movedFrom }),
  })

  const app = pluginDoors({
    installation,
    state: () => state,
    secrets: () => secrets,
    pairingCode: () => code,
    now,
    pageSize: options.pageSize ?? 100,
    lost,
    asks,
    reads,
    digests,
    interfere: (path) => interfere(path),
  })
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const bodyOf = (rows: readonly OutboxRow[]) =>
    `{"installation":${JSON.stringify(installation())},"events":[${rows.map(eventText).join(',')}]}`

  const send: FakePlugin['send'] = (body, sending = {}) => {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
    const raw: Uint8Array<ArrayBuffer> = isGzipped ? new Uint8Array(gzipSync(bytes)) : bytes
    const at = sending.at ?? now()
    const signed = signStandardWebhook({
      id: sending.webhookId ?? randomUUID(),
      timestamp: Math.floor(at.getTime() / 1_000),
      body: raw,
      secrets: sending.secrets ?? secrets.slice(0, 1),
    })
    const headers: Record<string, string | undefined> = {
      'content-type': 'application/json',
      ...(isGzipped ? { 'content-encoding': 'gzip' } : {}),
      'passerelle-connection': sending.connectionId ?? pairing?.connection_id ?? '',
      ...signed,
      ...sending.headers,
    }
    const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined)
    return post({
      url: `${relayUrl}${sending.path ?? '/v1/ingest/batches'}`,
      headers: Object.fromEntries(given),
      body: raw,
    })
  }

  /** After one refusal for its clock, the shop knows how far it is off, and signs once more. */
  async function sendRows(rows: readonly OutboxRow[]): Promise<Answered> {
    const answered = await send(bodyOf(rows))
    const { code: refusal, server_time: serverTime } = answered.body as { code?: string; server_time?: string }
    if (answered.status !== 401 || refusal !== 'timestamp_out_of_tolerance' || serverTime === undefined) return answered
    state.offsetMs = new Date(serverTime).getTime() - clock().getTime()
    return send(bodyOf(rows))
  }

  const call = (verb: string, members: Data = {}) =>
    send(JSON.stringify({ installation: installation(), ...members }), { path: `/v1/pairings/${verb}` })

  async function rotate(): Promise<Answered> {
    const answered = await call('rotate-secret')
    if (answered.status === 200 && !losesAnswer()) {
      const { signing_secret: newest } = answered.body as ShopRotateAnswer
      secrets = [newest, ...secrets.slice(0, 1)]
      if (pairing) pairing = { ...pairing, signing_secret: newest }
    }
    return answered
  }

  async function drainRows(rows: OutboxRow[], answers: Answered[]): Promise<boolean> {
    const signedWith = secrets[0]
    const answered = await sendRows(rows)
    if (losesAnswer()) return false
    answers.push(answered)
    if (answered.status === 202) {
      settle(state, readAnswer(rows, answered.body as BatchAnswer))
      movedFrom = undefined
      if ((answered.body as BatchAnswer).rotate && secrets[0] === signedWith) await rotate()
      return true
    }
    if (![400, 413, 422].includes(answered.status)) return false
    // One of them is at fault: halves find it, and the rest goes its way.
    const [only, ...more] = rows
    if (only && more.length === 0) {
      Object.assign(only, { state: 'rejected', code: (answered.body as { code?: string }).code ?? 'refused' })
      return true
    }
    const middle = Math.ceil(rows.length / 2)
    return (await drainRows(rows.slice(0, middle), answers)) && (await drainRows(rows.slice(middle), answers))
  }

  const drain: FakePlugin['drain'] = async ({ limit } = {}) => {
    const answers: Answered[] = []
    for (let rows = takeBatch(state, limit); rows.length > 0; rows = takeBatch(state, limit)) {
      if (!(await drainRows(rows, answers))) break
    }
    return answers
  }

  return {
    url,
    installationId,
    pairing: () => pairing,
    async pair(given, more = {}) {
      code = given
      const answered = await post({
        url: `${relayUrl}/v1/pairings`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, installation: { ...installation(), ...more } }),
      })
      if (answered.status !== 201) return answered
      pairing = answered.body as PairingAnswer
      secrets = [pairing.signing_secret]
      catchUp(state, pairing.highest.sequence)
      return answered
    },
    save: (kind, id, data) => {
      const isNew = state.entities[keyOf(kind, id)]?.data == null
      return capture(state, { topic: `${kind}.${isNew ? 'created' : 'updated'}`, kind, id, data, now: clock() })
    },
    remove: (kind, id) => {
      const facts = { last: state.entities[keyOf(kind, id)]?.data ?? null }
      return capture(state, { topic: `${kind}.deleted`, kind, id, data: null, facts, now: clock() })
    },
    tell: (topic, kind, id, facts = {}) => capture(state, { topic, kind, id, facts, now: clock() }),
    drain,
    rotate,
    async disconnect() {
      const answered = await call('disconnect')
      // Where it was ended before, the relay does not know the secret any more.
      if ([200, 401].includes(answered.status)) {
        pairing = null
        secrets = []
      }
      return answered
    },
    async test() {
      const ping = capture(state, { topic: 'connection.tested', kind: 'ping', id: installationId, now: clock() })
      await drain()
      return call('test', { event_id: ping.id })
    },
    secrets: () => secrets,
    moveTo(to, { isSaid = false } = {}) {
      movedFrom = isSaid ? place : undefined
      place = to
    },
    send,
    bodyOf,
    take: (limit) => takeBatch(state, limit),
    entities: () => Object.values(state.entities),
    rows: () => state.rows,
    lose: (sequence) => {
      lost.add(sequence)
      state.rows = state.rows.filter((row) => row.sequence !== sequence)
    },
    snapshot: () => structuredClone(state),
    restore: (backup) => {
      state = structuredClone(backup)
    },
    asks,
    reads,
    digests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}
