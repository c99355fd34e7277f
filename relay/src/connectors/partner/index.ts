import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { labels } from './labels.ts'
import { push } from './push.ts'
import { read, receive } from './receive.ts'

export const partner = defineConnector({
  name: 'partner',
  config,
  labels,
  concurrency: 4,
  pushes: 'state',
  sendsPartial: true,
  receive,
  read,
  push,
})
