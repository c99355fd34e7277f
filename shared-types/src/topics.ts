const SNAPSHOT = /\.(created|updated|deleted|restored)$/

/** Whether a topic tells a step (`order.paid`) and not only how its entity stands now (`order.updated`). */
export function isFactTopic(topic: string): boolean {
  return !SNAPSHOT.test(topic)
}

/** Only a topic that ends in `.deleted` deletes. */
export function isDeleteTopic(topic: string): boolean {
  return topic.endsWith('.deleted')
}

const catalogue = /^(product|variation)\.deleted$/

/** Whether an event of the plugin says that its entity is gone; `order.note.deleted` of an order does not. */
export function deletesEntity(topic: string, kind: string): boolean {
  return topic === `${kind}.deleted` || (catalogue.test(`${kind}.deleted`) && catalogue.test(topic))
}
