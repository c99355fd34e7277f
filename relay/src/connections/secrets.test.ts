import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { createSecretBox } from './secrets.ts'

test('R2.8 secrets that were opened once do not open at another place', () => {
  const box = createSecretBox(randomBytes(32))
  const [mine, other] = ['organisation-1', 'organisation-2'].map((id) => ({ id, key: box.newOrganisationKey(id) }))
  if (!mine || !other) throw new Error('two were made')
  const at = { organisationId: mine.id, connectionId: 'connection-1' }
  const sealed = box.sealSecrets(mine.key, at, { secret: ['s'] })
  for (let reading = 0; reading < 2; reading++) {
    expect(box.openSecrets(mine.key, at, sealed)).toEqual({ secret: ['s'] })
    expect(() => box.openSecrets(mine.key, { ...at, connectionId: 'connection-2' }, sealed)).toThrow()
    expect(() => box.openSecrets(other.key, { ...at, organisationId: other.id }, sealed)).toThrow()
    expect(() => box.openSecrets(other.key, at, sealed)).toThrow()
  }
})
