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

/** One of those who are compared. */
export interface Side {
  readonly measure: (round: number) => Promise<number>
  /** What was measured, a value a round. */
  readonly values: number[]
}

export function side(measure: (round: number) => Promise<number>): Side {
  return { measure, values: [] }
}

/**
 * Measures every side once a round. Who goes first changes from round to round, so that nobody
 * always meets a machine that another has just heated up.
 */
export async function measureInTurns(rounds: number, sides: readonly Side[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const first = round % sides.length
    for (const { values, measure } of [...sides.slice(first), ...sides.slice(0, first)])
      values.push(await measure(round))
  }
}

/** `values` of both: one a round. */
export function compareSides(ours: Pick<Side, 'values'>, limit: Pick<Side, 'values'>): Comparison {
  return {
    ours: median(ours.values),
    limit: median(limit.values),
    ratio: spread(ours.values.map((value, round) => value / limit.values[round]!)),
  }
}

/** Two sides, `rounds` times each. */
export async function compare(
  rounds: number,
  ours: (round: number) => Promise<number>,
  limit: (round: number) => Promise<number>,
): Promise<Comparison> {
  const sides = [side(ours), side(limit)] as const
  await measureInTurns(rounds, sides)
  return compareSides(...sides)
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values) }
}

export function median(values: readonly number[]): number {
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
