import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { Installation } from './batch.ts'

// Without I, L, O and U, which are read for other signs.
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE = /^[0-9A-HJKMNP-TV-Z]{26}$/

/** A pairing code from 16 random bytes: 26 signs of Crockford's base 32, in groups. */
export function formatPairingCode(bytes: Uint8Array): string {
  let rest = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  let text = ''
  for (let at = 0; at < 26; at++) {
    text = ALPHABET[Number(rest & 31n)] + text
    rest >>= 5n
  }
  return text.replace(/(.{5})(?=.{2})/g, '$1-')
}

/** The code as it is hashed and used as a key: upper case, without separators, misread signs put right; null where it is none. */
export function readPairingCode(text: string): string | null {
  const code = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return CODE.test(code) ? code : null
}

/**
 * The body of `POST /v1/pairings`. Before it calls, the plugin keeps the code, because the relay calls the site back before it
 * answers: `GET {site_url}/wp-json/passerelle/v1/relay/health?challenge=…`, to which the site answers `PairingProof`.
 */
export const PairingBody = z
  .looseObject({
    code: z
      .string()
      .min(1)
      .max(128)
      .meta({ description: 'As `pairing create` gave it; case and separators do not count' }),
    installation: Installation,
  })
  .meta({
    id: 'PairingBody',
    example: {
      code: '0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3',
      installation: {
        id: '5f0c9f3e-0c7a-4a57-9b7c-3a0c8f3f7a10',
        site_url: 'https://shop.example',
        plugin_version: '1.0.0',
        woocommerce_version: '10.5.2',
        sequence: 0,
      },
    },
  })
export type PairingBody = z.infer<typeof PairingBody>

/** What a site answers to a challenge: that whoever answers at its address holds the code, without showing it. */
export const PairingProof = z
  .looseObject({
    installation_id: z.string(),
    proof: z.string().meta({
      description:
        'Base64 of HMAC-SHA256 over `<challenge>.<installation id>`; the key is the ASCII of the code in upper case without separators',
    }),
  })
  .meta({ id: 'PairingProof' })

/** Every secret in it is shown this once; the call may be repeated while the code lives, and each repeat kills what came before. */
export const PairingAnswer = z
  .object({
    organisation_id: z.uuid(),
    connection_id: z.uuid().meta({ description: 'Goes in the header Passerelle-Connection' }),
    signing_secret: z.string().meta({ description: 'A Standard Webhooks secret, for both directions' }),
    admin_key: z.string().meta({ description: 'Scope admin: for the admin proxy' }),
    account_key: z.string().meta({ description: 'Scope account: for My Account, with a signed actor' }),
    highest: z.object({
      sequence: z.int().meta({ description: 'The highest number seen of this installation; 0 at first' }),
    }),
    server_time: z.iso.datetime(),
  })
  .meta({ id: 'PairingAnswer' })
export type PairingAnswer = z.infer<typeof PairingAnswer>

/** The proof that a site gives; `code` in any spelling. Throws on a text that is no code. */
export function provePairing(args: { code: string; challenge: string; installationId: string }): string {
  const key = readPairingCode(args.code)
  if (key === null) throw new Error('This is no pairing code')
  return createHmac('sha256', key).update(`${args.challenge}.${args.installationId}`).digest('base64')
}

/** Whether a proof is the one that the code makes; in constant time. */
export function isPairingProof(args: {
  code: string
  challenge: string
  installationId: string
  proof: string
}): boolean {
  const expected = Buffer.from(provePairing(args))
  const given = Buffer.from(args.proof)
  return expected.length === given.length && timingSafeEqual(expected, given)
}
