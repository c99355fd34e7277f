import { join } from 'node:path'
import { openDataFolder } from '@passerelle/relay/src/platform/embedded-postgres-folder.ts'
import { withFileLock } from '@passerelle/relay/src/platform/file-lock.ts'

const maxFolders = 20

/**
 * Runs `run` with a data folder that this demo alone uses: `dataDir`, or `dataDir-2` and so on while other demos run. The lock
 * of a demo that was killed is taken over, and with it what the folder holds.
 */
export async function holdDataFolder<T>(dataDir: string, run: (folder: string) => Promise<T>): Promise<T> {
  for (let n = 1; ; n++) {
    const folder = await openDataFolder(n === 1 ? dataDir : `${dataDir}-${n}`)
    let isHeld = false
    try {
      return await withFileLock({ path: join(folder, 'demo.lock'), timeoutMs: 0 }, () => {
        isHeld = true
        return run(folder)
      })
    } catch (error) {
      if (isHeld || n >= maxFolders) throw error
    }
  }
}
