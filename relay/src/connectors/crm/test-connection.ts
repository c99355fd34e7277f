import type { ConnectionContext, Io, TestResult } from '../connector.ts'
import { readTestAnswer, testRequest } from '../test-call.ts'

/** Sends one signed `connection.test` event, which any receiver of webhooks may ignore. */
export async function testConnection({ io, context }: { io: Io; context: ConnectionContext }): Promise<TestResult> {
  const { url } = context.settings
  const secrets = context.secrets.secret ?? []
  if (url === undefined || secrets.length === 0)
    return { kind: 'failed', code: 'setting_missing', detail: 'Address or signing secret is missing' }
  return readTestAnswer(await io.http(testRequest({ io, context, url, secrets })), context)
}
