export type Sample = { ours: number; floor: number }

/** One line of the report; rates are per second, `ratio` is ours to the floor's. */
export type Figure = {
  name: string
  unit: string
  ours: number
  floor: number
  ratio: number
  ratioMin: number
  ratioMax: number
  aim: number
  isMet: boolean
  rounds: Sample[]
  /** What else stands beside it in the report. */
  note?: string
}

export type Sides = { ours: (round: number) => Promise<number>; floor: (round: number) => Promise<number> }

/**
 * Measures both sides in turns, so that what else the machine does falls on both alike. The first round warms up and does not
 * count.
 */
export async function compare(args: {
  name: string
  unit: string
  aim: number
  rounds: number
  sides: Sides
}): Promise<Figure> {
  const { name, unit, aim, rounds: count, sides } = args
  const rounds: Sample[] = []
  for (let round = 0; round <= count; round++) {
    const sample = { ours: await sides.ours(round), floor: await sides.floor(round) }
    if (round > 0) rounds.push(sample)
  }
  const ours = median(rounds.map((sample) => sample.ours))
  const floor = median(rounds.map((sample) => sample.floor))
  const pairs = rounds.map((sample) => sample.ours / sample.floor)
  const ratio = ours / floor
  const figure = { name, unit, ours, floor, ratio, ratioMin: Math.min(...pairs), ratioMax: Math.max(...pairs) }
  return { ...figure, aim, isMet: ratio >= aim, rounds }
}

export function describe({ name, unit, ours, floor, ratio, ratioMin, ratioMax, aim, isMet }: Figure): string {
  const rate = (value: number) => Math.round(value).toLocaleString('en').padStart(7)
  const spread = `${ratioMin.toFixed(2)}–${ratioMax.toFixed(2)}`
  const verdict = `aim ${aim.toFixed(1)} ${isMet ? 'met' : 'NOT met'}`
  return `${name.padEnd(44)}${rate(ours)} of ${rate(floor)} ${unit.padEnd(9)} ratio ${ratio.toFixed(2)} (${spread})  ${verdict}`
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}
