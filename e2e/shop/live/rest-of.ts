import type { Shop } from '../lab/start-shop.ts'

export type Id = { id: number }

/** The first of a list that must not be empty. */
export const first = <T>(list: readonly T[]): T => {
  const [one] = list
  if (one === undefined) throw new Error('there is none')
  return one
}

/** The shop's REST, which must accept what is asked. */
export function restOf(shop: Shop) {
  return async <T = Id>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await shop.rest<T>(method, `/wc/v3${path}`, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
}
