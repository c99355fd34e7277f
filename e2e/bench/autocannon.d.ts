declare module 'autocannon' {
  type Request = { body?: string | Uint8Array; headers?: Record<string, string>; [member: string]: unknown }
  type Options = {
    url: string
    connections: number
    amount: number
    method: 'POST'
    requests: { setupRequest: (request: Request, context: object) => Request }[]
  }
  type Result = { '2xx': number; non2xx: number; errors: number; timeouts: number }
  export default function autocannon(options: Options): PromiseLike<Result>
}
