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
 * after signal n, and whether this process was asked to end meanwhile.
 */
export function runChild(child) {
  return new Promise((resolve, reject) => {
    let isInterrupted = false
    let lastSignalAt = 0
    const forward = (signal) => {
      // A terminal sends these to the whole process group and npm sends them once more: the child has the first already.
      const isTheFirst = !isInterrupted
      const isRepeated = Date.now() - lastSignalAt < 1000
      isInterrupted = true
      lastSignalAt = Date.now()
      if (isRepeated || (isTheFirst && isTerminal && signal !== 'SIGTERM')) return
      child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, forward)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve({ code: signal ? 128 + (constants.signals[signal] ?? 0) : (code ?? 1), isInterrupted })
    })
  })
}
