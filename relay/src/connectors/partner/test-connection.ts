import type { ConnectionContext, Io, TestResult } from '../connector.ts'
import { readTestAnswer, testRequest } from '../test-call.ts'

/** Sends one call with our key that carries no product: taken or refused for its body, it shows that address and key are good. */
export async function testConnection({ io, context }: { io: Io; context: ConnectionContext }): Promise<TestResult> {
  const { url } = context.settings
  if (url === undefined) return { kind: 'failed', code: 'setting_missing', detail: 'The address is missing' }
  const [apiKey] = context.secrets.api_key ?? []
  const request = testRequest({
    io,
    context,
    url,
    secrets: context.secrets.signing_secret ?? [],
    headers: apiKey === undefined ? {} : { 'x-api-key': apiKey },
  })
  return readTestAnswer(await io.http(request), context, { judgesBody: true })
}
