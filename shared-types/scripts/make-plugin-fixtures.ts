import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { formatPairingCode, provePairing } from '../src/pairing.ts'
import { signStandardWebhook } from '../src/standard-webhooks.ts'
import { batchRecipes } from './plugin-batch-recipes.ts'
import { makeCallFixtures } from './plugin-calls.ts'
import { installation, now, type PluginFixture, secret } from './plugin-fixture-parts.ts'

/** Every call by its name; what is compressed depends on the zlib at hand. */
export function makeFixtures(): Record<string, PluginFixture> {
  return Object.fromEntries(
    Object.entries(batchRecipes()).map(([name, recipe]) => {
      const body = recipe.isGzipped ? gzipSync(recipe.body) : Buffer.from(recipe.body)
      const signed = signStandardWebhook({
        id: `msg_${name}`,
        timestamp: recipe.timestamp ?? now,
        body,
        secrets: recipe.signedWith ?? [secret],
      })
      const fixture: PluginFixture = {
        description: recipe.description,
        secrets: recipe.secrets ?? [secret],
        now,
        headers: {
          'content-type': 'application/json',
          ...(recipe.isGzipped ? { 'content-encoding': 'gzip' } : {}),
          ...signed,
          ...recipe.headers,
        },
        body_base64: body.toString('base64'),
        ...(recipe.place === undefined ? {} : { place: recipe.place }),
        expected: recipe.expected,
      }
      return [name, fixture]
    }),
  )
}

/** Proofs of a pairing code, for both sides' tests. */
export function makePairingFixture() {
  const code = formatPairingCode(Buffer.from('00112233445566778899aabbccddeeff', 'hex'))
  const challenge = Buffer.alloc(32, 5).toString('base64url')
  const key = code.replaceAll('-', '')
  return {
    code,
    key,
    spellings: [key.toLowerCase(), code.replaceAll('-', ' '), key.replaceAll('0', 'o').replaceAll('1', 'l')],
    challenge,
    installation_id: installation.id,
    proof: provePairing({ code, challenge, installationId: installation.id }),
  }
}

if (import.meta.main) {
  const folder = new URL('../fixtures/plugin/', import.meta.url)
  const write = (name: string, value: unknown) =>
    writeFileSync(new URL(name, folder), `${JSON.stringify(value, null, 2)}\n`)
  for (const [name, fixture] of Object.entries(makeFixtures())) write(`batch-${name}.json`, fixture)
  for (const [name, fixture] of Object.entries(makeCallFixtures())) write(`call-${name}.json`, fixture)
  write('pairing.json', makePairingFixture())
}
