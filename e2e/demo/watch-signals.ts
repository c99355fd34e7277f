export type Signals = {
  stop: Promise<'stop'>
  /** Called when the reader insists: a second signal that is not the echo of the first. */
  onHurry: (run: () => void) => void
}

const echoMs = 1_000
const parentMs = 250

/** Turns the signals that ask this process to end, and the end of npm around it, into one promise. */
export function watchSignals(): Signals {
  const { promise, resolve } = Promise.withResolvers<'stop'>()
  let firstAt: number | null = null
  let hurry = () => {}
  const ask = () => {
    // A terminal signals the whole process group, and npm passes the same signal on once more.
    if (firstAt !== null && performance.now() - firstAt > echoMs) hurry()
    firstAt ??= performance.now()
    resolve('stop')
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  // A reader such as `head` may leave before the end.
  process.stdout.on('error', ask)
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      ask()
    }, parentMs)
    watch.unref()
  }
  return { stop: promise, onHurry: (run) => (hurry = run) }
}
