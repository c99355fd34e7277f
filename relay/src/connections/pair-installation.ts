import { generateSecret } from '@passerelle/shared-types/standard-webhooks'
import type { Tx } from '../platform/db.ts'
import { Conflict, NotFound } from '../platform/errors.ts'
import { createConnection } from './create-connection.ts'
import type { SecretBox } from './secrets.ts'
import { type PairingTry, takenByAnother } from './take-pairing-try.ts'

export type ProvenInstallation = {
  id: string
  siteUrl: string
  /** Where its files lie; null where it does not say. */
  place: string | null
  pluginVersion: string | null
  woocommerceVersion: string | null
  /** The highest number that it ever gave an event; null where it does not say. */
  sequence: number | null
}

export type PairedInstallation = {
  connectionId: string
  signingSecret: string
  /** The keys of the pairing before: to be revoked. */
  oldKeyIds: string[]
  highest: number
  /** Another installation spoke for the connection before: versions that it left there say nothing of this one's. */
  isInPlaceOfAnother: boolean
  /** Its numbers went back, as after a backup was restored. */
  hasGoneBack: boolean
}

type Args = { tx: Tx; box: SecretBox; pairing: PairingTry; installation: ProvenInstallation }

/**
 * Makes the installation the one that speaks for the connection, with a new signing secret that is the only live one. Where the
 * code names no connection, it is the one that the same installation has already at the same address, or a new one. Throws
 * Conflict where the code is another shop's, or a copy of a paired one comes without a code for the connection.
 */
export async function pairInstallation({ tx, box, pairing, installation }: Args): Promise<PairedInstallation> {
  const { organisationId } = pairing
  const [row] = await tx.sql<{ connection_id: string | null; installation_id: string | null }[]>`
    select connection_id, installation_id from pairings
    where organisation_id = ${organisationId}::uuid and id = ${pairing.id}::uuid for update`
  if (!row || (row.installation_id !== null && row.installation_id !== installation.id)) throw takenByAnother()
  const own = await findOwn(tx, organisationId, installation.id, row.connection_id)
  // The copy of a shop has its id as well: it takes the place of the live one only where a person named the connection.
  const isNamed = row.connection_id !== null && row.installation_id === null
  if (own !== null && own.siteUrl !== installation.siteUrl && !isNamed)
    throw new Conflict(
      'pairing_elsewhere',
      'This installation is paired at another address: to pair it here instead, make a code that names its connection',
    )
  const signingSecret = generateSecret()
  const connectionId = row.connection_id ?? own?.connectionId ?? (await createFor({ tx, box, pairing, installation }))
  await updateConnection({ tx, box, pairing, installation }, connectionId, signingSecret)
  await tx.sql`
    update pairings set connection_id = ${connectionId}::uuid, installation_id = ${installation.id}
    where organisation_id = ${organisationId}::uuid and id = ${pairing.id}::uuid`
  return { connectionId, signingSecret, ...(await keepInstallation(tx, organisationId, connectionId, installation)) }
}

/** Where the installation is paired already: with this connection, if one is named. */
async function findOwn(
  tx: Tx,
  organisationId: string,
  installationId: string,
  connectionId: string | null,
): Promise<{ connectionId: string; siteUrl: string } | null> {
  const [own] = await tx.sql<{ connection_id: string; site_url: string }[]>`
    select connection_id, site_url from installations
    where organisation_id = ${organisationId}::uuid and installation_id = ${installationId}
      and (${connectionId}::uuid is null or connection_id = ${connectionId}::uuid)
    order by connection_id limit 1`
  return own ? { connectionId: own.connection_id, siteUrl: own.site_url } : null
}

async function createFor({ tx, box, pairing: { organisationId }, installation }: Args): Promise<string> {
  const [organisation] = await tx.sql<{ data_key: string; company_id: string }[]>`
    select o.data_key, c.id as company_id from organisations o join companies c on c.organisation_id = o.id
    where o.id = ${organisationId}::uuid order by c.id limit 1`
  if (!organisation) throw new NotFound('not_found', 'The organisation has no company')
  return createConnection(
    { tx, box },
    {
      organisationId,
      companyId: organisation.company_id,
      dataKey: organisation.data_key,
      connector: 'woocommerce',
      name: new URL(installation.siteUrl).host,
      settings: {},
      secrets: { webhook_secret: [generateSecret()] },
    },
  )
}

async function updateConnection(
  { tx, box, pairing: { organisationId }, installation }: Args,
  connectionId: string,
  signingSecret: string,
): Promise<void> {
  const [row] = await tx.sql<{ secrets: string; data_key: string }[]>`
    select c.secrets, o.data_key from connections c join organisations o on o.id = c.organisation_id
    where c.organisation_id = ${organisationId}::uuid and c.id = ${connectionId}::uuid for update of c`
  if (!row) throw new NotFound('not_found', 'There is no such connection')
  const at = { organisationId, connectionId }
  const secrets = { ...box.openSecrets(row.data_key, at, row.secrets), signing_secret: [signingSecret] }
  const settings = JSON.stringify({ url: installation.siteUrl, plugin: 'paired' })
  await tx.sql`
    update connections set secrets = ${box.sealSecrets(row.data_key, at, secrets)}, settings = settings || ${settings}::text::jsonb,
      version = version + 1, previous_ends_at = case when rotated_key = 'signing_secret' then null else previous_ends_at end,
      is_new_secret_unused = false, unpaired_at = null, unpaired_by = null
    where organisation_id = ${organisationId}::uuid and id = ${connectionId}::uuid`
}

async function keepInstallation(
  tx: Tx,
  organisationId: string,
  connectionId: string,
  { id, siteUrl, place, pluginVersion, woocommerceVersion, sequence }: ProvenInstallation,
): Promise<Omit<PairedInstallation, 'connectionId' | 'signingSecret'>> {
  const [before] = await tx.sql<{ installation_id: string; key_ids: string[]; highest: number }[]>`
    select installation_id, key_ids, highest from installations
    where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid for update`
  const isNew = before?.installation_id !== id
  if (isNew) {
    await tx.sql`delete from installations where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid`
  }
  // One that was here before, and gave way to another, goes on where its numbers ended.
  const [known] = isNew
    ? await tx.sql<{ highest: number | null }[]>`
        select max(sequence) as highest from plugin_sequences
        where organisation_id = ${organisationId}::uuid and connection_id = ${connectionId}::uuid and installation_id = ${id}`
    : [before]
  const wasHighest = known?.highest ?? 0
  const highest = isNew ? Math.max(wasHighest, sequence ?? 0) : wasHighest
  await tx.sql`
    insert into installations (organisation_id, connection_id, installation_id, site_url, place, plugin_version, woocommerce_version,
      contiguous_to, highest, key_ids, last_seen_at, last_push_at)
    values (${organisationId}::uuid, ${connectionId}::uuid, ${id}, ${siteUrl}, ${place}, ${pluginVersion}, ${woocommerceVersion},
      ${highest}, ${highest}, '{}', app_now(), app_now())
    on conflict (organisation_id, connection_id) do update
    set site_url = excluded.site_url, place = excluded.place, plugin_version = excluded.plugin_version, woocommerce_version = excluded.woocommerce_version,
      paired_at = app_now(), last_seen_at = app_now(), last_push_at = app_now(), ask_failures = 0, ask_error = null,
      foreign_seen_at = null, foreign_installation_id = null, foreign_site_url = null, foreign_place = null,
      rotation_signed_at = null, key_ids = '{}'`
  return {
    oldKeyIds: before?.key_ids ?? [],
    highest,
    isInPlaceOfAnother: isNew && before !== undefined,
    hasGoneBack: sequence !== null && sequence < wasHighest,
  }
}
