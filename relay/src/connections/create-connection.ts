import type { Tx } from '../platform/db.ts'
import { newId } from '../platform/ids.ts'
import type { SecretBox, Secrets } from './secrets.ts'
import { connections } from './tables.ts'

type NewConnection = {
  organisationId: string
  companyId: string
  dataKey: string
  connector: string
  name: string
  settings: Record<string, string>
  secrets: Secrets
}

/** Stores a connection; its secrets are sealed before they leave this function. */
export async function createConnection({ tx, box }: { tx: Tx; box: SecretBox }, input: NewConnection): Promise<string> {
  const { organisationId, companyId, connector, name, settings } = input
  const id = newId()
  const secrets = box.sealSecrets(input.dataKey, { organisationId, connectionId: id }, input.secrets)
  await tx.orm.insert(connections).values({ organisationId, id, companyId, connector, name, settings, secrets })
  return id
}
