import type { customers } from './tables.ts'

export type CustomerRow = typeof customers.$inferSelect
