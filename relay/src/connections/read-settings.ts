import { randomBytes } from 'node:crypto'
import type { ErrorCode } from '@passerelle/shared-types/error-codes'
import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import { Invalid } from '../platform/errors.ts'
import type { Secrets } from './secrets.ts'

export type Setting = {
  key: string
  isSecret: boolean
  isRequired: boolean
  isGenerated?: boolean
  schema: { safeParse: (value: string) => { success: boolean } }
}

export type GivenSetting = { key: string; value: string }
export type Check = (url: string) => { ok: true; url: URL } | { ok: false; code: ErrorCode; detail: string }

/**
 * Sorts given settings into plain ones and secrets, checks each, and generates the secrets that were not given. A secret given
 * several times has several live values. An address is stored as it was understood: what was typed may read differently.
 */
export function readSettings(declared: readonly Setting[], given: GivenSetting[], checkUrl: Check) {
  const settings: Record<string, string> = {}
  const secrets: Secrets = {}
  const generated: Record<string, string> = {}
  for (const { key, value: typed } of given) {
    const { setting, value } = readSetting(declared, { key, value: typed }, checkUrl)
    if (setting.isSecret) secrets[key] = [...(secrets[key] ?? []), value]
    else settings[key] = value
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

/** One given setting, checked, with what the connector declares of it. */
export function readSetting(
  declared: readonly Setting[],
  { key, value: typed }: GivenSetting,
  checkUrl: Check,
): { setting: Setting; value: string } {
  const setting = declared.find((candidate) => candidate.key === key)
  if (!setting) refuse('setting_unknown', key, `Settings are ${declared.map((candidate) => candidate.key).join(', ')}`)
  const value = key === 'url' ? readUrl(typed, checkUrl) : typed
  if (!setting.schema.safeParse(value).success)
    refuse('validation_failed', key, `${key} does not have the expected form`)
  return { setting, value }
}

/** The same where the settings stand in a member of the body: what is refused is named by its place there. */
export function readSettingAt(place: string, ...given: Parameters<typeof readSetting>): ReturnType<typeof readSetting> {
  try {
    return readSetting(...given)
  } catch (error) {
    if (!(error instanceof Invalid) || !error.errors) throw error
    const errors = error.errors.map(({ pointer, code }) => ({ pointer: `${place}${pointer}`, code }))
    throw new Invalid(error.code, error.message, { status: error.status, errors })
  }
}

function readUrl(text: string, checkUrl: Check): string {
  const check = checkUrl(text)
  return check.ok ? check.url.href : refuse(check.code, 'url', check.detail)
}

/** A new random value in the form that the setting asks for. */
export function generateFor(setting: Setting): string {
  const plain = randomBytes(24).toString('base64url')
  return setting.schema.safeParse(plain).success ? plain : generateSecret()
}

function refuse(code: ErrorCode, key: string, detail: string): never {
  throw new Invalid(code, detail, { errors: [{ pointer: `/${key}`, code }] })
}
