import { defineConnector } from '../connector.ts'
import { config } from './config.ts'
import { digest } from './digest-plugin.ts'
import { findDisabledWebhooks } from './find-troubles.ts'
import { labels } from './labels.ts'
import { canPull, listsChanges, pull, pulls } from './pull.ts'
import { read } from './read.ts'
import { receive } from './receive.ts'
import { testConnection } from './test-connection.ts'

export const woocommerce = defineConnector({
  name: 'woocommerce',
  config,
  labels,
  concurrency: 2,
  pushes: null,
  receive,
  read,
  push: null,
  pulls,
  listsChanges,
  canPull,
  pull,
  digest,
  test: testConnection,
  findTrouble: findDisabledWebhooks,
})
