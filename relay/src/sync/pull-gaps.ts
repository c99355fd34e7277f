import type { Logger } from '../platform/logger.ts'
import { createLoop, type Loop } from '../platform/loop.ts'
import { claimSilent, type Patience, type Silent } from './claim-silent.ts'
import { noteAsked } from './note-asked.ts'
import { type Portions, type PullTools, pullOutbox } from './pull-outbox.ts'

type Dependencies = PullTools & { logger: Logger; pollMs?: number; patience?: Partial<Patience>; slots?: number }

const usual: Patience = { gapGraceSeconds: 10, silenceSeconds: 300, askEverySeconds: 60 }

/**
 * The loop that asks paired shops for events whose numbers are missing, and for the outboxes of those that fell silent. A slot
 * is filled again as soon as it is free, so that a slow shop holds up nobody else.
 */
export function createGapPuller({ pollMs = 1_000, patience = {}, slots = 8, ...tools }: Dependencies): Loop {
  const { db, logger } = tools
  const running = new Set<Promise<void>>()
  const portions: Portions = new Map()
  let isStopping = false

  async function ask(shop: Silent): Promise<void> {
    try {
      const asked = await pullOutbox(tools, shop, { portions, isStopping: () => isStopping })
      await noteAsked(db, shop, asked)
      if (asked.kind === 'failed')
        logger.warn({ connection: shop.connectionId, reason: asked.reason }, 'the shop gave no outbox')
    } catch (error) {
      logger.error({ err: error, connection: shop.connectionId }, 'the outbox could not be taken')
    }
  }

  async function work(): Promise<boolean> {
    const silent = await db.asSystem((sql) => claimSilent(sql, { ...usual, ...patience }, slots - running.size))
    for (const shop of silent) {
      const asking = ask(shop).finally(() => {
        running.delete(asking)
        loop.wake()
      })
      running.add(asking)
    }
    if (running.size >= slots) await Promise.race(running)
    return false
  }
  const loop = createLoop({ name: 'gaps', work, pollMs, logger })
  return {
    ...loop,
    async stop() {
      isStopping = true
      await loop.stop()
      await Promise.all(running)
    },
  }
}
