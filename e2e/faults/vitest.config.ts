import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** `npm run test:faults`: what takes minutes, one file after the other, since each measures or kills. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    name: 'faults',
    include: ['e2e/faults/**/*.test.ts'],
    globalSetup: ['./relay/test/start-server.ts'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 90_000,
  },
})
