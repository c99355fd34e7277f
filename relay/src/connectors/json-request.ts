import { signStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import type { HttpRequest } from './connector.ts'

/**
 * A POST of JSON text. With `secrets` it carries Standard Webhooks headers: `eventId` stays the same over retries, `now` is
 * the time of this attempt, `hop` how many relays the news will have come through. Throws where a secret is no Standard
 * Webhooks secret.
 */
export function jsonRequest(args: {
  url: string
  body: string
  eventId: string
  now: Date
  secrets: readonly string[]
  hop?: number
  headers?: Record<string, string>
}): HttpRequest {
  const { url, body, eventId, now, secrets, hop, headers } = args
  const timestamp = Math.floor(now.getTime() / 1000)
  const signature = secrets.length === 0 ? {} : signStandardWebhook({ id: eventId, timestamp, body, secrets })
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Passerelle',
      ...(hop === undefined ? {} : { 'passerelle-hop': String(hop) }),
      ...signature,
      ...headers,
    },
    body,
  }
}
