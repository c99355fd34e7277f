import type { Sealer } from '../../platform/act-once.ts'
import type { Tx } from '../../platform/db.ts'
import { getOrganisation } from './get-organisation.ts'

type At = { organisationId: string; place: string }
type Box = {
  sealText: (dataKey: string, at: At, text: string) => string
  openText: (dataKey: string, at: At, sealed: string) => string
}

/** Hides answers that hold secrets, with the organisation's own key, where they are kept for repeated calls. */
export const createAnswerSealer =
  (box: Box) =>
  (organisationId: string) =>
  async (tx: Tx): Promise<Sealer> => {
    const { dataKey } = await getOrganisation(tx, organisationId)
    const at = { organisationId, place: 'idempotency_keys|body' }
    return { seal: (text) => box.sealText(dataKey, at, text), open: (text) => box.openText(dataKey, at, text) }
  }
