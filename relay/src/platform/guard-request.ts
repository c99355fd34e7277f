import type { HttpBindings } from '@hono/node-server'
import type { MiddlewareHandler } from 'hono'
import { Invalid, NotFound } from './errors.ts'

const maxAddressLength = 8_192
const maxParameters = 100
// What a proxy and we might read as two different paths names nothing.
const ambiguous = /\/\/|\\|\/(?:\.|%2e){1,2}(?:\/|$)/i

/** Refuses addresses that are too long, have too many parameters, or could be read in two ways, before anything reads them. */
export const guardAddress: MiddlewareHandler = async (c, next) => {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>
  const target = (incoming?.url ?? c.req.url).replace(/^https?:\/\/[^/?#]*/i, '')
  if (target.length > maxAddressLength)
    throw new Invalid('uri_too_long', `An address has at most ${maxAddressLength} characters`, { status: 414 })
  const [path = '', query = ''] = target.split('?', 2)
  if (query.split('&').length > maxParameters)
    throw new Invalid('too_many_parameters', `An address has at most ${maxParameters} parameters`, { status: 400 })
  if (ambiguous.test(path)) throw new NotFound('not_found', 'There is nothing at this address')
  await next()
}

const json = ['*/*', 'application/*', 'application/json', 'application/problem+json']

/** 406 where the caller takes no JSON, which is all there is. */
export const refuseOtherForms: MiddlewareHandler = async (c, next) => {
  const accept = c.req.header('accept') ?? '*/*'
  const isTaken = accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
    return json.includes(type) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter))
  })
  if (!isTaken) throw new Invalid('not_acceptable', 'Answers are application/json', { status: 406 })
  await next()
}
