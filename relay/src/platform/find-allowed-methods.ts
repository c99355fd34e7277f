import type { Hono } from 'hono'
import type { AuthEnv } from './auth.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** The methods that some route answers at this path; none where the path is not known. */
export function findAllowedMethods(app: Pick<Hono<AuthEnv>, 'router'>, path: string): string[] {
  const isAnswered = (method: string) =>
    app.router.match(method, path)[0].some(([[, route]]) => route.method === method)
  return methods.filter(isAnswered).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
}
