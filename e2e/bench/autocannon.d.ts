declare module 'autocannon' {
  type Request = { body?: string | Uint8Array; headers?: Record<string, string>; [member: string]: unknown }
  type Options = {
    url: string
    connections: number
    amount: number
    sampleInt: number
    method: 'POST'
    requests: { setupRequest: (request: Request, context: object) => Request }[]
  }
  type Result = { '2xx': number; non2xx: number; errors: number; timeouts: number }
  type Run = PromiseLike<Result> & { on: (event: 'response', listener: () => void) => void }
  export default function autocannon(options: Options): Run
}
