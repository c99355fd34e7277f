import type { ConnectorConfig } from '../connector.ts'
import { HeaderSecret, SharedSecret, SigningSecret, Url } from '../setting-values.ts'

export const config: ConnectorConfig = {
  settings: [
    { key: 'url', isSecret: false, isRequired: false, schema: Url },
    { key: 'consumer_key', isSecret: true, isRequired: false, schema: HeaderSecret },
    { key: 'consumer_secret', isSecret: true, isRequired: false, schema: HeaderSecret },
    { key: 'webhook_secret', isSecret: true, isRequired: true, isGenerated: true, schema: SharedSecret },
    // Made by pairing with the plugin; two while it is changed.
    { key: 'signing_secret', isSecret: true, isRequired: false, schema: SigningSecret },
  ],
  incomingSecret: 'webhook_secret',
}
