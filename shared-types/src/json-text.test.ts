import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalNumber, parseExact } from './exact-numbers.ts'
import {
  decodeUtf8,
  findDuplicateKey,
  findForbiddenKey,
  findUnstorableText,
  hasUnstorableText,
  memberTexts,
  objectText,
  scanJson,
  splitArray,
} from './json-text.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const spaced = (value: unknown, space: string) => JSON.stringify(value, null, space)
const space = fc.constantFrom('', ' ', '\t', '  ')

const repeatedIn = (text: string) => findDuplicateKey(text, JSON.parse(text))

describe('decodeUtf8', () => {
  test('B18: invalid bytes are null, never a replacement character', () => {
    for (const invalid of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f]]) {
      expect(decodeUtf8(Uint8Array.from(invalid))).toBeNull()
    }
  })

  test('B8: a byte order mark is kept, and is malformed JSON', () => {
    const text = decodeUtf8(bytes('\uFEFF{}'))
    expect(text).toBe('\uFEFF{}')
    expect(scanJson(text ?? '')).toEqual({ kind: 'malformed' })
  })
})

describe('scanJson', () => {
  test('B19: 32 levels pass and 33 do not', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    expect(scanJson(nested(32)).kind).toBe('ok')
    expect(scanJson(nested(33)).kind).toBe('too_deep')
    expect(scanJson(`${'{"a":'.repeat(33)}1${'}'.repeat(33)}`).kind).toBe('too_deep')
  })

  test('B19: a depth of 500,000 is refused at once, closed or not', () => {
    const startedAt = performance.now()
    expect(scanJson('['.repeat(500_000)).kind).toBe('too_deep')
    expect(scanJson('[{"a":'.repeat(250_000)).kind).toBe('too_deep')
    expect(performance.now() - startedAt).toBeLessThan(1000)
  })

  test('brackets inside texts are no levels', () => {
    expect(scanJson(JSON.stringify({ a: '['.repeat(50), b: '\\"[[' })).kind).toBe('ok')
  })

  test.each(['', ' ', '{"a":1', '{"a":1} x', "{'a':1}", '[NaN]', '[1,]', '{"a"}', '"', '01'])(
    'B16: %j is malformed',
    (text) => {
      expect(scanJson(text)).toEqual({ kind: 'malformed' })
    },
  )

  test('agrees with JSON.parse on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const scan = scanJson(text, 1000)
        if (scan.kind === 'ok') expect(scan.value).toEqual(JSON.parse(text))
        else expect(() => JSON.parse(text)).toThrow()
      }),
    )
  })
})

describe('slices', () => {
  test('an array gives back its items, exactly and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), space, (items, indent) => {
        const slices = splitArray(spaced(items, indent))
        expect(slices.map((slice) => JSON.parse(slice))).toEqual(JSON.parse(JSON.stringify(items)))
        expect(JSON.parse(`[${slices.join(',')}]`)).toEqual(JSON.parse(JSON.stringify(items)))
      }),
    )
  })

  test('an object gives back its members, and they join to the same object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), space, (object, indent) => {
        const text = spaced(object, indent)
        const texts = memberTexts(text)
        const parsed = JSON.parse(text)
        expect([...texts.keys()].sort()).toEqual(Object.keys(parsed).sort())
        for (const [key, value] of texts) expect(JSON.parse(value)).toEqual(parsed[key])
        expect(JSON.parse(objectText(texts))).toEqual(parsed)
      }),
    )
  })

  test('the text of a value is kept to the letter', () => {
    const texts = memberTexts(
      ' { "a" : 5.90 , "b":\t12345678901234567890,"c":[ 1 , "]" ], "d":"\\u00e9\\"}" ,"e":null } ',
    )
    expect([...texts.values()]).toEqual(['5.90', '12345678901234567890', '[ 1 , "]" ]', '"\\u00e9\\"}"', 'null'])
    expect(splitArray('[1e400 , {"a":1}\n,-0]')).toEqual(['1e400', '{"a":1}', '-0'])
    expect(splitArray(' [ ] ')).toEqual([])
  })

  test('B21: a repeated key is reported where it stands, and its last value is taken', () => {
    expect(repeatedIn('{"a":1,"\\u0061":2}')).toBe('/a')
    expect(memberTexts('{"a":1,"a":2}').get('a')).toBe('2')
    expect(repeatedIn('[{"x/y":[{"b":1,"c":{},"b":2}]}]')).toBe('/0/x~1y/0/b')
    expect(repeatedIn('{"a":{"a":1},"b":[{"a":1},{"a":2}],"c":"{\\"d\\":1,\\"d\\":2}"}')).toBeNull()
  })

  test('B22: a __proto__ key is a key like any other', () => {
    expect(memberTexts('{"__proto__":{"polluted":1}}').get('__proto__')).toBe('{"polluted":1}')
    expect(findForbiddenKey('{"a":[{"__proto__":1}]}', JSON.parse('{"a":[{"__proto__":1}]}'))).toBe('/a/0')
    expect(findForbiddenKey('{"a":"constructor"}', { a: 'constructor' })).toBeNull()
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

describe('hasUnstorableText', () => {
  test('B17, B18: finds U+0000 and lone surrogates in texts and keys', () => {
    expect(findUnstorableText(JSON.parse('{"a":["x","\\u0000"]}'))).toBe('/a/1')
    expect(findUnstorableText(JSON.parse('{"a":{"b\\ud800":1}}'))).toBe('/a')
    expect(findUnstorableText(JSON.parse('"\\udc00\\ud800"'))).toBe('')
    expect(hasUnstorableText({ emoji: '☕️ 🌅', n: 1, u: null })).toBe(false)
  })

  test('says so exactly where JSON text would change on its way through UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const survives = decodeUtf8(bytes(text)) === text && !text.includes('\0')
        expect(hasUnstorableText([{ text }])).toBe(!survives)
      }),
    )
  })
})

describe('numbers', () => {
  test('are compared by exact value', () => {
    expect(canonicalNumber('5.90')).toBe(canonicalNumber('590E-2'))
    expect(canonicalNumber('100')).toBe('1e2')
    expect(canonicalNumber('-0.000')).toBe('0')
    expect(canonicalNumber('9007199254740993')).not.toBe(canonicalNumber('9007199254740992'))
    expect(canonicalNumber('1e99999999999999999999')).toBe('1e99999999999999999999')
  })

  test('that a double cannot hold are written as they were read', () => {
    const text =
      '{"a":[12345678901234567890,0.1,1e400,4.50],"b":9007199254740993,"c":0.1000000000000000055511151231257827}'
    expect(JSON.stringify(parseExact(text))).toBe(text.replace('4.50', '4.5'))
    expect(parseExact('[1,0.1,1e3,"9007199254740993"]')).toEqual([1, 0.1, 1000, '9007199254740993'])
  })
})

test('B21 a repeated key is found wherever it is, and nowhere else', () => {
  type Made = { text: string; isRepeated: boolean }
  const key = fc.constantFrom('a', 'b', 'x:y', '{', '\\"', '__proto__', 'é')
  const some = (list: Made[]) => list.some(({ isRepeated }) => isRepeated)
  const json: fc.Memo<Made> = fc.memo((depth) => {
    const texts = fc.constantFrom('1', 'null', '" \\" :{ "', '"a\\\\"', '""', '-1e5')
    const scalar = texts.map((text) => ({ text, isRepeated: false }))
    if (depth <= 1) return scalar
    const list = fc.array(json(depth - 1), { maxLength: 3 })
    const members = fc.array(fc.tuple(key, json(depth - 1)), { maxLength: 4 })
    return fc.oneof(
      list.map((items) => ({ text: `[${items.map(({ text }) => text).join(' ,')}]`, isRepeated: some(items) })),
      members.map((pairs) => ({
        text: `{${pairs.map(([name, { text }]) => `${JSON.stringify(name)} : ${text}`).join(' , ')}}`,
        isRepeated: new Set(pairs.map(([name]) => name)).size < pairs.length || some(pairs.map(([, value]) => value)),
      })),
    )
  })
  fc.assert(
    fc.property(json(4), ({ text, isRepeated }) => {
      expect(repeatedIn(text) !== null).toBe(isRepeated)
    }),
    { numRuns: 500 },
  )
})
