import type { OutboxAsk } from '@passerelle/shared-types/batch'
import { signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import type { PairedConnection } from '../connections/load-paired-connection.ts'
import type { Io } from '../connectors/connector.ts'
import { newId } from '../platform/ids.ts'

// A batch, and what its answer has around it.
const maxResponseBytes = 1_114_112

/** `refused`: it answered, with what cannot be read. */
export type OutboxAnswered =
  | { kind: 'batch'; body: Uint8Array }
  | { kind: 'refused'; reason: string }
  | { kind: 'failed'; reason: string }

/** One signed call for the shop's outbox; what the shop answers is not read here. */
export async function askOutbox(io: Io, connection: PairedConnection, ask: OutboxAsk): Promise<OutboxAnswered> {
  const body = JSON.stringify(ask)
  const secrets = connection.context.secrets.signing_secret ?? []
  if (secrets.length === 0) return { kind: 'failed', reason: 'not_paired' }
  const exchange = await io.http({
    method: 'POST',
    url: `${connection.installation.siteUrl}/wp-json/passerelle/v1/relay/outbox`,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      'passerelle-connection': connection.context.connectionId,
      ...signStandardWebhook({ id: newId(), timestamp: Math.floor(io.now().getTime() / 1_000), body, secrets }),
    },
    body,
    maxResponseBytes,
  })
  if (exchange.kind === 'failed') return { kind: 'failed', reason: exchange.code }
  if (exchange.status !== 200) return { kind: 'failed', reason: `status_${exchange.status}` }
  if (exchange.isUtf8 === false) return { kind: 'refused', reason: 'invalid_utf8' }
  return { kind: 'batch', body: Buffer.from(exchange.body) }
}
