import { classifyResponse } from '../classify-response.ts'
import type { PushArgs, PushResult } from '../connector.ts'
import { jsonRequest } from '../json-request.ts'
import { toEnvelope } from './mapper.ts'

/**
 * Sends one event, signed by Standard Webhooks; a retry has the same id and a new time. Sending again does no harm, because the
 * receiver knows a repeat by its id: where an answer was lost it is simply sent again, and nothing is read back.
 */
export async function push({ io, context, event }: PushArgs): Promise<PushResult> {
  const { url } = context.settings
  const secrets = context.secrets.secret ?? []
  if (url === undefined || secrets.length === 0) return { kind: 'misconfigured', reason: 'setting_missing' }
  const request = jsonRequest({
    url,
    body: toEnvelope(event),
    eventId: event.id,
    now: io.now(),
    secrets,
    hop: (event.hop ?? 0) + 1,
  })
  const exchange = await io.http(request)
  return classifyResponse({ exchange, now: io.now() })
}
