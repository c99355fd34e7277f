import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { labels } from './labels.ts'
import { push } from './push.ts'

export const crm = defineConnector({
  name: 'crm',
  config,
  labels,
  concurrency: 8,
  pushes: 'events',
  receive: null,
  read: null,
  push,
})
