import { randomBytes } from 'node:crypto'
import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import { expect, test } from 'vitest'
import { ConfigError, readConfig } from './config.ts'

test('R0.4 a variable that is set to nothing counts as unset', () => {
  const blank = { PORT: '', HOST: ' ', LOG_LEVEL: '', PUBLIC_URL: '', DATABASE_URL: '', PASSERELLE_DATA_DIR: '' }
  expect(readConfig(blank)).toEqual(readConfig({}))
})

test('PUBLIC_URL is an http or https address without query and fragment', () => {
  expect(readConfig({ PUBLIC_URL: 'https://relay.example/base/' }).publicUrl).toBe('https://relay.example/base')
  for (const url of ['ftp://relay.example', 'relay.example', 'https://relay.example?a=1', 'https://relay.example/#a'])
    expect(() => readConfig({ PUBLIC_URL: url }), url).toThrow(/^PUBLIC_URL: must be/)
})

test('a DATABASE_URL that cannot be read is refused without being repeated', () => {
  const PASSERELLE_ENCRYPTION_KEY = randomBytes(32).toString('base64')
  for (const url of ['postgres://postgres:p/a#ss@postgres:5432/passerelle', 'mysql://root@localhost/x', 'nonsense']) {
    expect(() => readConfig({ DATABASE_URL: url, PASSERELLE_ENCRYPTION_KEY })).toThrow(/^DATABASE_URL: must be/)
    expect(() => readConfig({ DATABASE_URL: url, PASSERELLE_ENCRYPTION_KEY })).not.toThrow(url)
  }
})

test('a seed without the secret that both sides need is refused, naming the variable', () => {
  const url = 'https://crm.example/hook'
  expect(() => readConfig({ CRM_WEBHOOK_URL: url })).toThrow(
    new ConfigError('CRM_WEBHOOK_SECRET: needed beside CRM_WEBHOOK_URL'),
  )
  expect(() => readConfig({ PARTNER_WEBHOOK_URL: url })).toThrow(/^PARTNER_API_KEY: needed/)
  expect(() => readConfig({ CRM_WEBHOOK_URL: url, CRM_WEBHOOK_SECRET: 'short' })).toThrow(
    /^CRM_WEBHOOK_SECRET: must be whsec_ and the base64 of 24 to 64 bytes/,
  )
  const secret = generateSecret()
  expect(
    readConfig({ CRM_WEBHOOK_URL: url, CRM_WEBHOOK_SECRET: secret, PARTNER_WEBHOOK_URL: url, PARTNER_API_KEY: 'k' })
      .seeds,
  ).toEqual([
    { connector: 'crm', settings: { url, secret } },
    { connector: 'partner', settings: { url, api_key: 'k', secret: 'k' } },
  ])
})
