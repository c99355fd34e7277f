import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import ipaddr from 'ipaddr.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { environmentNames, readConfig } from '../src/platform/config.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { findFreePort } from './factories.ts'

/** No container runs here: the file is read and checked, and its commands run as plain processes. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string) => readFileSync(`${root}/${name}`, 'utf8')
const text = read('docker-compose.yml')

type Service = {
  image?: string
  build?: { dockerfile: string }
  command?: string[]
  user?: string
  read_only?: boolean
  cap_drop?: string[]
  security_opt?: string[]
  tmpfs?: string[]
  ports?: string[]
  profiles?: string[]
  networks: string[] | Record<string, { ipv4_address?: string } | null>
  volumes?: string[]
  configs?: (string | { source: string })[]
  secrets?: (string | { source: string })[]
  environment?: Record<string, string>
  healthcheck?: { test?: string[]; disable?: boolean }
  depends_on?: Record<string, { condition: string }>
  deploy?: { replicas?: number; resources?: { limits?: { memory: string; pids: number } } }
}
type Kept = Record<string, { content?: string; environment?: string }>
type Network = { internal?: boolean; ipam?: { config: { subnet: string; ip_range: string; gateway: string }[] } }
type Compose = {
  services: Record<string, Service>
  networks: Record<string, Network | null>
  configs?: Kept
  secrets?: Kept
}

const example = Object.fromEntries(
  [...read('.env.example').matchAll(/^(?:# )?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
)
/** What somebody who follows the first lines of the file has in .env. */
const filled: Record<string, string> = {
  ...example,
  RELAY_DOMAIN: 'relay.example.com',
  ACME_EMAIL: 'ops@example.com',
  POSTGRES_PASSWORD: randomBytes(24).toString('hex'),
  PASSERELLE_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
  TRAEFIK_OPERATORS: '10.8.0.0/16,192.0.2.7/32',
}

/** As Compose does: `${A}`, `${A-b}` where it is not set, `${A:-b}` where it is empty too, `${A:?b}` refuses. */
const interpolate = (raw: string, environment: Record<string, string>) =>
  raw.replaceAll(/\$\{([A-Z0-9_]+)(?:(:?[-?])([^}]*))?\}/g, (_, name: string, operator = '', rest = '') => {
    const value = environment[name]
    const isMissing = operator.startsWith(':') ? !value : value === undefined
    if (!isMissing) return value ?? ''
    if (operator.endsWith('?')) throw new Error(`${name}: ${rest}`)
    return rest
  })
const interpolateAll = (value: unknown, environment: Record<string, string>): unknown => {
  if (typeof value === 'string') return interpolate(value, environment)
  if (Array.isArray(value)) return value.map((one) => interpolateAll(one, environment))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, interpolateAll(one, environment)]))
}
const readCompose = (environment: Record<string, string>) =>
  interpolateAll(parse(text, { merge: true }), environment) as Compose
const compose = readCompose(filled)
const { services } = compose
const service = (name: string): Service => services[name] ?? expect.fail(`no service ${name}`)
const ours = ['migrate', 'ingest', 'worker'] as const
const networksOf = (name: string): string[] => {
  const { networks } = service(name)
  return Array.isArray(networks) ? networks : Object.keys(networks)
}
const addressIn = (name: string, network: string): string => {
  const { networks } = service(name)
  return (Array.isArray(networks) ? undefined : networks[network]?.ipv4_address) ?? expect.fail(`${name}: no address`)
}
const isIn = (address: string, cidr: string) => ipaddr.parse(address).match(ipaddr.parseCIDR(cidr))

/** As Traefik does with Go's templates, of which only `{{ env "NAME" }}` is used: what is not set is empty. */
const render = (template: string, environment: Record<string, string>) => {
  const rendered = template.replaceAll(/\{\{ env "([A-Z_]+)" \}\}/g, (_, name: string) => environment[name] ?? '')
  expect(rendered).not.toMatch(/\{\{|\}\}/)
  return rendered
}
const readTraefik = (given: Compose) =>
  parse(render(read('deploy/traefik.yml'), given.services.traefik?.environment ?? {}))

describe('R2.8 docker-compose.yml', () => {
  test('every variable that it takes is in .env.example, and what it cannot do without is refused by name', () => {
    const taken = new Set([...text.matchAll(/\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name))
    expect([...taken].filter((name) => !(name in example))).toEqual([])
    for (const name of ['RELAY_DOMAIN', 'POSTGRES_PASSWORD', 'PASSERELLE_ENCRYPTION_KEY'])
      expect(() => interpolate(text, { ...filled, [name]: '' }), name).toThrow(name)
  })

  test('.env.example lists every variable that the relay reads, and no other of ours', () => {
    // The crash points are for tests.
    expect(environmentNames.filter((name) => !(name in example) && name !== 'CRASH_AT')).toEqual([])
    const ofCompose =
      /^(RELAY_DOMAIN|ACME_EMAIL|POSTGRES_PASSWORD|TRAEFIK_\w+|DOLIBARR_(DOMAIN|CERT_RESOLVER|ADMIN_PASSWORD|DATABASE_PASSWORD))$/
    expect(Object.keys(example).filter((name) => !environmentNames.includes(name) && !ofCompose.test(name))).toEqual([])
    expect(read('.env.example')).not.toMatch(/^DATABASE_URL=/m)
    const { DATABASE_URL: _, ...set } = example
    expect(() => readConfig(set)).not.toThrow()
  })

  test('the relay gets every variable that it reads, and a configuration that it accepts', () => {
    // The data folder is for the embedded database.
    const left = new Set(['CRASH_AT', 'PASSERELLE_DATA_DIR'])
    for (const name of ours) {
      const environment = service(name).environment ?? {}
      expect(
        environmentNames.filter((one) => !(one in environment) && !left.has(one)),
        name,
      ).toEqual([])
      expect(
        Object.keys(environment).filter((one) => !environmentNames.includes(one)),
        name,
      ).toEqual([])
      const config = readConfig(environment)
      expect(config).toMatchObject({ port: 8787, host: '0.0.0.0', publicUrl: 'https://relay.example.com' })
      expect(new URL(config.databaseUrl ?? '').host).toBe('postgres:5432')
    }
  })

  test('two doors and two workers, after one migration, behind Traefik, which alone is reached from outside', () => {
    for (const name of ['ingest', 'worker'] as const) {
      expect(service(name).deploy?.replicas).toBe(2)
      expect(service(name).command?.slice(-2)).toEqual(['--role', name])
      expect(service(name).depends_on).toEqual({
        postgres: { condition: 'service_healthy' },
        migrate: { condition: 'service_completed_successfully' },
      })
    }
    expect(service('migrate').command?.slice(-2)).toEqual(['relay/src/cli/index.ts', 'migrate'])
    expect(Object.keys(services).filter((name) => service(name).ports)).toEqual(['traefik'])
    expect(networksOf('postgres')).toEqual(['database'])
    expect(Object.keys(services).filter((name) => service(name).profiles?.includes('dolibarr'))).toEqual([
      'dolibarr',
      'dolibarr-database',
    ])
  })

  test('what runs for good has a health check, limits and no more rights than it needs', () => {
    // Dolibarr's and MariaDB's images set themselves up as root, and write where they run.
    const free = new Set(['dolibarr', 'dolibarr-database'])
    for (const [name, one] of Object.entries(services)) {
      expect(one.security_opt, name).toContain('no-new-privileges:true')
      expect(one.deploy?.resources?.limits, name).toMatchObject({ memory: /^\d+[MG]$/, pids: expect.any(Number) })
      if (free.has(name)) continue
      expect(one, name).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
      expect(one.tmpfs?.[0], name).toBe('/tmp')
      // Without any capability, root can write no more than the volume of the certificates.
      if (name !== 'traefik') expect(one.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/)
      if (name !== 'migrate') expect(one.healthcheck?.test?.[0], name).toMatch(/^CMD/)
    }
    for (const name of ours) expect(service(name).user).toBe('10001:10001')
    expect(read('relay/Dockerfile')).toMatch(/^USER 10001:10001$/m)
  })

  test('what is mounted is there, and nothing is to be copied into a root that is read-only', () => {
    const copied = Object.entries({ ...compose.configs, ...compose.secrets })
      .filter(([, { content, environment }]) => content !== undefined || environment !== undefined)
      .map(([name]) => name)
    for (const [name, { read_only, configs = [], secrets = [], volumes = [] }] of Object.entries(services)) {
      const used = [...configs, ...secrets].map((one) => (typeof one === 'string' ? one : one.source))
      if (read_only)
        expect(
          used.filter((one) => copied.includes(one)),
          name,
        ).toEqual([])
      for (const volume of volumes.filter((one) => one.startsWith('.'))) {
        const [source = '', , mode] = volume.split(':')
        expect(mode, volume).toBe('ro')
        if (source === example.TRAEFIK_CERTIFICATES_DIR) continue
        expect(existsSync(`${root}/${source}`), volume).toBe(true)
      }
    }
  })

  test('the command line of the README is in the image of a service that runs for good', () => {
    for (const place of ['README.md', 'docker-compose.yml']) {
      const [, name = '', file = ''] = /docker compose exec (\w+) node (\S+)/.exec(read(place)) ?? []
      expect(service(name).deploy?.replicas, place).toBeGreaterThan(0)
      expect(service(name).build?.dockerfile, place).toBe('relay/Dockerfile')
      expect(existsSync(`${root}/${file}`), place).toBe(true)
    }
    expect(read('relay/Dockerfile')).toMatch(/^WORKDIR \/app\n[\s\S]*^COPY relay relay$/m)
  })

  test('no secret stands in it', () => {
    const values = [...text.matchAll(/^ *\w*(?:PASSWORD|SECRET|KEY)\w*: *(.+)/gm)].map(([, value = '']) => value.trim())
    expect(values.length).toBeGreaterThan(5)
    for (const value of values) expect(value).toMatch(/^(\$\{|"1"$)/)
  })

  test('Dockerfile, launcher and compose start the relay with the same flags', () => {
    const flag = '--max-semi-space-size=4'
    for (const name of ['ingest', 'worker'] as const)
      expect(service(name).command?.slice(0, 3)).toEqual(['node', flag, 'relay/src/main.ts'])
    expect(read('relay/Dockerfile')).toContain(`CMD ["node", "${flag}", "relay/src/main.ts"]`)
    expect(read('scripts/launch.mjs')).toContain(`start: ['${flag}', 'relay/src/main.ts']`)
  })
})

describe('R2.8 Traefik', () => {
  const { http, tls } = readTraefik(compose)
  const flags = service('traefik').command ?? []

  test('reads the file that is mounted, with every variable that it takes and none that Traefik would take for a setting', () => {
    const target = flags.find((flag) => flag.startsWith('--providers.file.filename='))?.split('=')[1]
    expect(service('traefik').volumes).toContain(`./deploy/traefik.yml:${target}:ro`)
    const taken = [...read('deploy/traefik.yml').matchAll(/\benv "([^"]+)"/g)].map(([, name]) => name)
    expect([...new Set(taken)].sort()).toEqual(Object.keys(service('traefik').environment ?? {}).sort())
    expect(taken.filter((name) => name?.startsWith('TRAEFIK_'))).toEqual([])
    // Compose fills in nothing there.
    expect(read('deploy/traefik.yml')).not.toContain('${')
  })

  test('encrypts, limits and adds headers for every router, and keeps operations for the networks of operators', () => {
    for (const [name, router] of Object.entries<{
      entryPoints: string[]
      middlewares: string[]
      tls: object
      rule: string
    }>(http.routers)) {
      expect(router.entryPoints, name).toEqual(['websecure'])
      expect(router.tls, name).toBeDefined()
      expect(router.middlewares, name).toContain('security-headers')
      for (const used of router.middlewares) expect(http.middlewares, name).toHaveProperty(used)
    }
    expect(http.routers.relay.rule).toBe('Host(`relay.example.com`)')
    expect(http.routers.relay.middlewares).toEqual(expect.arrayContaining(['rate-limit', 'body-limit']))
    expect(http.routers.operations.middlewares[0]).toBe('operators')
    for (const path of ['/metrics', '/console', '/health/ready', '/api/ready'])
      expect(http.routers.operations.rule).toContain(`\`${path}\``)
    expect(http.middlewares.operators.ipAllowList.sourceRange).toEqual(['10.8.0.0/16', '192.0.2.7/32'])
    expect(http.middlewares['body-limit'].buffering.maxRequestBodyBytes).toBe(1_048_576)
    expect(http.middlewares['rate-limit'].rateLimit.average).toBeGreaterThan(0)
    expect(http.middlewares['security-headers'].headers).toMatchObject({
      stsSeconds: 31_536_000,
      contentTypeNosniff: true,
    })
    expect(tls.options.default.minVersion).toBe('VersionTLS12')
    expect(flags).toContain('--entryPoints.web.http.redirections.entryPoint.scheme=https')
  })

  test('leads to replicas that exist, on their port, and asks after their health where the relay answers', () => {
    const { servers, healthCheck } = http.services.relay.loadBalancer
    const { replicas = 0 } = service('ingest').deploy ?? {}
    expect(servers).toEqual(
      Array.from({ length: replicas }, (_, n) => ({ url: `http://passerelle-ingest-${n + 1}:8787` })),
    )
    expect(parse(text).name).toBe('passerelle')
    expect(healthCheck.path).toBe('/health/ready')
  })

  test('F9 logs no address: the one of Dolibarr’s door holds a secret', () => {
    for (const name of ['RequestPath', 'RequestLine']) expect(flags).toContain(`--accessLog.fields.names.${name}=drop`)
    expect(flags).toContain('--accessLog.fields.headers.defaultMode=drop')
    expect(flags).toContain('--log.level=INFO')
  })

  test('believes the one address that Traefik has where it meets the relay, and nobody else can get it', () => {
    expect(networksOf('traefik').filter((name) => networksOf('ingest').includes(name))).toEqual(['front'])
    expect(Object.keys(services).filter((name) => networksOf(name).includes('front'))).toEqual(['traefik', 'ingest'])
    for (const name of ours)
      expect(service(name).environment?.PASSERELLE_TRUSTED_PROXIES).toBe(`${addressIn('traefik', 'front')}/32`)
  })

  test('an address that is fixed is in its network and outside the range that others get theirs from', () => {
    for (const [name, network] of [
      ['traefik', 'front'],
      ['dolibarr', 'dolibarr'],
    ] as const) {
      const { subnet, ip_range, gateway } = compose.networks[network]?.ipam?.config[0] ?? expect.fail(network)
      const address = addressIn(name, network)
      expect(isIn(address, subnet), network).toBe(true)
      expect(isIn(address, ip_range), network).toBe(false)
      expect(address, network).not.toBe(gateway)
    }
    const used = new Set(Object.keys(services).flatMap(networksOf))
    expect([...used].sort()).toEqual(Object.keys(compose.networks).sort())
  })

  test('the relay is let in to Dolibarr alone, and meets it in no other network', () => {
    const cidr = `${addressIn('dolibarr', 'dolibarr')}/32`
    for (const place of ['.env.example', 'docker-compose.yml'])
      expect([...read(place).matchAll(/PASSERELLE_ALLOWED_PRIVATE_NETWORKS=([\d./]+)/g)].map(([, one]) => one)).toEqual(
        [cidr],
      )
    for (const name of ['ingest', 'worker'] as const) {
      expect(networksOf(name).filter((one) => networksOf('dolibarr').includes(one))).toEqual(['dolibarr'])
      // A network that is internal leads nowhere, and what is delivered goes out.
      expect(compose.networks.out?.internal ?? false).toBe(false)
      expect(networksOf(name)).toContain('out')
    }
    expect(networksOf('traefik').filter((one) => networksOf('dolibarr').includes(one))).toEqual(['dolibarr-front'])
    expect(networksOf('dolibarr-database')).toEqual(['dolibarr-database'])
  })

  test('takes a certificate of one’s own', () => {
    const own = {
      ...filled,
      TRAEFIK_CERT_RESOLVER: '',
      TRAEFIK_CERTIFICATES: '{certFile: /certs/tls.crt, keyFile: /certs/tls.key}',
    }
    const changed = readTraefik(readCompose(own))
    expect(changed.http.routers.relay.tls.certResolver).toBe('')
    expect(changed.tls.certificates).toEqual([{ certFile: '/certs/tls.crt', keyFile: '/certs/tls.key' }])
  })
})

describe('R2.7 R4.2 the commands of the file, as plain processes', () => {
  let database: TestDatabase
  const running: ChildProcess[] = []

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(async () => {
    for (const child of running) child.kill('SIGKILL')
    await database.drop()
  })

  function run([program, ...args]: string[], environment: Record<string, string>, port: number) {
    expect(program).toBe('node')
    const child = spawn(
      process.execPath,
      args.map((one) => one.replaceAll('8787', String(port))),
      {
        cwd: root,
        // Not one variable more than the file gives.
        env: { ...environment, DATABASE_URL: database.url, HOST: '127.0.0.1', PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    running.push(child)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve))
    return { child, ended, output: () => output }
  }

  test('migrate ends well; ingest and worker become healthy by the file’s own check, and stop when told', async () => {
    const { command = [], environment = {} } = service('migrate')
    const migrating = run(command, environment, 0)
    expect(await migrating.ended, migrating.output()).toBe(0)
    for (const name of ['ingest', 'worker'] as const) {
      const { command = [], environment = {}, healthcheck } = service(name)
      const port = await findFreePort()
      const check = async () => run((healthcheck?.test ?? []).slice(1), environment, port).ended
      expect(await check(), 'nothing runs yet').toBe(1)
      const relay = run(command, environment, port)
      await expect.poll(() => relay.output(), { timeout: 20_000 }).toContain('relay is ready')
      expect(await check(), relay.output()).toBe(0)
      const status = run(['node', 'relay/src/cli/index.ts', 'status', '--json'], environment, port)
      expect(await status.ended, status.output()).toBe(0)
      relay.child.kill('SIGTERM')
      expect(await relay.ended).toBe(0)
    }
  }, 90_000)
})
