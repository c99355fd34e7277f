import { verifyStandardWebhook } from '@passerelle/shared-types/standard-webhooks'
import { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts'

/** A CRM that takes Standard Webhooks signed with `secret` and refuses everything else with 401. */
export function startFakeCrm({ secret, ...options }: ReceiverOptions & { secret: string }): Promise<Receiver> {
  return startReceiver({
    ...options,
    path: '/webhooks/passerelle',
    refuse: ({ headers, bytes }) => {
      const verification = verifyStandardWebhook({
        headers,
        body: bytes,
        secrets: [secret],
        nowSeconds: Date.now() / 1000,
      })
      return verification.ok ? null : verification.code
    },
    answerUsually: () => ({ status: 200, body: { received: true } }),
  })
}
