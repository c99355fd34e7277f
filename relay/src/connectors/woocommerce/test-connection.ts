import type { ConnectionContext, Io, TestResult } from '../connector.ts'
import type { Answer } from './classify-answer.ts'
import { classifyAnswer } from './classify-answer.ts'
import { findDisabledWebhooks, findExcessDecimals } from './find-troubles.ts'
import { askPlugin, isPaired } from './pull-plugin.ts'
import { findCredentials, restRequest } from './rest-request.ts'

/**
 * Asks for one product: address, key and its permission to read are good where that is answered. What is wrong with the shop
 * all the same stands in the detail, each after its code.
 */
export async function testConnection(args: { io: Io; context: ConnectionContext }): Promise<TestResult> {
  const { io, context } = args
  if (isPaired(context)) {
    return describe(await askPlugin({ io, context, body: { kind: 'product', cursor: null, ids: [] } }), 'plugin')
  }
  const credentials = findCredentials(context)
  if (credentials === null) {
    return {
      kind: 'failed',
      code: 'credentials_missing',
      detail: 'Webhooks come in; to read the shop it needs url, consumer_key and consumer_secret, or the plugin',
    }
  }
  const request = restRequest({ credentials, path: 'products', query: { per_page: '1', _fields: 'id' }, now: io.now() })
  const result = describe(classifyAnswer({ exchange: await io.http(request), now: io.now() }), 'REST API')
  if (result.kind !== 'ok') return result
  const found = await Promise.all([findDisabledWebhooks(args), findExcessDecimals(args)])
  const troubles = found.flatMap((trouble) => (trouble ? [`${trouble.code}: ${trouble.detail}`] : []))
  return { ...result, detail: [result.detail, ...troubles].join('. ') }
}

function describe(answer: Answer, door: string): TestResult {
  switch (answer.kind) {
    case 'json': {
      const total = answer.headers['x-wp-total']
      return { kind: 'ok', detail: `The ${door} answers${total === undefined ? '' : `: ${total} products`}` }
    }
    case 'unauthorized':
      return { kind: 'failed', code: 'unauthorized', detail: `The ${door} refuses our key` }
    case 'missing':
      return { kind: 'failed', code: 'http_404', detail: `There is no ${door} at this address` }
    default:
      return {
        kind: 'failed',
        code: answer.reason,
        detail: `The ${door} does not answer as it should: ${answer.reason}`,
      }
  }
}
