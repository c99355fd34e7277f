import { z } from 'zod'

/** Ids `500 n` to `500 n + 499` stand in the bucket `n`. */
export const bucketSize = 500
/** Buckets in one answer at most. */
export const maxBuckets = 200

/** The kinds that are compared. */
export const DigestKind = z
  .enum(['product', 'variation', 'order', 'customer', 'subscription'])
  .meta({ description: 'What is in the trash is deleted and not listed, but for subscriptions, whose status says so' })
export type DigestKind = z.infer<typeof DigestKind>

const Bucket = z.int().min(0).max(1_999_999_999_999)
const EntityId = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,14})$/)
  .or(z.int().nonnegative().transform(String))

/**
 * What the relay asks `wp-json/passerelle/v1/relay/digest`, signed: with `after` a page of the buckets of one kind, in the order
 * of their numbers and from null on, or with `bucket` all that stands in one.
 */
export const DigestAsk = z
  .union([
    z.object({
      kind: DigestKind,
      after: Bucket.nullable().meta({ description: 'Only buckets with a higher number; null: from the first one' }),
      limit: z.int().min(1).max(maxBuckets).meta({ description: 'Buckets in the answer at most' }),
    }),
    z.object({ kind: DigestKind, bucket: Bucket }),
  ])
  .meta({ id: 'DigestAsk' })
export type DigestAsk = z.infer<typeof DigestAsk>

/** Before it answers, the plugin looks for changes that no hook told it and gives them versions, so that equal versions are equal content. */
export const DigestBucket = z
  .looseObject({
    bucket: Bucket.meta({ description: 'The id divided by 500, without the rest' }),
    count: z.int().min(1).max(bucketSize),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .meta({
        description:
          'SHA-256 in lower-case hexadecimal over `<id>:<version>` of each entity, in the numeric order of the ids, joined by commas; the version of what was never told is 0',
      }),
  })
  .meta({ id: 'DigestBucket', example: { bucket: 3, count: 61, hash: 'ab'.repeat(32) } })
export type DigestBucket = z.infer<typeof DigestBucket>

/** The answer to a page. A bucket that is left out is empty. */
export const DigestPage = z
  .looseObject({
    buckets: z.array(DigestBucket).max(maxBuckets),
    next: Bucket.nullable().meta({
      description: 'What `after` is for the next page: the highest bucket that was looked at; null: there is no more',
    }),
  })
  .meta({ id: 'DigestPage' })
export type DigestPage = z.infer<typeof DigestPage>

/** The answer to a bucket, in the numeric order of the ids; empty where nothing is left in it. */
export const DigestEntities = z
  .looseObject({
    entities: z.array(z.looseObject({ id: EntityId, version: z.int().nonnegative() })).max(bucketSize),
  })
  .meta({ id: 'DigestEntities', example: { entities: [{ id: '1502', version: 4 }] } })
export type DigestEntities = z.infer<typeof DigestEntities>

/** The bucket that an id stands in. */
export const bucketOf = (id: string): number => Math.floor(Number(id) / bucketSize)
