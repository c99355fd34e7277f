import type { Db } from '../../platform/db.ts'
import { Invalid } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'

const isTimeZone = (name: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
const currencies = new Set(Intl.supportedValuesOf('currency'))

/** Creates an organisation with its data key and its first company. */
export async function createOrganisation(
  { db, box }: { db: Db; box: { newOrganisationKey: (organisationId: string) => string } },
  input: { name: string; timeZone: string; currency: string },
): Promise<{ id: string }> {
  const name = input.name.trim()
  if (name === '')
    throw new Invalid('validation_failed', 'An organisation needs a name', {
      errors: [{ pointer: '/name', code: 'required' }],
    })
  if (!isTimeZone(input.timeZone)) {
    throw new Invalid('validation_failed', `There is no time zone ${input.timeZone}`, {
      errors: [{ pointer: '/time_zone', code: 'unknown' }],
    })
  }
  if (!currencies.has(input.currency)) {
    throw new Invalid('invalid_currency', `There is no currency ${input.currency}`, {
      errors: [{ pointer: '/currency', code: 'unknown' }],
    })
  }
  const id = newId()
  await db.inOrganisation(id, async ({ sql }) => {
    await sql`insert into organisations (id, name, time_zone, currency, data_key)
      values (${id}, ${name}, ${input.timeZone}, ${input.currency}, ${box.newOrganisationKey(id)})`
    await sql`insert into companies (organisation_id, id, name) values (${id}, ${newId()}, ${name})`
  })
  return { id }
}
