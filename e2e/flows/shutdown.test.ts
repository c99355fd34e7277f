import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { check, clean, type Sent } from '../checker.ts'
import { createStack, type Stack } from '../stack.ts'
import { type Lab, makeLab, sendUntilKept, settleDeliveries } from './lab.ts'

let stack: Stack
let lab: Lab

beforeAll(async () => {
  stack = await createStack()
  lab = await makeLab(stack.database, stack.url)
  await stack.start()
})
afterAll(async () => {
  await stack.stop()
  await lab.close()
})

test('F5 SIGTERM under load: only 2xx, 503 with Retry-After or a dropped connection; exit 0 in time; nothing acknowledged is lost', async () => {
  const ledger: Sent[] = []
  const answers: { status: number; retryAfter: string | undefined }[] = []
  let isOver = false
  const produce = async (worker: number) => {
    const door = lab.doors[worker % 2 === 0 ? 0 : 1]
    for (let n = 1; !isOver; ) {
      const answer = await sendUntilKept(door, { id: 1 + worker, n }, ledger)
      answers.push({ status: answer?.status ?? 0, retryAfter: answer?.headers['retry-after'] })
      if (answer?.status === 202) n++
      else await sleep(5)
    }
  }
  const producing = Array.from({ length: 10 }, (_, worker) => produce(worker))
  while (ledger.filter((one) => one.isAcknowledged).length < 60) await sleep(10)
  stack.kill('SIGTERM')
  const exit = await stack.waitForExit()
  await sleep(50)
  isOver = true
  await Promise.all(producing)

  expect(exit, stack.output()).toMatchObject({ code: 0, signal: null })
  expect(exit.afterMs).toBeLessThan(20_000)
  expect(new Set(answers.map(({ status }) => status)).difference(new Set([202, 503, 0]))).toEqual(new Set())
  for (const { status, retryAfter } of answers) if (status === 503) expect(retryAfter).toMatch(/^\d+$/)

  await stack.start()
  for (const one of ledger.filter((entry) => !entry.isAcknowledged)) {
    const door = lab.doors.find(({ connectionId }) => connectionId === one.connectionId) ?? lab.shop
    await sendUntilKept(door, { id: Number(one.externalId), n: one.n }, ledger)
  }
  await settleDeliveries(stack.database)
  const report = await check({
    database: stack.database,
    organisationId: lab.organisation.id,
    sent: ledger,
    receivers: [{ connectionId: lab.crmConnectionId, ledger: lab.crm }],
  })
  expect(report).toEqual(clean)
  expect(ledger.every((one) => one.isAcknowledged)).toBe(true)
}, 60_000)

test('R0.2 the command line works while the relay runs, and makes what the relay serves at once', async () => {
  const { id } = await stack.runCli<{ id: string }>(
    ...['organisation', 'create', '--name', 'Une autre', '--time-zone', 'Europe/Paris', '--currency', 'EUR'],
  )
  const { key } = await stack.runCli<{ key: string }>('key', 'create', '--organisation', id, '--scopes', 'admin')
  const call = () => fetch(`${stack.url}/v1/products`, { headers: { authorization: `Bearer ${key}` } })
  expect(await (await call()).json()).toEqual({ data: [], next_cursor: null })
  expect(await stack.runCli('status')).toMatchObject({ inbox: expect.anything(), deliveries: expect.anything() })
})
