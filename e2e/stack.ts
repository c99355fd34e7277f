import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { createSecretBox } from '../relay/src/connections/secrets.ts'
import { createTestDatabase, type TestDatabase } from '../relay/test/database.ts'
import { findFreePort } from '../relay/test/factories.ts'
import { createRelayChild, pathOf, type RelayChild, type StartOptions } from './relay-child.ts'

export type Stack = Pick<RelayChild, 'url' | 'start' | 'kill' | 'waitForExit' | 'isAlive' | 'output'> & {
  /** The private database, with the operator's key that the relay runs with. */
  database: TestDatabase
  /** Runs the command line with `--json`; throws with its stderr where it fails. */
  runCli: <T>(...args: string[]) => Promise<T>
  restart: (options?: StartOptions) => Promise<void>
  /** Ends the relay and drops the database. */
  stop: () => Promise<void>
}

/** A private database, and the environment of a relay on it. */
export async function createEnvironment(): Promise<{ database: TestDatabase; environment: NodeJS.ProcessEnv }> {
  const operatorKey = randomBytes(32)
  const database: TestDatabase = { ...(await createTestDatabase()), box: createSecretBox(operatorKey) }
  const environment = {
    PATH: process.env.PATH,
    DATABASE_URL: database.url,
    PASSERELLE_ENCRYPTION_KEY: operatorKey.toString('base64'),
    PASSERELLE_ALLOWED_PRIVATE_NETWORKS: '127.0.0.0/8',
    // Checks read as fast as they can.
    PASSERELLE_RATE_LIMIT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'warn',
  }
  return { database, environment }
}

/** A relay in a process of its own on a private database: what a crash leaves behind is all that the next one finds. */
export async function createStack(): Promise<Stack> {
  const { database, environment } = await createEnvironment()
  const port = await findFreePort()
  const relay = createRelayChild({ environment, port })

  async function end(): Promise<void> {
    if (!relay.isAlive()) return
    relay.kill('SIGKILL')
    await relay.waitForExit()
  }

  return {
    ...relay,
    database,
    async runCli<T>(...args: string[]): Promise<T> {
      const { stdout } = await promisify(execFile)(process.execPath, [pathOf('cli/index.ts'), ...args, '--json'], {
        env: { ...environment, PORT: String(port) },
      })
      return JSON.parse(stdout) as T
    },
    async restart(options) {
      await end()
      await relay.start(options)
    },
    async stop() {
      await end()
      await database.drop()
    },
  }
}
