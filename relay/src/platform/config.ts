import { resolve } from 'node:path'
import { isSecret } from '@passerelle/shared-types/standard-webhooks'
import ipaddr from 'ipaddr.js'
import { z } from 'zod'

const cidrList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine((list) => list.every((cidr) => ipaddr.isValidCIDR(cidr)), 'must be CIDRs, separated by commas')

const originList = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
  )
  .refine(
    (list) => list.every((origin) => URL.parse(origin)?.origin === origin),
    'must be origins such as https://admin.example, separated by commas',
  )

const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()))

const isPublicUrl = (text: string) => {
  const url = URL.parse(text)
  return (
    url !== null && /^https?:$/.test(url.protocol) && !/[?#]/.test(text) && url.username === '' && url.password === ''
  )
}
const isDatabaseUrl = (text: string) => /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '')
const ifGiven = (isGood: (text: string) => boolean) => (text: string | undefined) => text === undefined || isGood(text)

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8787),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: optional.refine(ifGiven(isPublicUrl), 'must be an http or https address without query and fragment'),
  DATABASE_URL: optional.refine(
    ifGiven(isDatabaseUrl),
    'must be postgres://user:password@host:port/database, with signs such as / # ? in the password percent-encoded',
  ),
  PASSERELLE_DATA_DIR: z.string().default('.data'),
  PASSERELLE_ENCRYPTION_KEY: optional.refine(
    ifGiven((key) => Buffer.from(key, 'base64').length === 32),
    'must be 32 bytes in base64',
  ),
  PASSERELLE_ALLOWED_PRIVATE_NETWORKS: cidrList,
  PASSERELLE_TRUSTED_PROXIES: cidrList,
  PASSERELLE_OPS_NETWORKS: cidrList,
  PASSERELLE_CORS_ORIGINS: originList,
  PASSERELLE_RATE_LIMIT: z.coerce.number().int().min(0).max(1_000_000).default(100),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CRM_WEBHOOK_URL: optional,
  CRM_WEBHOOK_SECRET: optional.refine(ifGiven(isSecret), 'must be whsec_ and the base64 of 24 to 64 bytes'),
  PARTNER_WEBHOOK_URL: optional,
  PARTNER_API_KEY: optional.refine(
    ifGiven((key) => /^[\x21-\x7e]{1,512}$/.test(key)),
    'must be 1 to 512 visible ASCII characters',
  ),
  CRASH_AT: optional,
})

/** Every variable that the relay reads. */
export const environmentNames: readonly string[] = Object.keys(Environment.shape)

export type Config = {
  port: number
  host: string
  publicUrl: string | null
  databaseUrl: string | null
  dataDir: string
  encryptionKey: Buffer | null
  allowedPrivateNetworks: string[]
  /** CIDRs of proxies whose X-Forwarded-For is believed. */
  trustedProxies: string[]
  /** CIDRs from which `/metrics` may be read without a key. */
  opsNetworks: string[]
  /** Origins whose pages may call the API from a browser. */
  corsOrigins: string[]
  /** Calls per second and key, in each process; 0 for no limit. */
  rateLimit: number
  logLevel: string
  /** Settings by connector that seed one connection each, for the only organisation. */
  seeds: { connector: string; settings: Record<string, string> }[]
  crashAt: string | null
}

/** Exit code of a configuration that cannot work (sysexits' EX_CONFIG). */
export const exitConfig = 78

export class ConfigError extends Error {}

/** The one reader of the environment. Throws ConfigError naming each variable that is wrong. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // A variable that is set to nothing is a line of `.env` that nobody filled in.
  const filled = Object.entries(environment).filter(([, value]) => value?.trim() !== '')
  const parsed = Environment.safeParse(Object.fromEntries(filled))
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const env = parsed.data
  if (env.DATABASE_URL && !env.PASSERELLE_ENCRYPTION_KEY) {
    throw new ConfigError(
      'PASSERELLE_ENCRYPTION_KEY: needed beside DATABASE_URL (32 bytes, base64: openssl rand -base64 32)',
    )
  }
  // A generated one would stay sealed in the database, where the other side never learns it.
  for (const [url, secret] of [
    ['CRM_WEBHOOK_URL', 'CRM_WEBHOOK_SECRET'],
    ['PARTNER_WEBHOOK_URL', 'PARTNER_API_KEY'],
  ] as const) {
    if (env[url] && !env[secret]) throw new ConfigError(`${secret}: needed beside ${url}`)
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: resolve(env.PASSERELLE_DATA_DIR),
    encryptionKey: env.PASSERELLE_ENCRYPTION_KEY ? Buffer.from(env.PASSERELLE_ENCRYPTION_KEY, 'base64') : null,
    allowedPrivateNetworks: env.PASSERELLE_ALLOWED_PRIVATE_NETWORKS,
    trustedProxies: env.PASSERELLE_TRUSTED_PROXIES,
    opsNetworks: env.PASSERELLE_OPS_NETWORKS,
    corsOrigins: env.PASSERELLE_CORS_ORIGINS,
    rateLimit: env.PASSERELLE_RATE_LIMIT,
    logLevel: env.LOG_LEVEL,
    seeds: [
      seed('crm', { url: env.CRM_WEBHOOK_URL, secret: env.CRM_WEBHOOK_SECRET }),
      seed('partner', { url: env.PARTNER_WEBHOOK_URL, api_key: env.PARTNER_API_KEY, secret: env.PARTNER_API_KEY }),
    ].filter((candidate) => candidate !== null),
    crashAt: env.CRASH_AT ?? null,
  }
}

function seed(connector: string, settings: Record<string, string | undefined>) {
  if (settings.url === undefined) return null
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { connector, settings: Object.fromEntries(given) }
}
