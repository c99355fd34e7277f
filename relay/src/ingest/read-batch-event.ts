import { createHash } from 'node:crypto'
import { BatchEvent } from '@passerelle/shared-types/batch'
import {
  findForbiddenKey,
  findUnstorableText,
  memberTexts,
  objectText,
  pointerToken,
} from '@passerelle/shared-types/json-text'
import { deletesEntity, isDeleteTopic, isFactTopic } from '@passerelle/shared-types/topics'
import type { z } from 'zod'
import type { Received } from './store-received.ts'

/** An event of a batch on its way into the inbox; `sequence` and `eventId` are null where they cannot be read. */
export type BatchItem = { event: Received; sequence: number | null; eventId: string | null }

const { id: Id, topic: Topic, sequence: Sequence, entity: Entity } = BatchEvent.shape
const { kind: Kind, id: EntityId } = Entity.shape

/** Reads one event; what is wrong with it stands in `problem`, with the pointer into the batch. */
export function readBatchEvent({ text, value, index }: { text: string; value: unknown; index: number }): BatchItem {
  // Only an escape can bring one into UTF-8.
  const unstorable = text.includes('\\u') ? findUnstorableText(value) : null
  const parsed = BatchEvent.safeParse(value)
  const problem = findProblem({ text, value, unstorable, parsed, prefix: `/events/${index}` })
  const entity = memberOf(value, 'entity')
  const eventId = read(Id, memberOf(value, 'id'))
  const kind = read(Kind, memberOf(entity, 'kind'))
  const topic = read(Topic, memberOf(value, 'topic'))
  const externalId = kind === null ? null : readStorable(read(EntityId, memberOf(entity, 'id')))
  const event: Received = {
    kind: kind ?? 'unknown',
    externalId,
    topic: topic ?? 'unknown',
    raw: Buffer.from(text),
    sourceEventId: eventId,
    sourceVersion: parsed.success ? parsed.data.entity.version : null,
    occurredAt: parsed.success ? new Date(parsed.data.occurred_at) : null,
    isFact: topic !== null && isFactTopic(topic),
    problem,
    ...(parsed.success ? { hash: hashApartFromNumber(text) } : {}),
  }
  return { event, sequence: read(Sequence, memberOf(value, 'sequence')), eventId }
}

function findProblem(args: {
  text: string
  value: unknown
  unstorable: string | null
  parsed: ReturnType<typeof BatchEvent.safeParse>
  prefix: string
}): Received['problem'] {
  const { text, value, unstorable, parsed, prefix } = args
  const forbidden = findForbiddenKey(text, value)
  if (forbidden !== null) return { kind: 'reject', code: 'forbidden_key', pointer: prefix + forbidden }
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return issue ? { kind: 'reject', code: codeOf(issue), pointer: prefix + pointerOf(issue) } : null
  }
  // Kept and accepted: no retry would make it better.
  if (unstorable !== null) return { kind: 'quarantine', code: 'unstorable_text', pointer: prefix + unstorable }
  // Whatever was deleted there, it is not the entity, and must not be taken for its end.
  const { topic, entity } = parsed.data
  const isUnknown = isDeleteTopic(topic) && !deletesEntity(topic, entity.kind)
  return isUnknown ? { kind: 'quarantine', code: 'unknown_topic', pointer: `${prefix}/topic` } : null
}

/** Numbered anew after a backup was restored, an event is the same as before. */
function hashApartFromNumber(text: string): string {
  const members = memberTexts(text)
  members.delete('sequence')
  return createHash('sha256').update(objectText(members)).digest('hex')
}

function codeOf(issue: z.core.$ZodIssue): string {
  const [member] = issue.path
  if (member === 'occurred_at') return 'invalid_datetime'
  if (issue.code === 'invalid_type' && issue.message.includes('undefined')) return 'required'
  return member === 'id' ? 'invalid_id' : 'invalid_value'
}

const pointerOf = ({ path }: z.core.$ZodIssue): string => path.map((part) => `/${pointerToken(String(part))}`).join('')

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined
}

function read<T>(schema: z.ZodType<T>, value: unknown): T | null {
  const parsed = schema.safeParse(value)
  return parsed.success ? parsed.data : null
}

const readStorable = (id: string | null): string | null =>
  id === null || id.includes('\0') || !id.isWellFormed() ? null : id
