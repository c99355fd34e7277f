const SNAPSHOT = /\.(created|updated|deleted|restored)$/

/** Whether a topic tells a step (`order.paid`) and not only how its entity stands now (`order.updated`). */
export function isFactTopic(topic: string): boolean {
  return !SNAPSHOT.test(topic)
}

/** Only a topic that ends in `.deleted` deletes. */
export function isDeleteTopic(topic: string): boolean {
  return topic.endsWith('.deleted')
}
