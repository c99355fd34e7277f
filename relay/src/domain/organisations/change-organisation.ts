import type { Tx } from '../../platform/db.ts'
import { requireName, requireTimeZone } from './check-terms.ts'

/** Changes name or time zone; what is not named stays. The currency is for good: amounts were stored in it. */
export async function changeOrganisation(
  { sql }: Tx,
  { id, name, timeZone }: { id: string; name?: string | undefined; timeZone?: string | undefined },
): Promise<void> {
  if (name !== undefined) requireName(name)
  const zone = timeZone === undefined ? null : requireTimeZone(timeZone)
  await sql`
    update organisations set name = coalesce(${name ?? null}, name), time_zone = coalesce(${zone}, time_zone), version = version + 1
    where id = ${id}::uuid`
}
