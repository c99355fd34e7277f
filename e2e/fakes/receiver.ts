import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

export type Call = {
  at: Date
  /** The `webhook-id` header; empty where none was sent. */
  webhookId: string
  headers: Record<string, string>
  /** The body as it arrived. */
  raw: string
  /** The body as JSON says it. */
  body: unknown
}

export type Answer = {
  status: number
  headers?: Record<string, string>
  /** JSON, or a string that is sent as it is. */
  body?: unknown
  delayMs?: number
}

/** Scripts the answer to the nth authentic call, the `attempt`th of its webhook id; null leaves the usual answer. */
export type AnswerCall = (call: { n: number; webhookId: string; attempt: number; body: unknown }) => Answer | null

export type Receiver = {
  url: string
  port: number
  /** Calls answered with 2xx, in the order of arrival. */
  received: Call[]
  /** Every authentic call with the status it got. */
  attempts: (Call & { status: number })[]
  /** Calls that were refused, and why. */
  rejected: (Omit<Call, 'body'> & { code: string })[]
  /** How many calls of `received` repeat an earlier webhook id. */
  countDuplicates: () => number
  close: () => Promise<void>
}

export type ReceiverOptions = { port?: number; answer?: AnswerCall }

/** Every nth call fails with this status. */
export function failEvery(n: number, status: number): AnswerCall {
  return (call) => (call.n % n === 0 ? { status, body: { error: 'scripted failure' } } : null)
}

/**
 * A real HTTP server that keeps a ledger of what it accepts. `refuse` gives a code for a call that is not authentic,
 * which is answered with 401; `answerUsually` answers what the script leaves alone.
 */
export async function startReceiver(
  options: ReceiverOptions & {
    path: string
    refuse: (call: { headers: Record<string, string>; bytes: Uint8Array }) => string | null
    answerUsually: (call: Call) => Answer
  },
): Promise<Receiver> {
  const { path, refuse, answerUsually, answer = () => null, port = 0 } = options
  const received: Receiver['received'] = []
  const attempts: Receiver['attempts'] = []
  const rejected: Receiver['rejected'] = []
  const attemptsById = new Map<string, number>()

  const app = new Hono()
  app.post(path, async (context) => {
    const bytes = new Uint8Array(await context.req.arrayBuffer())
    const headers = context.req.header()
    const webhookId = headers['webhook-id'] ?? ''
    const arrival = { at: new Date(), webhookId, headers, raw: new TextDecoder().decode(bytes) }
    const code = refuse({ headers, bytes })
    if (code !== null) {
      rejected.push({ ...arrival, code })
      return context.json({ error: code }, 401)
    }
    const parsed = parseJson(arrival.raw)
    if (!parsed.ok) {
      rejected.push({ ...arrival, code: 'malformed_json' })
      return context.json({ error: 'malformed_json' }, 400)
    }

    const call = { ...arrival, body: parsed.value }
    const attempt = (attemptsById.get(webhookId) ?? 0) + 1
    attemptsById.set(webhookId, attempt)
    const scripted = answer({ n: attempts.length + 1, webhookId, attempt, body: call.body }) ?? answerUsually(call)
    attempts.push({ ...call, status: scripted.status })
    if (scripted.status >= 200 && scripted.status < 300) received.push(call)
    if (scripted.delayMs !== undefined) await sleep(scripted.delayMs)
    return toResponse(scripted)
  })

  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject))
  const actualPort = (server.address() as AddressInfo).port
  return {
    url: `http://127.0.0.1:${actualPort}${path}`,
    port: actualPort,
    received,
    attempts,
    rejected,
    countDuplicates: () => received.length - new Set(received.map((call) => call.webhookId)).size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        if ('closeAllConnections' in server) server.closeAllConnections()
      }),
  }
}

function parseJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}

function toResponse({ status, headers, body }: Answer): Response {
  const hasNoBody = body === undefined || [204, 205, 304].includes(status)
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return new Response(hasNoBody ? null : text, { status, headers: { 'content-type': 'application/json', ...headers } })
}
