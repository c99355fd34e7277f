/**
 * Canonical text of a JSON number by its exact value: `5.90` and `59e-1` are both `59e-1`, every zero is `0`.
 * An exponent beyond 2^53 is left as it is.
 */
export function canonicalNumber(text: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (!parts) throw new TypeError('not a JSON number')
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = parts
  const digits = (whole + fraction).replace(/^0+/, '')
  if (digits === '') return '0'
  const significant = trimZeros(digits)
  const power = Number(exponent) - fraction.length + (digits.length - significant.length)
  return Number.isSafeInteger(power) ? `${sign}${significant}e${power}` : text
}

/** Like `JSON.parse`, but a number that a double cannot hold becomes a `JSON.rawJSON`, which is written as it was read. */
export function parseExact(text: string): unknown {
  return (JSON.parse as ParseWithSource)(text, (_key, value, context) => {
    if (typeof value !== 'number' || context.source === undefined) return value
    const isExact = Number.isFinite(value) && canonicalNumber(String(value)) === canonicalNumber(context.source)
    return isExact ? value : (JSON as unknown as RawJson).rawJSON(context.source)
  })
}

type ParseWithSource = (
  text: string,
  reviver: (key: string, value: unknown, context: { source?: string }) => unknown,
) => unknown
type RawJson = { rawJSON: (text: string) => unknown }

function trimZeros(digits: string): string {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end--
  return digits.slice(0, end)
}
