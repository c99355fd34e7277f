import type { Db } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { requireName, requireTimeZone } from './check-terms.ts'

const currencies = new Set(Intl.supportedValuesOf('currency'))

/** Creates an organisation with its data key and its first company. */
export async function createOrganisation(
  { db, box }: { db: Db; box: { newOrganisationKey: (organisationId: string) => string } },
  input: { name: string; timeZone: string; currency: string },
): Promise<{ id: string }> {
  const name = requireName(input.name)
  const timeZone = requireTimeZone(input.timeZone)
  if (!currencies.has(input.currency)) {
    throw new Invalid('invalid_currency', `There is no currency ${input.currency}`, {
      errors: [{ pointer: '/currency', code: 'unknown' }],
    })
  }
  const id = newId()
  await db.inOrganisation(id, async ({ sql }) => {
    await sql`insert into organisations (id, name, time_zone, currency, data_key)
      values (${id}, ${name}, ${timeZone}, ${input.currency}, ${box.newOrganisationKey(id)})`
    await sql`insert into companies (organisation_id, id, name) values (${id}, ${newId()}, ${name})`
  })
  return { id }
}
