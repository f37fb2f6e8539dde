/** Two sides measured in turns: medians over all rounds. */
export interface Comparison {
  readonly ours: number
  readonly limit: number
  /** `ours / limit`, round by round: the two of one round shared the machine's mood. */
  readonly ratio: number
  readonly lowestRatio: number
  readonly highestRatio: number
}

/** Milliseconds of processor time that either side used for one image, over all rounds. */
export interface Effort {
  readonly ours: number
  readonly limit: number
}

/**
 * Runs both sides `rounds` times. Who goes first alternates, so that neither always meets a
 * machine that the other has just heated up.
 */
export async function compare(
  rounds: number,
  ours: (round: number) => Promise<number>,
  limit: (round: number) => Promise<number>,
): Promise<Comparison> {
  const measured: { readonly ours: number; readonly limit: number }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const a = await ours(round)
      measured.push({ ours: a, limit: await limit(round) })
    } else {
      const b = await limit(round)
      measured.push({ ours: await ours(round), limit: b })
    }
  }
  const ratios = measured.map((pair) => pair.ours / pair.limit)
  return {
    ours: median(measured.map((pair) => pair.ours)),
    limit: median(measured.map((pair) => pair.limit)),
    ratio: median(ratios),
    lowestRatio: Math.min(...ratios),
    highestRatio: Math.max(...ratios),
  }
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Expected at least one value')
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2
}
