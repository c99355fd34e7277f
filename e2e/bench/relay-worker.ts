import { createRelay, type Relay } from '@passerelle/relay/src/app.ts'
import { openPlatform } from '@passerelle/relay/src/open-platform.ts'
import { readConfig } from '@passerelle/relay/src/platform/config.ts'
import { createDeliver } from '@passerelle/relay/src/platform/deliver.ts'
import { createLogger } from '@passerelle/relay/src/platform/logger.ts'

/** The relay in the role of worker, started and stopped by messages, so that it is warm when it counts. */
const config = readConfig()
const logger = createLogger(config.logLevel)
const platform = await openPlatform(config)
const { db, box } = platform
const http = createDeliver({ allowedPrivateNetworks: config.allowedPrivateNetworks })
let relay: Relay | null = null

process.on('message', async ({ type }: { type: 'start' | 'stop' }) => {
  if (type === 'stop') {
    await relay?.stop()
    process.send?.({})
    return
  }
  relay = createRelay({ db, box, http, logger, role: 'worker' })
  process.send?.({ startedAt: Date.now() })
  await relay.start()
})
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
