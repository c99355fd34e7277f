import type { Connector } from './connector.ts'
import { crm } from './crm/index.ts'
import { partner } from './partner/index.ts'
import { woocommerce } from './woocommerce/index.ts'

export const connectors: readonly Connector[] = [woocommerce, partner, crm]

export function findConnector(name: string): Connector | undefined {
  return connectors.find((connector) => connector.name === name)
}
