import { randomBytes } from 'node:crypto'
import { isPairingProof, PairingProof } from '@passerelle/shared-types/pairing'
import type { HttpExchange, Io } from '../connectors/connector.ts'
import { Invalid } from '../platform/errors.ts'

/** What the platform refuses to call; in every other case the site is not proven. */
export const forbidden = {
  blocked_address: 'destination_forbidden',
  forbidden_scheme: 'forbidden_scheme',
  forbidden_port: 'forbidden_port',
  invalid_url: 'invalid_url',
} as const

/**
 * Calls a site back at the address that it names: whoever answers there must hold the code as well. Without it, a holder of the
 * code could have us send what we know to any address. Throws Invalid: `site_not_proven`, or why the address may not be called.
 */
export async function proveSite(
  io: Io,
  { code, siteUrl, installationId }: { code: string; siteUrl: string; installationId: string },
): Promise<void> {
  const challenge = randomBytes(32).toString('base64url')
  const exchange = await io.http({
    method: 'GET',
    url: `${siteUrl}/wp-json/passerelle/v1/relay/health?challenge=${challenge}`,
    headers: { accept: 'application/json', 'cache-control': 'no-store' },
    body: null,
  })
  if (exchange.kind === 'failed') {
    const code = forbidden[exchange.code as keyof typeof forbidden]
    throw refuse(code ?? 'site_not_proven', `${siteUrl} could not be called: ${exchange.code}`)
  }
  const proof = readProof(exchange)
  if (
    proof?.installation_id !== installationId ||
    !isPairingProof({ code, challenge, installationId, proof: proof.proof })
  )
    throw refuse('site_not_proven', `${siteUrl} did not prove that it holds the code (it answered ${exchange.status})`)
}

function readProof(exchange: Extract<HttpExchange, { kind: 'response' }>) {
  if (exchange.status !== 200) return null
  try {
    const parsed = PairingProof.safeParse(JSON.parse(exchange.body))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const refuse = (code: 'site_not_proven' | (typeof forbidden)[keyof typeof forbidden], detail: string) =>
  new Invalid(code, detail, { errors: [{ pointer: '/installation/site_url', code }] })
