import { BatchAnswer, PluginBatch } from '@passerelle/shared-types/batch'
import { PairingAnswer, PairingBody } from '@passerelle/shared-types/pairing'
import { IngestAnswer, Problem } from '@passerelle/shared-types/problem'
import {
  ShopDisconnectBody,
  ShopRotateAnswer,
  ShopRotateBody,
  ShopTestAnswer,
  ShopTestBody,
} from '@passerelle/shared-types/shop-calls'
import { z } from 'zod'
import type { Api } from '../platform/api.ts'

const tag = 'Doors in'
const refused = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Problem } },
})
const refusals = {
  400: refused('`malformed_json`, `invalid_utf8`, `invalid_header`, `too_deep`, `duplicate_key`'),
  401: refused('`signature_invalid`, `timestamp_out_of_tolerance`, `unauthenticated`, `invalid_key`'),
  413: refused('`body_too_large`'),
  415: refused('`unsupported_media_type`'),
  422: refused('`validation_failed`, `batch_too_large`'),
}
const foreign = { 403: refused('`source_mismatch`, `second_writer`') }
const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } })

const webhookHeaders = z.object({
  'webhook-id': z.string(),
  'webhook-timestamp': z.string(),
  'webhook-signature': z.string(),
})

const signedHeaders = webhookHeaders.extend({ 'passerelle-connection': z.uuid() })
const signed =
  'Signed by Standard Webhooks with the connection’s signing secret, as a batch is; a shop may make ten of these calls a minute.'

const shopDoors = [
  {
    verb: 'rotate-secret',
    summary: 'Take a new signing secret',
    description: `${signed} The secret that signed the call stays good until 24 hours after the new one was first used, so that a lost answer may be asked for again, signed anew; a call that was signed in the same second as the last one, or earlier, is 409 \`call_superseded\`. The keys that pairing gave stay as they are.`,
    body: ShopRotateBody,
    answer: { description: 'The secret, shown once', ...json(ShopRotateAnswer) },
  },
  {
    verb: 'disconnect',
    summary: 'End the pairing, from the shop',
    description: `${signed} The secret and the keys that pairing gave end at once: made again after its answer was lost, the call is 401.`,
    body: ShopDisconnectBody,
    answer: { description: 'The pairing is ended', ...json(z.object({})) },
  },
  {
    verb: 'test',
    summary: 'Time a round trip hop by hop',
    description: `${signed} Waits up to 5 seconds for a ping that was sent before, and calls the shop back meanwhile.`,
    body: ShopTestBody,
    answer: { description: 'What became of it', ...json(ShopTestAnswer) },
  },
]

const doors = [
  { name: 'catalogue', summary: 'Take products from the partner', description: 'Authenticated by `X-API-Key`.' },
  {
    name: 'woocommerce',
    summary: 'Take WooCommerce’s own webhooks',
    description: 'Signed by `X-WC-Webhook-Signature`.',
  },
]

/** Puts the doors for sources into the API's description. They verify raw bytes, so that no schema stands in front of them. */
export function describeDoors({ openAPIRegistry }: Api): void {
  openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/ingest/batches',
    tags: [tag],
    summary: 'Take a batch of events from the plugin',
    description:
      'Signed by Standard Webhooks over the bytes as they are sent. 202 says that what is accepted is stored, what is in quarantine included. 403 is for another shop (`source_mismatch`), or a copy of the paired one that lies elsewhere (`second_writer`).',
    request: {
      headers: signedHeaders,
      body: { ...json(PluginBatch), required: true },
    },
    responses: { 202: { description: 'What became of each event', ...json(BatchAnswer) }, ...refusals, ...foreign },
  })
  openAPIRegistry.registerPath({
    method: 'post',
    path: '/v1/pairings',
    tags: [tag],
    summary: 'Pair a shop by its code',
    description:
      'The relay calls the site back to prove its address. A lost answer may be asked for again with the same code.',
    request: { body: { ...json(PairingBody), required: true } },
    responses: { 201: { description: 'Connection and secrets, shown once', ...json(PairingAnswer) }, ...refusals },
  })
  for (const { verb, summary, description, body, answer } of shopDoors) {
    openAPIRegistry.registerPath({
      method: 'post',
      path: `/v1/pairings/${verb}`,
      tags: [tag],
      summary,
      description,
      request: { headers: signedHeaders, body: { ...json(body), required: true } },
      responses: {
        200: answer,
        ...refusals,
        ...foreign,
        ...(verb === 'rotate-secret' ? { 409: refused('`call_superseded`') } : {}),
        429: refused('`rate_limited`'),
      },
    })
  }
  for (const { name, summary, description } of doors) {
    openAPIRegistry.registerPath({
      method: 'post',
      path: `/webhooks/${name}/{organisation_id}/{connection_id}`,
      tags: [tag],
      summary,
      description: `${description} Where there is one such connection, its id may be left out.`,
      request: {
        params: z.object({ organisation_id: z.uuid(), connection_id: z.uuid() }),
        body: { ...json(z.unknown()), required: true },
      },
      responses: {
        202: { description: 'What became of each item', ...json(IngestAnswer) },
        ...refusals,
        404: refused('`not_found`'),
      },
    })
  }
}
