/**
 * Lets calls for the same key share one read. A call never joins a read under way, which may have seen what is no longer true,
 * only the one that starts after it: what was revoked before a call came is refused to that call.
 */
export function shareReads<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, { current: Promise<unknown>; next: Promise<T> | null }>()

  return function share(key: string): Promise<T> {
    const state = running.get(key)
    if (!state) {
      const current = read(key)
      const started = { current, next: null }
      running.set(key, started)
      const end = () => {
        if (running.get(key) === started) running.delete(key)
      }
      current.then(end, end)
      return current
    }
    state.next ??= state.current.then(
      () => share(key),
      () => share(key),
    )
    return state.next
  }
}
