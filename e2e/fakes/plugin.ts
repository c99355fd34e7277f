import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import type { OutboxAsk } from '@passerelle/shared-types/batch'
import type { PairingAnswer } from '@passerelle/shared-types/pairing'
import type { ShopRotateAnswer } from '@passerelle/shared-types/shop-calls'
import { type DoorsOf, pluginDoors } from './plugin-doors.ts'
import { createDrain, type Drain } from './plugin-drain.ts'
import {
  capture,
  catchUp,
  type Entity,
  eventText,
  keyOf,
  newState,
  type OutboxRow,
  type ShopState,
  takeBatch,
} from './plugin-outbox.ts'
import { createSend, type Send } from './plugin-send.ts'
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
  drain: Drain
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
  send: Send
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

  const send = createSend({
    relayUrl,
    isGzipped,
    now,
    secrets: () => secrets,
    connectionId: () => pairing?.connection_id ?? '',
  })

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

  const drain = createDrain({
    state: () => state,
    send,
    bodyOf,
    clock,
    losesAnswer,
    newestSecret: () => secrets[0],
    rotate,
    onAccepted: () => {
      movedFrom = undefined
    },
  })

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
