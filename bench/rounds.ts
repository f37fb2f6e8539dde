/** Two sides measured in turns. */
export interface Comparison {
  /** Medians over all rounds. */
  readonly ours: number
  readonly limit: number
  /** `ours / limit`, round by round: the two of one round shared the machine's mood. */
  readonly ratio: Spread
}

export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
}

export type Measure = (round: number) => Promise<number>

/** Rounds of which a median says something. */
const minRounds = 3

/**
 * Measures every side once a round, and resolves to the values of each. Who goes first changes from
 * round to round, so that nobody always meets a machine that another has just heated up.
 *
 * @param maxSeconds after which no round begins, but for the first three
 */
export async function measureInTurns<const Sides extends readonly Measure[]>(
  rounds: number,
  sides: Sides,
  maxSeconds = Infinity,
): Promise<{ readonly [Index in keyof Sides]: readonly number[] }> {
  const values = sides.map((): number[] => [])
  const end = performance.now() + 1000 * maxSeconds
  for (let round = 0; round < rounds; round++) {
    if (round >= minRounds && performance.now() > end) break
    for (let turn = 0; turn < sides.length; turn++) {
      const index = (round + turn) % sides.length
      values[index]!.push(await sides[index]!(round))
    }
  }
  return values as { [Index in keyof Sides]: number[] }
}

/** Of values of both, one a round. */
export function compare(ours: readonly number[], limit: readonly number[]): Comparison {
  const ratios = ours.map((value, round) => value / limit[round]!)
  return {
    ours: median(ours),
    limit: median(limit),
    ratio: { median: median(ratios), lowest: Math.min(...ratios), highest: Math.max(...ratios) },
  }
}

export function median(values: Iterable<number>): number {
  return percentile(values, 50)
}

/**
 * The value below which `percent` of the values lie, between two of them in proportion.
 *
 * @throws RangeError where there is none
 */
export function percentile(values: Iterable<number>, percent: number): number {
  const sorted = Float64Array.from(values).sort()
  if (sorted.length === 0) throw new RangeError('Expected at least one value')
  const place = ((sorted.length - 1) * percent) / 100
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return below + (above - below) * (place % 1)
}

/**
 * How much a figure grew while it was looked at: the slope of the line through the last four fifths
 * of `values` by least squares, from the first of them to the last, in percent of their mean.
 */
export function growth(values: readonly number[]): number {
  const last = values.slice(Math.floor(values.length / 5))
  const middle = (last.length - 1) / 2
  const mean = last.reduce((sum, value) => sum + value, 0) / last.length
  let [products, squares] = [0, 0]
  for (const [x, value] of last.entries()) {
    products += (x - middle) * (value - mean)
    squares += (x - middle) ** 2
  }
  return (100 * (products / squares) * (last.length - 1)) / mean
}
