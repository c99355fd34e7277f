import { resolve } from 'node:path'
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

const optional = z
  .string()
  .optional()
  .transform((text) => (text === undefined || text.trim() === '' ? undefined : text.trim()))

const Environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(8787),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: optional.pipe(z.url().optional()),
  DATABASE_URL: optional,
  PASSERELLE_DATA_DIR: z.string().default('.data'),
  PASSERELLE_ENCRYPTION_KEY: optional.refine(
    (key) => key === undefined || Buffer.from(key, 'base64').length === 32,
    'must be 32 bytes in base64',
  ),
  PASSERELLE_ALLOWED_PRIVATE_NETWORKS: cidrList,
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CRM_WEBHOOK_URL: optional,
  CRM_WEBHOOK_SECRET: optional,
  PARTNER_WEBHOOK_URL: optional,
  PARTNER_API_KEY: optional,
  CRASH_AT: optional,
})

export type Config = {
  port: number
  host: string
  publicUrl: string | null
  databaseUrl: string | null
  dataDir: string
  encryptionKey: Buffer | null
  allowedPrivateNetworks: string[]
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
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const env = parsed.data
  if (env.DATABASE_URL && !env.PASSERELLE_ENCRYPTION_KEY) {
    throw new ConfigError(
      'PASSERELLE_ENCRYPTION_KEY: needed beside DATABASE_URL (32 bytes, base64: openssl rand -base64 32)',
    )
  }
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/$/, '') ?? null,
    databaseUrl: env.DATABASE_URL ?? null,
    dataDir: resolve(env.PASSERELLE_DATA_DIR),
    encryptionKey: env.PASSERELLE_ENCRYPTION_KEY ? Buffer.from(env.PASSERELLE_ENCRYPTION_KEY, 'base64') : null,
    allowedPrivateNetworks: env.PASSERELLE_ALLOWED_PRIVATE_NETWORKS,
    logLevel: env.LOG_LEVEL,
    seeds: [
      seed('crm', { url: env.CRM_WEBHOOK_URL, secret: env.CRM_WEBHOOK_SECRET }),
      seed('partner', { url: env.PARTNER_WEBHOOK_URL, api_key: env.PARTNER_API_KEY }),
    ].filter((candidate) => candidate !== null),
    crashAt: env.CRASH_AT ?? null,
  }
}

function seed(connector: string, settings: Record<string, string | undefined>) {
  if (settings.url === undefined) return null
  const given = Object.entries(settings).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { connector, settings: Object.fromEntries(given) }
}
