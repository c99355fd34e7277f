import type { TestedConnection } from '@passerelle/shared-types/api/connections'
import type { Db } from '../platform/db.ts'
import { type ConnectionContext, loadConnections } from './load-connections.ts'
import type { SecretBox } from './secrets.ts'

type Tested<Io> = { test?: ((args: { io: Io; context: ConnectionContext }) => Promise<TestedConnection>) | null }
type Using<Io> = { db: Db; box: SecretBox; io: Io; findConnector: (name: string) => Tested<Io> | undefined }

/** Lets a connector make its one harmless call; null where it has none. Nothing is stored, and no transaction is open meanwhile. */
export function createConnectionTest<Io>({ db, box, io, findConnector }: Using<Io>) {
  return async ({ organisationId, id }: { organisationId: string; id: string }): Promise<TestedConnection | null> => {
    const [connection] = await loadConnections({ db, box }, { organisationId, connectionId: id })
    const test = connection && findConnector(connection.connector)?.test
    return test ? test({ io, context: connection.context }) : null
  }
}
