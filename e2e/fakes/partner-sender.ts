import { type Answered, post } from './post.ts'

/** The partner tells its catalogue: an item or a list of them; a string or bytes go out as they are. */
export function sendCatalogue(args: {
  baseUrl: string
  organisationId: string
  connectionId?: string
  apiKey: string
  body: string | Uint8Array<ArrayBuffer> | object
  headers?: Record<string, string>
}): Promise<Answered> {
  const { baseUrl, organisationId, connectionId, apiKey, body, headers } = args
  const path = ['webhooks/catalogue', organisationId, connectionId].filter((part) => part !== undefined).join('/')
  return post({
    url: `${baseUrl}/${path}`,
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey, ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  })
}
