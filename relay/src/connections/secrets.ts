import { newDataKey, seal, unseal } from '../platform/crypto.ts'
import type { Tx } from '../platform/db.ts'

/** Live values by settings key; the first is the one we sign with. */
export type Secrets = Record<string, string[]>

/** The same where what a key had before its rotation has ended: of that key the newest value alone. */
export function withoutPrevious(secrets: Secrets, endedKey: string | null): Secrets {
  return endedKey === null ? secrets : { ...secrets, [endedKey]: (secrets[endedKey] ?? []).slice(0, 1) }
}

export type SecretBox = {
  newOrganisationKey: (organisationId: string) => string
  sealSecrets: (dataKey: string, at: { organisationId: string; connectionId: string }, secrets: Secrets) => string
  openSecrets: (dataKey: string, at: { organisationId: string; connectionId: string }, sealed: string) => Secrets
  /** Any text of an organisation, bound to the place where it is kept. */
  sealText: (dataKey: string, at: { organisationId: string; place: string }, text: string) => string
  openText: (dataKey: string, at: { organisationId: string; place: string }, sealed: string) => string
}

const memoSize = 1_000

/**
 * Two layers: the operator's key seals one data key per organisation, which seals the secrets of its connections. What was
 * opened is remembered by its place, key and sealed text, so that a row that was changed or moved is always opened anew.
 */
export function createSecretBox(operatorKey: Buffer): SecretBox {
  const opened = new Map<string, Secrets>()
  const keyPlace = (organisationId: string) => `${organisationId}|organisations|data_key|${organisationId}`
  const secretPlace = (at: { organisationId: string; connectionId: string }) =>
    `${at.organisationId}|connections|secrets|${at.connectionId}`
  const openKey = (dataKey: string, organisationId: string) =>
    Buffer.from(unseal(operatorKey, dataKey, keyPlace(organisationId)), 'base64')

  return {
    newOrganisationKey: (organisationId) =>
      seal(operatorKey, newDataKey().toString('base64'), keyPlace(organisationId)),
    sealSecrets: (dataKey, at, secrets) =>
      seal(openKey(dataKey, at.organisationId), JSON.stringify(secrets), secretPlace(at)),
    sealText: (dataKey, { organisationId, place }, text) =>
      seal(openKey(dataKey, organisationId), text, `${organisationId}|${place}`),
    openText: (dataKey, { organisationId, place }, sealed) =>
      unseal(openKey(dataKey, organisationId), sealed, `${organisationId}|${place}`),
    openSecrets(dataKey, at, sealed) {
      const memoKey = [at.organisationId, at.connectionId, dataKey, sealed].join('|')
      const known = opened.get(memoKey)
      if (known) return known
      const secrets: Secrets = JSON.parse(unseal(openKey(dataKey, at.organisationId), sealed, secretPlace(at)))
      if (opened.size >= memoSize) opened.clear()
      opened.set(memoKey, secrets)
      return secrets
    },
  }
}

const checkText = 'passerelle'

/** True where some operator's key has sealed this database already. */
export async function hasKeyCheck(tx: Tx): Promise<boolean> {
  const rows = await tx.sql`select from key_checks where id = 'operator'`
  return rows.length > 0
}

/** True where the operator's key is the one this database was sealed with; the first start leaves its mark. */
export async function checkOperatorKey(tx: Tx, operatorKey: Buffer): Promise<boolean> {
  await tx.sql`insert into key_checks (id, sealed) values ('operator', ${seal(operatorKey, checkText, 'key_checks')}) on conflict do nothing`
  const [row] = await tx.sql<{ sealed: string }[]>`select sealed from key_checks where id = 'operator'`
  try {
    return row !== undefined && unseal(operatorKey, row.sealed, 'key_checks') === checkText
  } catch {
    return false
  }
}
