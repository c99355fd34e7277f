import { constants } from 'node:os'

/** Messages go to stderr: stdout belongs to the target. */
export function say(message) {
  process.stderr.write(`passerelle: ${message}\n`)
}

export function fail(message, code = 1) {
  say(message)
  process.exit(code)
}

const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY

/**
 * Waits for the child's own end and passes on the signals that it did not get itself. Returns its exit code, 128 + n
 * after signal n, and the first signal that asked this process to end meanwhile, as such a code or null.
 */
export function runChild(child) {
  return new Promise((resolve, reject) => {
    let interruptCode = null
    let lastSignalAt = 0
    const forward = (signal) => {
      // A terminal sends these to the whole process group and npm sends them once more: the child has the first already.
      const isTheFirst = interruptCode === null
      const isRepeated = Date.now() - lastSignalAt < 1000
      interruptCode ??= 128 + constants.signals[signal]
      lastSignalAt = Date.now()
      if (isRepeated || (isTheFirst && isTerminal && signal !== 'SIGTERM')) return
      child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    const watch = watchNpm(() => interruptCode === null && child.kill('SIGTERM'))
    child.once('error', reject)
    child.once('close', (code, signal) => {
      clearInterval(watch)
      for (const name of signals) process.off(name, forward)
      resolve({ code: signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1), interruptCode })
    })
  })
}

/** A signal to npm ends the shell between npm and this process, and neither passes it on. */
function watchNpm(onEnd) {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    onEnd()
  }, 250)
  return watch
}
