import type { ConnectionContext, Connector } from '../connectors/connector.ts'

/** True where the connector reads at its source, and the connection has what it needs for that. */
export const canPull = (connector: Connector | undefined, context: ConnectionContext): boolean =>
  connector?.pull != null && (connector.canPull?.(context) ?? true)
