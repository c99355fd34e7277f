import { createServer } from 'node:http'

/** A destination that reads a call and answers it: at once at `/0`, after so many milliseconds at any other path. */
const server = createServer((request, response) => {
  const delayMs = Number(request.url?.slice(1))
  const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"received":true}')
  request.resume().on('end', () => (delayMs > 0 ? setTimeout(answer, delayMs) : answer()))
})
server.listen(Number(process.env.PORT), '127.0.0.1')
process.on('message', () => process.send?.({ isListening: server.listening }))
for (const end of ['SIGTERM', 'disconnect']) process.on(end, () => process.exit(0))
