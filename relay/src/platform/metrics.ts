import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** A figure read from the database: `labels` are those of its gauge. */
export type Figure = { name: string; help: string; labels?: Record<string, string>; value: number }

export type Metrics = ReturnType<typeof createMetrics>

/**
 * What this process counts, in a registry of its own: base units, no organisation as a label. Process and event-loop figures
 * come with it.
 */
export function createMetrics() {
  const register = new Registry()
  const registers = [register]
  collectDefaultMetrics({ register })
  let shown: string[] = []

  return {
    contentType: register.contentType,
    ingestRequests: new Counter({
      name: 'passerelle_ingest_requests_total',
      help: 'Calls at the doors, by door and HTTP status',
      labelNames: ['door', 'status'],
      registers,
    }),
    ingestEvents: new Counter({
      name: 'passerelle_ingest_events_total',
      help: 'Events at the doors, by what became of them',
      labelNames: ['outcome'],
      registers,
    }),
    ingestDuration: new Histogram({
      name: 'passerelle_ingest_duration_seconds',
      help: 'From the call at a door to its answer',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    applyDuration: new Histogram({
      name: 'passerelle_apply_duration_seconds',
      help: 'One transaction that applies what waited for claimed entities',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    deliveryAttempts: new Counter({
      name: 'passerelle_delivery_attempts_total',
      help: 'Calls to destinations, by their connector and outcome',
      labelNames: ['destination_type', 'outcome'],
      registers,
    }),
    deliveryDuration: new Histogram({
      name: 'passerelle_delivery_duration_seconds',
      help: 'One call to a destination, by its connector',
      labelNames: ['destination_type'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
      registers,
    }),
    /** When a source last came to a door of this process, in epoch seconds, by its connector. */
    lastSeen: new Map<string, number>(),
    /** Replaces every figure of an earlier call; a figure that is not given is not shown. */
    show(figures: readonly Figure[]): void {
      for (const name of shown) register.removeSingleMetric(name)
      const groups = Map.groupBy(figures, (figure) => figure.name)
      shown = [...groups.keys()]
      for (const [name, group] of groups) {
        const [{ help = '', labels = {} } = {}] = group
        const gauge = new Gauge({ name, help, labelNames: Object.keys(labels), registers })
        for (const figure of group) gauge.set(figure.labels ?? {}, figure.value)
      }
    },
    /** The exposition text of everything. */
    tell: () => register.metrics(),
  }
}
