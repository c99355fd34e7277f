import { v7 } from 'uuid'

/** A UUIDv7: sorts by the time it was made. */
export const newId = (): string => v7()

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** True for a lower-case UUID: what Postgres takes without an error. */
export const isUuid = (text: string): boolean => uuid.test(text)
