import type { ConnectionContext, Connector, Io, OutgoingEvent, PushResult } from '../connectors/connector.ts'
import type { LoadedDelivery } from './load-deliveries.ts'

export type Pushed = { result: PushResult; isReadBack: boolean; error?: unknown }

/**
 * One try at a delivery. Where an earlier one was sent and its answer lost, the connector first looks for what it may have
 * left: a thing that it was to make is found, so the delivery is done; sure to be absent, it is sent again; otherwise it stays
 * open. A change of a thing that the other side has already is sent again: that it is there says nothing of the change. Connectors that do not read
 * back are simply sent to again, under the same id. Never throws: an error of the connector's own comes back beside the result.
 */
export async function pushDelivery(args: {
  connector: Connector
  io: Io
  context: ConnectionContext
  delivery: LoadedDelivery
}): Promise<Pushed> {
  const { connector, io, context, delivery } = args
  const { push, readBack } = connector
  // What failed half-way may have been sent.
  const failed = (error: unknown, isReadBack: boolean): Pushed => ({
    result: { kind: readBack ? 'unknown' : 'retry', reason: 'connector_failed' },
    isReadBack,
    error,
  })
  if (!push) return failed(new Error('the connector cannot push'), false)
  let event: OutgoingEvent = delivery.event
  if (readBack && event.mapping === null && (delivery.isUnknown || delivery.isOlderUnknown)) {
    try {
      const found = await readBack({ io, context, event })
      if (found.kind === 'retry') return { result: { ...found, kind: 'unknown' }, isReadBack: true }
      if (found.kind === 'found') {
        if (delivery.isUnknown) return { result: { ...found, kind: 'delivered' }, isReadBack: true }
        const { externalId = event.entity.id, agreed = {} } = found
        event = { ...event, mapping: { externalId, agreed } }
      }
    } catch (error) {
      return failed(error, true)
    }
  }
  try {
    const result = await push({ io, context, event })
    if (result.kind !== 'delivered' || event === delivery.event || !event.mapping) return { result, isReadBack: false }
    return { result: { ...event.mapping, ...result }, isReadBack: false }
  } catch (error) {
    return failed(error, false)
  }
}
