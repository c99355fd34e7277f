import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { labels } from './labels.ts'
import { push } from './push.ts'
import { testConnection } from './test-connection.ts'

export const crm = defineConnector({
  name: 'crm',
  config,
  labels,
  concurrency: 16,
  pushes: 'events',
  receive: null,
  read: null,
  push,
  test: testConnection,
})
