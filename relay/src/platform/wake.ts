import type { Db } from './db.ts'

export const channel = 'passerelle'
export type Station = 'inbox' | 'outbox' | 'feed' | 'placed' | 'sync'

/** Shortens the poll: tells this process and, through NOTIFY, every other one that there is work. Losing a call loses nothing. */
export type Wake = {
  wake: (station: Station) => void
  onWake: (station: Station, run: () => void) => () => void
  start: () => Promise<void>
  stop: () => void
}

const gatherMs = 10

/** NOTIFY takes a lock that serialises commits, so it goes out after the commit, at most once per 10 ms and station. */
export function createWake(db: Db): Wake {
  const listeners = new Map<Station, Set<() => void>>()
  const pending = new Map<Station, NodeJS.Timeout>()
  let isStopped = false
  const origin = `${process.pid}.${Math.random().toString(36).slice(2)}`
  const run = (station: Station) => {
    for (const listener of listeners.get(station) ?? []) listener()
  }

  return {
    wake(station) {
      if (isStopped || pending.has(station)) return
      run(station)
      const timer = setTimeout(() => {
        pending.delete(station)
        run(station)
        if (!isStopped)
          db.asSystem((sql) => sql`select pg_notify(${channel}, ${`${station} ${origin}`})`).catch(() => {})
      }, gatherMs)
      pending.set(station, timer)
    },
    onWake(station, listener) {
      const set = listeners.get(station) ?? new Set()
      listeners.set(station, set.add(listener))
      return () => set.delete(listener)
    },
    async start() {
      await db.listen(channel, (payload) => {
        const [station, from] = payload.split(' ')
        if (from !== origin) run(station as Station)
      })
    },
    stop() {
      isStopped = true
      for (const timer of pending.values()) clearTimeout(timer)
    },
  }
}
