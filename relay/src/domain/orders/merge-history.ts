import type { OrderNote, OrderRefund } from '../../connectors/connector.ts'
import type { Facts, NoteJson, OrderRow, RefundJson } from './rows.ts'

type Numbered = { external_id: string }
/** Ids of sources are mostly numbers: 99 before 100. */
const byId = (a: Numbered, b: Numbered): number =>
  a.external_id.length - b.external_id.length || (a.external_id < b.external_id ? -1 : 1)

/**
 * The refunds that stand, by id. A list that the source says replaces the one before; `added` is one that a fact alone tells;
 * one that a fact deleted does not come back. Facts know details that lists leave out.
 */
export function mergeRefunds(
  base: OrderRow,
  args: { currency: string; said: OrderRefund[] | undefined; facts: Facts; added: string | null },
): RefundJson[] {
  const { currency, said, facts, added } = args
  const before = JSON.parse(base.refunds) as RefundJson[]
  const known = new Map(before.map((refund) => [refund.external_id, refund]))
  const list: RefundJson[] =
    said?.map(({ externalId, amount, reason, refundedAt }) => ({
      external_id: externalId,
      amount: { amount, currency },
      reason,
      refunded_at: refundedAt?.toISOString() ?? known.get(externalId)?.refunded_at ?? null,
    })) ?? before
  const isListed = list.some((refund) => refund.external_id === added)
  const alone = added === null || isListed ? null : toRefund(added, facts, currency)
  return [...list, ...(alone ? [alone] : [])]
    .filter((refund) => !facts.deletedRefunds.includes(refund.external_id))
    .map((refund) => {
      const told = facts.refunds[refund.external_id]
      return {
        ...refund,
        reason: refund.reason ?? told?.reason ?? null,
        refunded_at: told?.refundedAt ?? refund.refunded_at,
      }
    })
    .sort(byId)
}

function toRefund(id: string, facts: Facts, currency: string): RefundJson | null {
  const told = facts.refunds[id]
  if (told?.amount == null) return null
  return {
    external_id: id,
    amount: { amount: told.amount, currency },
    reason: told.reason,
    refunded_at: told.refundedAt,
  }
}

/** Notes by id: those that were there, and those said now. */
export function mergeNotes(base: OrderRow, said: OrderNote[]): NoteJson[] {
  const notes = new Map((JSON.parse(base.notes) as NoteJson[]).map((note) => [note.external_id, note]))
  for (const { externalId, text, isForCustomer, author, writtenAt } of said) {
    notes.set(externalId, {
      external_id: externalId,
      text,
      is_for_customer: isForCustomer,
      author,
      written_at: writtenAt?.toISOString() ?? notes.get(externalId)?.written_at ?? null,
    })
  }
  return [...notes.values()].sort(byId)
}
