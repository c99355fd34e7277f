import { signStandardWebhook } from '../src/standard-webhooks.ts'
import { formerSecret, installation, now, otherPlace, place, secret } from './plugin-fixture-parts.ts'

/** One call at a signed door beside the batch door. `place` is where the relay knows the shop to be. */
export type CallFixture = {
  description: string
  path: string
  secrets: string[]
  now: number
  headers: Record<string, string>
  body_base64: string
  place: string
  expected: { status: number; code?: string; members?: string[] }
}

type Recipe = {
  description: string
  verb: 'rotate-secret' | 'disconnect' | 'test'
  members?: Record<string, unknown>
  /** Live at the relay; `signedWith` is one of them unless it is to be refused. */
  secrets?: string[]
  signedWith?: string
  timestamp?: number
  expected: CallFixture['expected']
}

const eventId = '0199f3a2-7c1e-7000-8000-000000000001'
const tested = ['received_at', 'server_time', 'event', 'callback', 'store_ms']
const rotated = ['signing_secret', 'previous_ends_at', 'server_time']

const recipes: Record<string, Recipe> = {
  'rotate-secret': {
    description: 'A new secret is asked for',
    verb: 'rotate-secret',
    expected: { status: 200, members: rotated },
  },
  'rotate-secret-again': {
    description: 'Asked for again with the secret that the shop still has, after an answer was lost',
    verb: 'rotate-secret',
    secrets: [formerSecret, secret],
    signedWith: secret,
    expected: { status: 200, members: rotated },
  },
  'rotate-secret-ended': {
    description: 'Signed with a secret that has ended',
    verb: 'rotate-secret',
    signedWith: formerSecret,
    expected: { status: 401, code: 'signature_invalid' },
  },
  'rotate-secret-copy': {
    description: 'A copy of the shop, at another place, asks for a new secret',
    verb: 'rotate-secret',
    members: { installation: { ...installation, place: otherPlace } },
    expected: { status: 403, code: 'second_writer' },
  },
  disconnect: {
    description: 'The shop ends its pairing',
    verb: 'disconnect',
    expected: { status: 200, members: [] },
  },
  'disconnect-late': {
    description: 'Signed 301 seconds ago',
    verb: 'disconnect',
    timestamp: now - 301,
    expected: { status: 401, code: 'timestamp_out_of_tolerance' },
  },
  test: {
    description: 'A round trip without a ping',
    verb: 'test',
    members: { event_id: null },
    expected: { status: 200, members: tested },
  },
  'test-ping': {
    description: 'A round trip with a ping',
    verb: 'test',
    members: { event_id: eventId },
    expected: { status: 200, members: tested },
  },
  'test-without-event': {
    description: 'It does not say which ping',
    verb: 'test',
    expected: { status: 422, code: 'validation_failed' },
  },
}

/** Every such call by its name. */
export function makeCallFixtures(): Record<string, CallFixture> {
  return Object.fromEntries(
    Object.entries(recipes).map(([name, recipe]) => {
      const { description, verb, members, secrets = [secret], signedWith = secret, timestamp = now, expected } = recipe
      const body = JSON.stringify({ installation: { ...installation, sequence: 12, place }, ...members })
      const fixture: CallFixture = {
        description,
        path: `/v1/pairings/${verb}`,
        secrets,
        now,
        headers: {
          'content-type': 'application/json',
          ...signStandardWebhook({ id: `msg_${name}`, timestamp, body, secrets: [signedWith] }),
        },
        body_base64: Buffer.from(body).toString('base64'),
        place,
        expected,
      }
      return [name, fixture]
    }),
  )
}
