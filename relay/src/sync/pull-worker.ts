import { createLoop, type Loop } from '../platform/loop.ts'
import type { Wake } from '../platform/wake.ts'
import { answerPullRequests } from './answer-pull-requests.ts'
import type { JobTools } from './ask-source.ts'

/** Reads the single things that were asked for. */
export function createPullWorker({
  wake,
  pollMs = 500,
  ...tools
}: JobTools & { wake: Pick<Wake, 'wake'>; pollMs?: number }): Loop {
  async function work(): Promise<boolean> {
    const answered = await answerPullRequests(tools)
    if (answered > 0) wake.wake('inbox')
    return answered > 0
  }
  return createLoop({ name: 'pull requests', work, pollMs, logger: tools.logger })
}
