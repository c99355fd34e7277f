const maxHops = 3

/** How many relays a call came through, by its `Passerelle-Hop` header; none where it says nothing that can be read. */
export function readHop(header: string | undefined): number {
  return /^\d{1,9}$/.test(header ?? '') ? Number(header) : 0
}

/** What came through more than three goes round in a circle. */
export const isLoop = (hop: number): boolean => hop > maxHops
