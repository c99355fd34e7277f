import { z } from 'zod'

export const ConnectionState = z.enum(['active', 'paused', 'disabled'])
export type ConnectionState = z.infer<typeof ConnectionState>

export const Connection = z.object({
  id: z.uuid(),
  company_id: z.uuid(),
  connector: z.string(),
  name: z.string(),
  state: ConnectionState,
  reason: z.string().nullable(),
  settings: z.record(z.string(), z.string()),
  created_at: z.iso.datetime(),
})
export type Connection = z.infer<typeof Connection>

export const Mapping = z.object({
  connection_id: z.uuid(),
  kind: z.string(),
  id: z.uuid(),
  external_id: z.string(),
  agreed: z.record(z.string(), z.unknown()),
  agreed_at: z.iso.datetime(),
})
export type Mapping = z.infer<typeof Mapping>
