import type { BatchAnswer } from '@passerelle/shared-types/batch'
import { type OutboxRow, readAnswer, type ShopState, settle, takeBatch } from './plugin-outbox.ts'
import type { Send } from './plugin-send.ts'
import type { Answered } from './post.ts'

type Draining = {
  state: () => ShopState
  send: Send
  bodyOf: (rows: readonly OutboxRow[]) => string
  clock: () => Date
  losesAnswer: () => boolean
  newestSecret: () => string | undefined
  rotate: () => Promise<unknown>
  onAccepted: () => void
}

export type Drain = (options?: { limit?: number }) => Promise<Answered[]>

/** Sends what waits, batch after batch, and obeys the answers, until nothing is left or a batch got none to obey. */
export function createDrain(shop: Draining): Drain {
  /** After one refusal for its clock, the shop knows how far it is off, and signs once more. */
  async function sendRows(rows: readonly OutboxRow[]): Promise<Answered> {
    const answered = await shop.send(shop.bodyOf(rows))
    const { code: refusal, server_time: serverTime } = answered.body as { code?: string; server_time?: string }
    if (answered.status !== 401 || refusal !== 'timestamp_out_of_tolerance' || serverTime === undefined) return answered
    shop.state().offsetMs = new Date(serverTime).getTime() - shop.clock().getTime()
    return shop.send(shop.bodyOf(rows))
  }

  async function drainRows(rows: OutboxRow[], answers: Answered[]): Promise<boolean> {
    const signedWith = shop.newestSecret()
    const answered = await sendRows(rows)
    if (shop.losesAnswer()) return false
    answers.push(answered)
    if (answered.status === 202) {
      settle(shop.state(), readAnswer(rows, answered.body as BatchAnswer))
      shop.onAccepted()
      if ((answered.body as BatchAnswer).rotate && shop.newestSecret() === signedWith) await shop.rotate()
      return true
    }
    if (![400, 413, 422].includes(answered.status)) return false
    // One of them is at fault: halves find it, and the rest goes its way.
    const [only, ...more] = rows
    if (only && more.length === 0) {
      Object.assign(only, { state: 'rejected', code: (answered.body as { code?: string }).code ?? 'refused' })
      return true
    }
    const middle = Math.ceil(rows.length / 2)
    return (await drainRows(rows.slice(0, middle), answers)) && (await drainRows(rows.slice(middle), answers))
  }

  return async ({ limit } = {}) => {
    const answers: Answered[] = []
    for (let rows = takeBatch(shop.state(), limit); rows.length > 0; rows = takeBatch(shop.state(), limit)) {
      if (!(await drainRows(rows, answers))) break
    }
    return answers
  }
}
