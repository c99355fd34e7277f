import { z } from 'zod'
import { Installation } from './batch.ts'

/** What a paired shop signs with: calls beside the batch, each with the installation that speaks. */
const body = { installation: Installation }

/** The body of `POST /v1/pairings/rotate-secret`. */
export const ShopRotateBody = z.looseObject(body).meta({ id: 'ShopRotateBody' })
export type ShopRotateBody = z.infer<typeof ShopRotateBody>

/**
 * The new secret, shown this once. Where the answer is lost, the call is made again, signed anew with the secret that the shop
 * has: each gives another, and the one that signed stays good.
 */
export const ShopRotateAnswer = z
  .object({
    signing_secret: z.string().meta({ description: 'The newest one: to sign with from now on' }),
    previous_ends_at: z.iso.datetime().meta({
      description:
        'The secret that signed this call stays good at least so long, and in any case until the new one was used: it ends 24 hours after the first call that is signed with the new one',
    }),
    server_time: z.iso.datetime(),
  })
  .meta({ id: 'ShopRotateAnswer' })
export type ShopRotateAnswer = z.infer<typeof ShopRotateAnswer>

/** The body of `POST /v1/pairings/disconnect`, answered by an empty object. */
export const ShopDisconnectBody = z.looseObject(body).meta({ id: 'ShopDisconnectBody' })
export type ShopDisconnectBody = z.infer<typeof ShopDisconnectBody>

/** The body of `POST /v1/pairings/test`. */
export const ShopTestBody = z
  .looseObject({
    ...body,
    event_id: z.uuid().nullable().meta({
      description: 'The id of an event of the kind `ping` that was sent before; null asks for the rest alone',
    }),
  })
  .meta({ id: 'ShopTestBody' })
export type ShopTestBody = z.infer<typeof ShopTestBody>

const ms = z.int().nonnegative()

/** One round trip, hop by hop. */
export const ShopTestAnswer = z
  .object({
    received_at: z.iso.datetime().meta({ description: 'When the call came, by the clock of the relay' }),
    server_time: z.iso.datetime(),
    event: z
      .object({ state: z.string(), stored_at: z.iso.datetime(), applied_at: z.iso.datetime().nullable() })
      .nullable()
      .meta({
        description:
          'The ping, waited for up to 5 seconds; null where none with this id was stored. Its state is that of an inbox event',
      }),
    callback: z
      .object({
        status: z.int().nullable(),
        code: z.string().nullable().meta({
          description:
            'Null where the shop answered as itself; else `http_<status>`, `bad_response`, `other_shop`, or why the call failed: `timeout`, `dns_error`, `connection_refused`, `tls_error`, `destination_forbidden` …',
        }),
        ms,
      })
      .meta({ description: 'A call to `relay/health` of the shop, at the address that it is paired with' }),
    store_ms: ms.meta({ description: 'How long one write in the database of the relay took' }),
  })
  .meta({ id: 'ShopTestAnswer' })
export type ShopTestAnswer = z.infer<typeof ShopTestAnswer>
