import type { Logger } from './logger.ts'

export type Loop = { start: () => void; wake: () => void; stop: () => Promise<void> }

/**
 * Runs `work` until it says that nothing is left, then waits for a wake or for `pollMs`. An error is logged and waits one
 * poll; `stop` lets the run under way end.
 */
export function createLoop({
  name,
  work,
  pollMs,
  logger,
}: {
  name: string
  work: () => Promise<boolean>
  pollMs: number
  logger: Logger
}): Loop {
  let isStopped = false
  let isWoken = false
  let nudge: (() => void) | null = null
  let running: Promise<void> = Promise.resolve()

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs)
      nudge = () => {
        clearTimeout(timer)
        resolve()
      }
      if (isWoken || isStopped) nudge()
    })

  async function run() {
    while (!isStopped) {
      isWoken = false
      let isMore = false
      try {
        isMore = await work()
      } catch (error) {
        logger.error({ loop: name, err: error }, 'worker failed')
        isWoken = false
      }
      if (!isMore && !isStopped) await rest()
      nudge = null
    }
  }

  return {
    start() {
      running = run()
    },
    wake() {
      isWoken = true
      nudge?.()
    },
    async stop() {
      isStopped = true
      nudge?.()
      await running
    },
  }
}
