import { z } from 'zod'

/** RFC 9457 problem document; `code` is stable, `pointer` is a JSON pointer into the request. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ pointer: z.string(), code: z.string() })).optional(),
    request_id: z.string(),
  })
  .meta({
    id: 'Problem',
    description: 'RFC 9457; `code` is stable, `pointer` is a JSON pointer into the request',
    example: {
      type: 'urn:passerelle:problem:validation_failed',
      title: 'The request does not have the expected shape',
      status: 422,
      code: 'validation_failed',
      detail: 'limit: Too big: expected number to be <=200',
      errors: [{ pointer: '/limit', code: 'out_of_range' }],
      request_id: '3f0f3b0e-6a62-4c57-9a6b-2f7a0f0f3c55',
    },
  })
export type Problem = z.infer<typeof Problem>

/** What a door answers with 202. `accepted` are stored, those in quarantine included; `rejected` are for the sender to mend. */
export const IngestAnswer = z.object({
  accepted: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.array(
    z.object({ index: z.number().int(), event_id: z.string().nullable(), code: z.string(), pointer: z.string() }),
  ),
  server_time: z.iso.datetime(),
})
export type IngestAnswer = z.infer<typeof IngestAnswer>
