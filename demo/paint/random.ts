/** A source of numbers in [0, 1) that is the same for the same seed, on every machine. */
export interface Random {
  (): number
  between(low: number, high: number): number
  pick<T>(choices: readonly [T, ...T[]]): T
}

/** FNV-1a over the text seeds Mulberry32: small, quick, and even enough for pictures. */
export function randomFrom(seed: string): Random {
  let state = 0x811c9dc5
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  // Seeds that differ in their last letter only start close together.
  for (let i = 0; i < 4; i += 1) next()
  return Object.assign(next, {
    between: (low: number, high: number) => low + (high - low) * next(),
    pick: <T>(choices: readonly [T, ...T[]]): T =>
      choices[Math.floor(next() * choices.length)] ?? choices[0],
  })
}
