/** What is longer than this was no slip of the finger. */
const maxLength = 40

/**
 * The candidate that was probably meant by `word`: one that begins with it, or differs by at most two
 * letters (one in short words), the nearest first.
 */
export function findClosest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length < 2 || word.length > maxLength) return undefined
  const maxEdits = word.length < 5 ? 1 : 2
  let closest: { readonly candidate: string; readonly edits: number } | undefined
  for (const candidate of candidates) {
    const edits = candidate.startsWith(word) ? 1 : countEdits(word, candidate)
    if (edits <= maxEdits && edits < (closest?.edits ?? Infinity)) closest = { candidate, edits }
  }
  return closest?.candidate
}

/** Letters to insert, remove or replace, or neighbours to swap (optimal string alignment). */
function countEdits(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (let row = 1; row <= one.length; row++) {
    const next = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwap = one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      next[column] = Math.min(
        last[column]! + 1,
        next[column - 1]! + 1,
        last[column - 1]! + (isSame ? 0 : 1),
        isSwap && row > 1 && column > 1 ? before[column - 2]! + 1 : Infinity,
      )
    }
    before = last
    last = next
  }
  return last.at(-1)!
}
