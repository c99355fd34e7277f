import { createHmac, randomBytes } from 'node:crypto'
import { type Answered, post } from './post.ts'

/** A delivery as it was recorded from a real shop. */
export type RecordedDelivery = { headers: Record<string, string>; body: string }

export type ShopSender = {
  /** Signs and sends; a string or bytes go out as they are, an object as WordPress writes JSON. */
  send: (delivery: {
    topic: string
    body: string | Uint8Array<ArrayBuffer> | object
    deliveryId?: string
    headers?: Record<string, string>
  }) => Promise<Answered>
  /** Sends headers and body as recorded, with the recorded signature. */
  replay: (recorded: RecordedDelivery) => Promise<Answered>
}

// These belong to the recorded connection, not to the message.
const HOP_HEADERS = new Set(['host', 'connection', 'content-length', 'accept-encoding', 'transfer-encoding'])

/** A shop whose webhooks, as WooCommerce core sends them, are signed with `secret`. */
export function createShopSender(args: {
  baseUrl: string
  organisationId: string
  connectionId?: string
  secret: string
}): ShopSender {
  const { baseUrl, organisationId, connectionId, secret } = args
  const path = ['webhooks/woocommerce', organisationId, connectionId].filter((part) => part !== undefined).join('/')
  const url = `${baseUrl}/${path}`

  return {
    send: ({ topic, body, deliveryId = randomBytes(16).toString('hex'), headers }) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array ? body : toWordPressJson(body)
      const [resource = '', event = ''] = topic.split('.')
      return post({
        url,
        body: raw,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'WooCommerce/10.5.2 Hookshot (WordPress/6.9.1)',
          'x-wc-webhook-source': 'https://shop.example/',
          'x-wc-webhook-topic': topic,
          'x-wc-webhook-resource': resource,
          'x-wc-webhook-event': event,
          'x-wc-webhook-signature': createHmac('sha256', secret).update(raw).digest('base64'),
          'x-wc-webhook-id': '1',
          'x-wc-webhook-delivery-id': deliveryId,
          ...headers,
        },
      })
    },
    replay: ({ headers, body }) => {
      const kept = Object.entries(headers).filter(([name]) => !HOP_HEADERS.has(name.toLowerCase()))
      return post({ url, headers: Object.fromEntries(kept), body })
    },
  }
}

/** PHP's json_encode escapes slashes and whatever is not ASCII. */
function toWordPressJson(value: object): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
