/**
 * Text as it is searched and ordered: without regard to case and accents, in any script. Folding
 * twice is folding once.
 */
export function fold(text: string): string {
  return (
    withoutMarks(
      // By way of upper case, as some letters have more than one small form or become two
      // (`ß`, `ς`), some capitals only come up by lower case (`ẞ`).
      withoutMarks(text).toLowerCase().toUpperCase().toLowerCase(),
    )
      // Lower case makes a sigma at the end of a word a final one.
      .replaceAll('ς', 'σ')
  )
}

/**
 * A name as it is found by, so that what people type finds it: folded, apostrophes and points
 * dropped (`Clockmaker’s`, `S.W.I.F.T.`), all other punctuation a space (`Face/Off`). A name of
 * nothing but punctuation stays as it is.
 */
export function nameKey(name: string): string {
  const folded = fold(name)
  const words = folded
    .replaceAll(/['’‘ʼ`´＇.․。]/gu, '')
    .replaceAll(/[^\p{L}\p{N}\p{Mc}]+/gu, ' ')
    .trim()
  return words === '' ? folded.trim() : words
}

function withoutMarks(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{Mn}/gu, '')
}
