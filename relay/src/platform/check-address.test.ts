import { describe, expect, it } from 'vitest'
import { checkAddress, checkDestinationUrl, readAddressPolicy } from './check-address.ts'

const strict = { allowedPrivateNetworks: [] }
const lan = {
  allowedPrivateNetworks: ['10.0.0.0/8', '127.0.0.0/8', '::1/128', 'fd12::/16'],
  forbiddenPorts: [8787, 5432],
}
const everything = { allowedPrivateNetworks: ['0.0.0.0/0', '::/0'] }

function codeOf(text: string, options: Parameters<typeof checkDestinationUrl>[1] = strict) {
  const check = checkDestinationUrl(text, options)
  return check.ok ? 'ok' : check.code
}

describe('a destination, before any name is asked', () => {
  it.each([
    'http://2130706433',
    'http://0x7f.1',
    'http://017700000001',
    'http://127.1',
    'http://0',
    'http://①②⑦.0.0.1',
    'https://127.0.0.1.',
  ])('B46 sees the loopback address in %s', (text) => {
    expect(codeOf(text)).toBe('destination_forbidden')
  })

  it.each([
    'http://[::1]',
    'https://[::]',
    'http://[::ffff:7f00:1]',
    'http://[::7f00:1]',
    'http://[64:ff9b::7f00:1]',
    'http://[64:ff9b:1::7f00:1]',
    'http://[2002:7f00:1::]',
    'http://[fd00:ec2::254]',
    'http://[fe80::1]',
    'https://[fec0::1]',
    'https://[fd12::1]',
    'https://[ff02::1]',
    'https://[2001:db8::1]',
    'https://[2001::1]',
  ])('B47 forbids %s', (text) => {
    expect(codeOf(text)).toBe('destination_forbidden')
  })

  it('B47 does not parse a scoped address', () => {
    expect(codeOf('http://[fe80::1%25eth0]')).toBe('invalid_url')
  })

  it.each([
    '169.254.169.254',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '100.64.0.1',
    '192.0.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '240.0.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '0.1.2.3',
    '168.63.129.16',
  ])('B48 forbids %s', (host) => {
    expect(codeOf(`https://${host}/hook`)).toBe('destination_forbidden')
  })

  it('B48 permits http and any port in a network that the operator named, but not our own ports', () => {
    expect(codeOf('http://10.1.2.3:3000/hook', lan)).toBe('ok')
    expect(codeOf('http://[::ffff:10.1.2.3]:3000', lan)).toBe('ok')
    expect(codeOf('http://[fd12::1]', lan)).toBe('ok')
    expect(codeOf('http://localhost:3000', lan)).toBe('ok')
    expect(codeOf('http://n8n:5678/webhook', lan)).toBe('ok')
    expect(codeOf('http://10.1.2.3:5432', lan)).toBe('forbidden_port')
    expect(codeOf('http://localhost:8787', lan)).toBe('forbidden_port')
    expect(codeOf('http://192.168.1.1', lan)).toBe('destination_forbidden')
    expect(codeOf('http://93.184.215.14', lan)).toBe('forbidden_scheme')
  })

  it.each([
    '169.254.169.254',
    '169.254.1.1',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '[::ffff:169.254.169.254]',
    '[64:ff9b::a9fe:a9fe]',
    '[2002:a9fe:a9fe::]',
    '[::a9fe:a9fe]',
    '100.100.100.200',
  ])('B48 never permits %s, whatever the operator named', (host) => {
    expect(codeOf(`https://${host}`, everything)).toBe('destination_forbidden')
  })

  it.each(['localhost', 'localhost.', 'LOCALHOST', 'shop.localhost'])('B49 forbids %s', (host) => {
    expect(codeOf(`https://${host}/hook`)).toBe('destination_forbidden')
  })

  it.each(['ftp://a.example', 'file:///etc/passwd', 'gopher://a.example', 'javascript:alert(1)', 'http://a.example'])(
    'B50 does not speak the scheme of %s',
    (text) => {
      expect(codeOf(text)).toBe('forbidden_scheme')
    },
  )

  it.each([
    ['//x', 'invalid_url'],
    ['', 'invalid_url'],
    ['https://', 'invalid_url'],
    ['https://user:pw@a.example', 'destination_forbidden'],
    ['https://user@a.example', 'destination_forbidden'],
    ['https://a.example:22', 'forbidden_port'],
    ['https://a.example:25', 'forbidden_port'],
    ['https://a.example:5432', 'forbidden_port'],
    ['https://a.example:6379', 'forbidden_port'],
    ['https://a.example:80', 'forbidden_port'],
    ['https://good#@127.0.0.1', 'invalid_url'],
    ['https://good\\@127.0.0.1', 'invalid_url'],
    ['https://exa\tmple.com', 'invalid_url'],
    [' https://a.example', 'invalid_url'],
    ['https://a.example/\u0000', 'invalid_url'],
    [`https://${'a.'.repeat(127)}example`, 'invalid_url'],
    [`https://a.example/${'a'.repeat(2048)}`, 'invalid_url'],
  ])('B51 refuses %j', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('gives back the parsed form of what it permits', () => {
    const check = checkDestinationUrl('https://CRM.Example:443/Hook?a=1', strict)
    expect(check.ok && check.url.href).toBe('https://crm.example/Hook?a=1')
    expect(codeOf('https://crm.example:8443')).toBe('ok')
    expect(codeOf('https://[2606:4700:4700::1111]')).toBe('ok')
    expect(codeOf('https://1.1.1.1')).toBe('ok')
  })
})

describe('an address that a name resolved to', () => {
  const https = { protocol: 'https:', port: 443 }

  it('is forbidden where it is no address at all, or a scoped link-local one', () => {
    const policy = readAddressPolicy(everything)
    expect(checkAddress('nonsense', https, policy).ok).toBe(false)
    expect(checkAddress('fe80::1%eth0', https, policy).ok).toBe(false)
  })

  it('refuses options that hold no CIDR', () => {
    expect(() => readAddressPolicy({ allowedPrivateNetworks: ['lan'] })).toThrow()
  })
})
