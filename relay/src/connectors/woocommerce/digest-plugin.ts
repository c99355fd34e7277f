import { bucketOf, DigestEntities, DigestPage } from '@passerelle/shared-types/digest'
import type { DigestArgs, DigestResult } from '../connector.ts'
import { askPlugin, isPaired } from './pull-plugin.ts'

/** What a plugin answers that has no such door, or the site without it. */
const absent = ['rest_no_route', 'http_404', 'http_405', 'http_410', 'http_501']

/** Asks the plugin's signed door for digests. What cannot be true is no answer: it is asked again. */
export async function digest(args: DigestArgs): Promise<DigestResult> {
  const { io, context, kind } = args
  if (!isPaired(context)) return { kind: 'unsupported' }
  const asked = 'bucket' in args ? { bucket: args.bucket } : { after: args.after, limit: args.limit }
  const answer = await askPlugin({ io, context, door: 'digest', body: { kind, ...asked } })
  if (answer.kind === 'missing') return { kind: 'unsupported' }
  if (answer.kind === 'rejected') return absent.includes(answer.reason) ? { kind: 'unsupported' } : answer
  if (answer.kind !== 'json') return answer
  const result = 'bucket' in args ? readEntities(answer.value, args.bucket) : readPage(answer.value, args)
  return result ?? { kind: 'retry', reason: 'bad_response' }
}

function readPage(value: unknown, { after, limit }: { after: number | null; limit: number }): DigestResult | null {
  const parsed = DigestPage.safeParse(value)
  if (!parsed.success) return null
  const { buckets, next } = parsed.data
  const numbers = buckets.map(({ bucket }) => bucket)
  const isNextTrue = next === null || next >= (numbers.at(-1) ?? (after ?? -1) + 1)
  if (buckets.length > limit || !isAscending([after ?? -1, ...numbers]) || !isNextTrue) return null
  return { kind: 'buckets', buckets: buckets.map(({ bucket, count, hash }) => ({ bucket, count, hash })), next }
}

function readEntities(value: unknown, bucket: number): DigestResult | null {
  const parsed = DigestEntities.safeParse(value)
  if (!parsed.success) return null
  const entities = parsed.data.entities.map(({ id, version }) => ({ externalId: id, version }))
  const isOfBucket = entities.every(({ externalId }) => bucketOf(externalId) === bucket)
  return isOfBucket && isAscending(entities.map(({ externalId }) => Number(externalId)))
    ? { kind: 'entities', entities }
    : null
}

const isAscending = (numbers: readonly number[]) => numbers.every((n, at) => at === 0 || n > (numbers[at - 1] ?? n))
