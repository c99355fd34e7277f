import { connect, createServer, type Socket } from 'node:net'
import type { TestDatabase } from '../../relay/test/database.ts'
import { findFreePort } from '../../relay/test/factories.ts'
import { createRelayChild, type RelayChild } from '../relay-child.ts'
import { createEnvironment } from '../stack.ts'

export type Role = 'all' | 'ingest' | 'worker'

export type Cluster = {
  database: TestDatabase
  environment: NodeJS.ProcessEnv
  /** One address before the replicas that take calls, as a proxy is: a call goes to one that is up. */
  url: string
  replicas: RelayChild[]
  output: () => string
  stop: () => Promise<void>
}

/** Several relays on one private database, each a process of its own. They are started here, one after the other. */
export async function createCluster(roles: readonly Role[]): Promise<Cluster> {
  const { database, environment } = await createEnvironment()
  const replicas: RelayChild[] = []
  const doors: number[] = []
  for (const role of roles) {
    const port = await findFreePort()
    const replica = createRelayChild({ environment, port, role })
    await replica.start()
    replicas.push(replica)
    if (role !== 'worker') doors.push(port)
  }
  const balancer = await startBalancer(doors)
  const output = () => replicas.map((replica, n) => `--- replica ${n} (${roles[n]})\n${replica.output()}`).join('\n')
  return {
    database,
    environment,
    url: balancer.url,
    replicas,
    output,
    async stop() {
      for (const replica of replicas) replica.kill('SIGKILL')
      await Promise.all(replicas.map((replica) => replica.waitForExit().catch(() => {})))
      await balancer.close()
      await database.drop()
    },
  }
}

/** Joins each connection to the next port that takes one; where none does, it is cut. */
async function startBalancer(ports: readonly number[]): Promise<{ url: string; close: () => Promise<void> }> {
  const sockets = new Set<Socket>()
  let turn = 0
  const server = createServer((client) => {
    sockets.add(client)
    client.on('error', () => client.destroy()).on('close', () => sockets.delete(client))
    const first = turn++
    const tryNext = (n: number) => {
      const port = ports[(first + n) % ports.length]
      if (port === undefined || n === ports.length || client.destroyed) return client.destroy()
      const upstream = connect({ port, host: '127.0.0.1' })
      upstream.once('error', () => tryNext(n + 1))
      upstream.once('connect', () => {
        upstream.removeAllListeners('error')
        upstream.on('error', () => client.destroy()).on('close', () => client.destroy())
        client.on('close', () => upstream.destroy())
        client.pipe(upstream).pipe(client)
      })
    }
    tryNext(0)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
