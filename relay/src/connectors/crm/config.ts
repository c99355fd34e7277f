import type { ConnectorConfig } from '../connector.ts'
import { SigningSecret, Url } from '../setting-values.ts'

export const config: ConnectorConfig = {
  settings: [
    { key: 'url', isSecret: false, isRequired: true, schema: Url },
    { key: 'secret', isSecret: true, isRequired: true, isGenerated: true, schema: SigningSecret },
  ],
  incomingSecret: null,
}
