import { defineConfig } from 'vitest/config'

const shared = {
  globalSetup: ['./relay/test/start-server.ts'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
  pool: 'forks' as const,
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { name: 'shared-types', include: ['shared-types/**/*.test.ts'] } },
      { test: { ...shared, name: 'relay', include: ['relay/**/*.test.ts'] } },
      { test: { ...shared, name: 'e2e', include: ['e2e/**/*.test.ts'], exclude: ['e2e/faults/**'] } },
    ],
  },
})
