import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { labels } from './labels.ts'
import { read, receive } from './receive.ts'

export const woocommerce = defineConnector({
  name: 'woocommerce',
  config,
  labels,
  concurrency: 2,
  pushes: null,
  receive,
  read,
  push: null,
})
