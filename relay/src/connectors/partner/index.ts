import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { labels } from './labels.ts'
import { push } from './push.ts'
import { read, receive } from './receive.ts'
import { testConnection } from './test-connection.ts'

export const partner = defineConnector({
  name: 'partner',
  config,
  labels,
  concurrency: 16,
  pushes: 'state',
  takes: ['product'],
  sendsPartial: true,
  receive,
  read,
  push,
  test: testConnection,
})
