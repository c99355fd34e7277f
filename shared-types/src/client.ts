import createFetchClient, { type Client, type Middleware } from 'openapi-fetch'
import type { paths } from './api/openapi.ts'
import type { Problem } from './problem.ts'

/** A refusal of the relay as it was answered. `code` is stable; `retryAfterSeconds` is set where the relay names a time. */
export class ApiProblem extends Error {
  readonly problem: Problem
  readonly retryAfterSeconds: number | null

  constructor(problem: Problem, retryAfterSeconds: number | null) {
    super(`${problem.code}: ${problem.detail}`)
    this.name = 'ApiProblem'
    this.problem = problem
    this.retryAfterSeconds = retryAfterSeconds
  }

  get code(): string {
    return this.problem.code
  }

  get status(): number {
    return this.problem.status
  }
}

export type ApiClient = Client<paths>

type Options = { baseUrl: string; key: string; fetch?: (request: Request) => Promise<Response> }

/**
 * The API, typed by its own description: `client.GET('/v1/products/{id}', { params: { path: { id } } })` answers
 * `{ data, response }`. What the relay refuses is thrown as ApiProblem; a link that fails, as fetch throws it.
 */
export function createClient({ baseUrl, key, fetch }: Options): ApiClient {
  const client = createFetchClient<paths>({
    baseUrl,
    headers: { authorization: `Bearer ${key}` },
    ...(fetch ? { fetch } : {}),
  })
  client.use(throwProblems)
  return client
}

const throwProblems: Middleware = {
  async onResponse({ response }) {
    if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return
    const after = response.headers.get('retry-after')
    throw new ApiProblem((await response.json()) as Problem, after === null ? null : Number(after))
  },
}
