import { z } from 'zod'

const instant = z.iso.datetime()

/** The shop with the plugin that a connection is paired with. */
export const ConnectionInstallation = z
  .object({
    id: z.string(),
    site_url: z.string(),
    place: z.string().nullable().meta({ description: 'Where its files lie, in its own words; null until it says so' }),
    moved_at: instant.nullable().meta({ description: 'When it last moved from one place to another' }),
    plugin_version: z.string().nullable(),
    woocommerce_version: z.string().nullable(),
    paired_at: instant,
    last_seen_at: instant.nullable().meta({ description: 'When it last sent something or answered us' }),
    sequence: z.object({
      highest: z.int(),
      contiguous_to: z.int().meta({ description: 'Every number up to here came, or is known to be lost' }),
      missing: z
        .array(z.object({ from: z.int(), to: z.int() }))
        .meta({ description: 'Numbers that never came; they are asked for. At most 50 ranges' }),
      missing_since: instant.nullable(),
      lost: z.array(z.object({ from: z.int(), to: z.int(), count: z.int(), reason: z.string() })).meta({
        description: 'Numbers that the shop has no more, newest first; what they told comes with a reconcile',
      }),
      last_error: z.string().nullable().meta({ description: 'Why the shop could not be asked, the last time' }),
    }),
    restored_at: instant.nullable().meta({ description: 'When its numbers last went back, as after a backup' }),
    is_behind: z.boolean().meta({ description: 'It has not caught up with the numbers that it gave before' }),
    foreign: z
      .object({
        seen_at: instant,
        code: z.enum(['source_mismatch', 'second_writer']).meta({
          description:
            '`second_writer`: the same id and address, but another place. `source_mismatch`: another id or address',
        }),
        installation_id: z.string(),
        site_url: z.string(),
        place: z.string().nullable(),
      })
      .nullable()
      .meta({ description: 'Another shop that came with the secret of this one, such as a copy; it was refused' }),
  })
  .meta({ id: 'ConnectionInstallation' })
export type ConnectionInstallation = z.infer<typeof ConnectionInstallation>

export const PairingCode = z.object({ code: z.string(), expires_at: instant }).meta({
  id: 'PairingCode',
  example: { code: '0D1K7-93PWX-5T2QG-8MZ4C-B6RNH3', expires_at: '2026-11-21T08:15:00.000Z' },
})
export type PairingCode = z.infer<typeof PairingCode>
