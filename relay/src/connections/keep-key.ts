import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../platform/config.ts'

/**
 * The operator's key of the embedded default, kept beside its data and readable by its owner alone. Made where there is none
 * unless `isSealed` says that the database was sealed with one. Throws ConfigError where the file is missing or is no key.
 */
export async function keepKey(dataDir: string, isSealed: () => Promise<boolean>): Promise<Buffer> {
  const path = join(dataDir, 'encryption.key')
  const kept = await readKey(path)
  if (kept) return kept
  if (await isSealed()) {
    throw new ConfigError(
      `${path} is missing: the secrets in this database were sealed with the key in it. Put it back, or name the key in PASSERELLE_ENCRYPTION_KEY`,
    )
  }
  await mkdir(dataDir, { recursive: true })
  const draft = `${path}.${randomUUID()}`
  try {
    await writeFile(draft, randomBytes(32).toString('base64'), { mode: 0o600, flag: 'wx' })
    // A link appears whole or not at all, and never in the place of another process's key.
    await link(draft, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(draft, { force: true })
  }
  return (await readKey(path)) ?? keepKey(dataDir, isSealed)
}

async function readKey(path: string): Promise<Buffer | null> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const key = Buffer.from(text, 'base64')
  if (key.length !== 32) throw new ConfigError(`${path}: a key is 32 bytes in base64, this file holds something else`)
  return key
}
