import { randomBytes } from 'node:crypto'
import type { ErrorCode } from '@passerelle/shared-types/error-codes'
import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import { Invalid } from '../platform/errors.ts'
import type { Secrets } from './secrets.ts'

type Setting = {
  key: string
  isSecret: boolean
  isRequired: boolean
  isGenerated?: boolean
  schema: { safeParse: (value: string) => { success: boolean } }
}

export type GivenSetting = { key: string; value: string }
type Check = (url: string) => { ok: true } | { ok: false; detail: string }

/**
 * Sorts given settings into plain ones and secrets, checks each, and generates the secrets that were not given. A secret given
 * several times has several live values.
 */
export function readSettings(declared: readonly Setting[], given: GivenSetting[], checkUrl: Check) {
  const settings: Record<string, string> = {}
  const secrets: Secrets = {}
  const generated: Record<string, string> = {}
  for (const { key, value } of given) {
    const setting = declared.find((candidate) => candidate.key === key)
    if (!setting)
      refuse('setting_unknown', key, `Settings are ${declared.map((candidate) => candidate.key).join(', ')}`)
    if (!setting.schema.safeParse(value).success)
      refuse('validation_failed', key, `${key} does not have the expected form`)
    if (setting.isSecret) secrets[key] = [...(secrets[key] ?? []), value]
    else settings[key] = value
  }
  if (settings.url !== undefined) {
    const check = checkUrl(settings.url)
    if (!check.ok) refuse('destination_forbidden', 'url', check.detail)
  }
  for (const setting of declared) {
    if (setting.key in settings || setting.key in secrets) continue
    if (setting.isGenerated) {
      const value = generateFor(setting)
      secrets[setting.key] = [value]
      generated[setting.key] = value
    } else if (setting.isRequired) refuse('setting_missing', setting.key, `${setting.key} is needed`)
  }
  return { settings, secrets, generated }
}

function generateFor(setting: Setting): string {
  const plain = randomBytes(24).toString('base64url')
  return setting.schema.safeParse(plain).success ? plain : generateSecret()
}

function refuse(code: ErrorCode, key: string, detail: string): never {
  throw new Invalid(code, detail, { errors: [{ pointer: `/${key}`, code }] })
}
