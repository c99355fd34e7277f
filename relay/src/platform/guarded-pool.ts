import type postgres from 'postgres'
import { isConnectionLoss } from './db-errors.ts'
import { Unavailable } from './errors.ts'

/** How long a caller waits for a place in the pool before it gets 503. */
const placeTimeoutMs = 2_000

/**
 * A pool of `size` places behind a watchdog. `timeoutMs` without an answer to a statement means that the link is dead: the
 * caller gets 503 and the whole pool is replaced, since its other connections went over the same link.
 */
export function guardPool(open: () => postgres.Sql, size: number, timeoutMs: number) {
  let pool = open()
  let free = size
  const waiting = new Set<() => void>()

  /** Our own queue for the pool's places: who waits too long leaves it, and what he wanted to do is never done. */
  async function takePlace(): Promise<void> {
    if (free > 0) {
      free--
      return
    }
    await new Promise<void>((resolve, reject) => {
      const take = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        waiting.delete(take)
        reject(new Unavailable('The database has no place left'))
      }, placeTimeoutMs)
      waiting.add(take)
    })
  }

  function givePlace(): void {
    const [next] = waiting
    if (next) {
      waiting.delete(next)
      next()
    } else free++
  }

  return {
    /** `touch` says that a statement goes out now: the watchdog counts from the last one. */
    async use<T>(run: (sql: postgres.Sql, touch: () => void) => Promise<T>): Promise<T> {
      await takePlace()
      const used = pool
      let timer: NodeJS.Timeout | undefined
      const hung = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          if (pool === used) pool = open()
          used.end({ timeout: 0 }).catch(() => {})
          reject(new Unavailable('The database did not answer in time'))
        }, timeoutMs)
      })
      try {
        const work = run(used, () => timer?.refresh())
        work.catch(() => {})
        return await Promise.race([work, hung])
      } catch (error) {
        throw isConnectionLoss(error) ? new Unavailable('The database cannot be reached') : error
      } finally {
        clearTimeout(timer)
        givePlace()
      }
    },
    /** Places in all, those taken, and callers that wait for one. */
    countPlaces: () => ({ size, used: size - free, waiting: waiting.size }),
    end: () => pool.end({ timeout: 5 }),
  }
}
