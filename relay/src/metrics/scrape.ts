import type { Db } from '../platform/db.ts'
import type { Figure, Metrics } from '../platform/metrics.ts'
import { readGauges } from './read-gauges.ts'
import { lastSeen } from './read-queue-gauges.ts'

const keptMs = 5_000
const deadlineMs = 2_500

/**
 * Makes the function behind `/metrics`. The database is asked at most once in 5 s, however many ask, and an answer that takes
 * longer than 2.5 s is not waited for: the text then comes with what this process counts itself.
 */
export function createScrape({ db, metrics }: { db: Db; metrics: Metrics }): () => Promise<string> {
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null
  let figures: Figure[] = []

  function refresh(): Promise<void> {
    if (asking) return asking
    if (performance.now() - askedAt < keptMs) return Promise.resolve()
    asking = readGauges(db)
      .then((read) => {
        figures = read
      })
      .finally(() => {
        askedAt = performance.now()
        asking = null
      })
    return asking
  }

  return async () => {
    const late = Promise.withResolvers<void>()
    const timer = setTimeout(() => {
      figures = []
      late.resolve()
    }, deadlineMs)
    await Promise.race([refresh(), late.promise])
    clearTimeout(timer)
    metrics.show([...joinSeen(figures, metrics.lastSeen), ...poolFigures(db)])
    return metrics.tell()
  }
}

function poolFigures(db: Db): Figure[] {
  return Object.entries(db.poolUse()).flatMap(([pool, { size, used, waiting }]) =>
    Object.entries({ size, used, waiting }).map(([state, value]) => ({
      name: 'passerelle_database_pool_places',
      help: 'Places of the pools of connections, and who waits for one',
      labels: { pool, state },
      value,
    })),
  )
}

/** The later of what the database and what this process saw of each source. */
function joinSeen(figures: readonly Figure[], seen: ReadonlyMap<string, number>): Figure[] {
  const known = new Map(seen)
  for (const { name, labels, value } of figures) {
    const source = labels?.source_type
    if (name === lastSeen.name && source !== undefined) known.set(source, Math.max(value, known.get(source) ?? 0))
  }
  return [
    ...figures.filter(({ name }) => name !== lastSeen.name),
    ...[...known].map(([source, value]) => ({ ...lastSeen, labels: { source_type: source }, value })),
  ]
}
