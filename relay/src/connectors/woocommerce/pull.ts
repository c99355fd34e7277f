import type { ConnectionContext, PullArgs, PullResult } from '../connector.ts'
import { isPaired, pullPlugin } from './pull-plugin.ts'
import { pullRest } from './pull-rest.ts'
import { findCredentials } from './rest-request.ts'

/** Orders name customers, products and subscriptions, and come last. */
export const pulls = ['customer', 'product', 'variation', 'subscription', 'order']

/** `wc/v3` cannot tell which customers changed. */
export const listsChanges = ['product', 'variation', 'subscription', 'order']

/** Whether the connection has our plugin, or a key of the shop's REST API. */
export function canPull(context: ConnectionContext): boolean {
  return isPaired(context) || findCredentials(context) !== null
}

/** Reads the shop: through our plugin where it is paired, else by its REST API with the consumer key. */
export async function pull(args: PullArgs): Promise<PullResult> {
  if (!pulls.includes(args.kind)) return { kind: 'rejected', reason: 'unknown_kind' }
  if (isPaired(args.context)) return pullPlugin(args)
  const credentials = findCredentials(args.context)
  return credentials ? pullRest({ ...args, credentials }) : { kind: 'rejected', reason: 'credentials_missing' }
}
