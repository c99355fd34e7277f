/**
 * A source's own order is a counter where our plugin speaks, and the time of the last change in milliseconds where it does not.
 * No counter reaches this, and no time is below it.
 */
export const firstTime = 100_000_000_000

/** A counter is newer than any time: the plugin took over from what was known by times alone. */
function isOlder(version: number, than: number): boolean {
  const isTime = version >= firstTime
  return isTime === than >= firstTime ? version < than : isTime
}

/** Where the newest accepted snapshot of an entity stands. `version` is the source's own order, where it has one. */
export type Newest = { hash: string | null; version: number | null }

/**
 * `isNamed`: the source gives each event an id of its own, which has shown already that this one is new. `isFact`: it tells a
 * step, which counts whatever came before it.
 */
export type Arrival = {
  hash: string
  version: number | null
  isDelete: boolean
  isNamed?: boolean
  isFact?: boolean
  /** It says that the entity is back; its bytes may be those from before it went. */
  isRestore?: boolean
}

/** `stale`: accepted as a step, while the state that it carries is older than the newest. */
export type Fate = 'accepted' | 'stale' | 'duplicate' | 'superseded'

/**
 * Decides whether an arrival is news, from the newest accepted one alone: A → B → A are two changes, a delete that carries
 * only an id is never a repeat, what is older than the newest is kept as superseded, and equal or absent versions fall to the
 * hash. A delete that has a place in the source's order is a tombstone at that place; of one that has none the newest snapshot
 * still stands where it has a version, so that an old signed body revives nothing.
 */
export function decideFate(newest: Newest, arrival: Arrival): { fate: Fate; newest: Newest } {
  const isOld = arrival.version !== null && newest.version !== null && isOlder(arrival.version, newest.version)
  if (arrival.isDelete) {
    if (isOld) return { fate: 'superseded', newest }
    if (arrival.version !== null) return { fate: 'accepted', newest: { hash: null, version: arrival.version } }
    return { fate: 'accepted', newest: newest.version === null ? { hash: null, version: null } : newest }
  }
  if (arrival.isFact) {
    if (isOld) return { fate: 'stale', newest }
    return { fate: 'accepted', newest: { hash: arrival.hash, version: arrival.version ?? newest.version } }
  }
  const isRepeat = !arrival.isNamed && !arrival.isRestore && arrival.hash === newest.hash
  if (isOld) return { fate: isRepeat ? 'duplicate' : 'superseded', newest }
  // Where the version was forgotten, the same bytes say it again.
  if (isRepeat) return { fate: 'duplicate', newest: { ...newest, version: newest.version ?? arrival.version } }
  return { fate: 'accepted', newest: { hash: arrival.hash, version: arrival.version ?? newest.version } }
}
