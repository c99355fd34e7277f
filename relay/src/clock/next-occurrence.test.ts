import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextOccurrence } from './next-occurrence.ts'

const day = 86_400_000
const changes: Record<string, string[]> = {
  'Europe/Paris': ['2026-10-25T01:00Z', '2027-03-28T01:00Z', '2027-10-31T01:00Z', '2028-03-26T01:00Z'],
  'America/New_York': ['2026-11-01T06:00Z', '2027-03-14T07:00Z', '2027-11-07T06:00Z', '2028-03-12T07:00Z'],
}
const localTime = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at)
const nextDate = (date: string) => new Date(Date.parse(date) + day).toISOString().slice(0, 10)

test('a daily schedule rings once on every local day, whatever the clocks do', () => {
  const moment = fc.constantFrom(...Object.keys(changes)).chain((timeZone) =>
    fc.record({
      timeZone: fc.constant(timeZone),
      change: fc.constantFrom(...(changes[timeZone] ?? [])),
      hour: fc.integer({ min: 0, max: 23 }),
      minute: fc.integer({ min: 0, max: 59 }),
      /** Between two rings, how long the look comes late; missed rings come once. */
      lateMs: fc.array(fc.integer({ min: 0, max: day / 2 - 3 * 3_600_000 }), { minLength: 6, maxLength: 6 }),
    }),
  )
  fc.assert(
    fc.property(moment, ({ timeZone, change, hour, minute, lateMs }) => {
      const pattern = `${minute} ${hour} * * *`
      let at = nextOccurrence({ pattern, timeZone, after: new Date(Date.parse(change) - 3 * day) })
      for (const late of lateMs) {
        const next = nextOccurrence({ pattern, timeZone, after: new Date(at.getTime() + late) })
        const [date = ''] = localTime(at, timeZone).split(' ')
        expect(localTime(next, timeZone).slice(0, 10)).toBe(nextDate(date))
        expect(localTime(next, timeZone)).not.toBe(localTime(at, timeZone))
        at = next
      }
    }),
    { numRuns: 300 },
  )
})

test('a local time that comes twice counts the first time; one that is left out comes right after the gap', () => {
  const first = (pattern: string, timeZone: string, after: string) =>
    nextOccurrence({ pattern, timeZone, after: new Date(after) }).toISOString()
  expect(first('30 2 * * *', 'Europe/Paris', '2027-10-30T12:00:00Z')).toBe('2027-10-31T00:30:00.000Z')
  expect(first('30 2 * * *', 'Europe/Paris', '2027-10-31T00:30:00Z')).toBe('2027-11-01T01:30:00.000Z')
  expect(first('30 1 * * *', 'America/New_York', '2027-11-06T12:00:00Z')).toBe('2027-11-07T05:30:00.000Z')
  expect(first('30 2 * * *', 'Europe/Paris', '2027-03-27T12:00:00Z')).toBe('2027-03-28T01:00:00.000Z')
  expect(first('30 2 * * *', 'America/New_York', '2027-03-13T12:00:00Z')).toBe('2027-03-14T07:00:00.000Z')
})

test('a pattern or a zone that means nothing is refused', () => {
  const after = new Date()
  expect(() => nextOccurrence({ pattern: '61 25 * * *', timeZone: 'Europe/Paris', after })).toThrow()
  expect(() => nextOccurrence({ pattern: '0 3 * * *', timeZone: 'Europe/Nowhere', after })).toThrow()
})
