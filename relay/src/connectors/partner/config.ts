import type { ConnectorConfig } from '../connector.ts'
import { HeaderSecret, SigningSecret, Url } from '../setting-values.ts'

export const config: ConnectorConfig = {
  settings: [
    { key: 'url', isSecret: false, isRequired: true, schema: Url },
    { key: 'api_key', isSecret: true, isRequired: false, schema: HeaderSecret },
    { key: 'secret', isSecret: true, isRequired: true, isGenerated: true, schema: HeaderSecret },
    { key: 'signing_secret', isSecret: true, isRequired: false, isGenerated: true, schema: SigningSecret },
  ],
  incomingSecret: 'secret',
}
