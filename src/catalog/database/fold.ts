/** Text as it is searched and ordered: without regard to case and accents, in any script. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mn}/gu, '')
}

/**
 * A name as it is found by, so that what people type finds it: folded, apostrophes and points
 * dropped (`Clockmaker’s`, `S.W.I.F.T.`), all other punctuation a space (`Face/Off`). A name of
 * nothing but punctuation stays as it is.
 */
export function nameKey(name: string): string {
  // Upper case first, for letters that have more than one small form or become two: `ß`, `ς`.
  const folded = fold(name.toUpperCase()).replaceAll('ς', 'σ')
  const words = folded
    .replaceAll(/['’‘ʼ`´＇.․。]/gu, '')
    .replaceAll(/[^\p{L}\p{N}\p{Mc}]+/gu, ' ')
    .trim()
  return words === '' ? folded.trim() : words
}
