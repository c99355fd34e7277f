import { randomUUID } from 'node:crypto'
import { hasUnstorableText, memberTexts, objectText, splitArray } from '@passerelle/shared-types/json-text'
import { z } from 'zod'
import type { ConnectionContext, PullArgs, PulledItem, PullResult } from '../connector.ts'
import { jsonRequest } from '../json-request.ts'
import { type Answer, classifyAnswer } from './classify-answer.ts'
import { readGmt } from './read-dates.ts'
import { MAX_RESPONSE_BYTES, restUrl } from './rest-request.ts'

const MAX_SECRETS = 5

const Id = z
  .string()
  .min(1)
  .max(255)
  .refine((id) => !hasUnstorableText(id))
  .or(z.int().positive().transform(String))
const Item = z.looseObject({
  entity: z.looseObject({ kind: z.string().min(1), id: Id, version: z.int().nonnegative() }),
  data: z.unknown().optional(),
})
const Page = z.looseObject({
  items: z.array(z.unknown()),
  next_cursor: z.string().nullish(),
  total: z.int().nonnegative().nullish(),
  missing_ids: z.array(z.unknown()).nullish(),
})

/** Whether the shop has our plugin, which reads for us and keeps versions of its own. */
export const isPaired = ({ settings, secrets }: ConnectionContext): boolean =>
  settings.plugin === 'paired' && !!settings.url && !!secrets.signing_secret?.[0]

/** Reads through the plugin's signed door; the items become events as the plugin itself would send them. */
export async function pullPlugin(args: PullArgs): Promise<PullResult> {
  const { io, context, kind, cursor, externalIds, changedAfter } = args
  const answer = await askPlugin({
    io,
    context,
    body: {
      kind,
      cursor,
      ...(externalIds && { ids: externalIds }),
      ...(changedAfter && { changed_after: changedAfter.toISOString() }),
    },
  })
  if (answer.kind === 'missing') return { kind: 'rejected', reason: 'http_404' }
  if (answer.kind !== 'json') return answer
  const parsed = Page.safeParse(answer.value)
  if (!parsed.success) return { kind: 'retry', reason: 'bad_response' }
  const { items, next_cursor, total, missing_ids } = parsed.data
  const texts = splitArray(memberTexts(answer.text).get('items') ?? '[]')
  const pulled: PulledItem[] = []
  for (const [n, value] of items.entries()) {
    // One that cannot be named or stored does not hold up its page; one without data is there, but was not read.
    const item = Item.safeParse(value).data
    if (item?.data != null) pulled.push(toPulled(item.entity, item.data, texts[n] ?? '{}', io.now()))
  }
  const missingIds = (missing_ids ?? []).flatMap((id) => Id.safeParse(id).data ?? [])
  return {
    kind: 'page',
    items: pulled,
    nextCursor: next_cursor ?? null,
    total: total ?? null,
    ...(externalIds && { missingIds }),
  }
}

/** One signed call of a door of the plugin's, `relay/read` unless another is named. */
export async function askPlugin(
  args: Pick<PullArgs, 'io' | 'context'> & { body: object; door?: 'read' | 'digest' },
): Promise<Answer> {
  const { io, context, body, door = 'read' } = args
  const request = jsonRequest({
    url: restUrl(context.settings.url ?? '', `passerelle/v1/relay/${door}`),
    body: JSON.stringify(body),
    eventId: `${door}_${randomUUID()}`,
    now: io.now(),
    // All that are live: while the secret changes, either side may be behind.
    secrets: (context.secrets.signing_secret ?? []).slice(0, MAX_SECRETS),
    headers: { accept: 'application/json', 'passerelle-connection': context.connectionId },
  })
  const exchange = await io.http({ ...request, maxResponseBytes: MAX_RESPONSE_BYTES })
  if (exchange.kind === 'response' && exchange.status === 200 && exchange.isUtf8 === false)
    return { kind: 'retry', reason: 'invalid_utf8' }
  return classifyAnswer({ exchange, now: io.now() })
}

function toPulled(
  entity: { kind: string; id: string; version: number },
  data: unknown,
  text: string,
  now: Date,
): PulledItem {
  const members = memberTexts(text)
  const modifiedAt = readGmt((data as Record<string, unknown>).date_modified_gmt, now)
  const topic = `${entity.kind}.updated`
  // No time of ours stands in it: the same state read twice is the same text.
  const event = objectText([
    ['id', 'null'],
    ['topic', JSON.stringify(topic)],
    ['sequence', 'null'],
    ['entity', members.get('entity') ?? '{}'],
    ['occurred_at', JSON.stringify(modifiedAt)],
    ['origin', 'null'],
    ['facts', '{}'],
    ['data', members.get('data') ?? 'null'],
  ])
  return {
    kind: entity.kind,
    externalId: entity.id,
    topic,
    raw: new TextEncoder().encode(event),
    sourceEventId: null,
    sourceVersion: entity.version,
    occurredAt: modifiedAt,
  }
}
