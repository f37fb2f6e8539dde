/** Letters that no decomposition takes apart, as ICU's `Latin-ASCII` writes them. */
const letters: Readonly<Record<string, string>> = {
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ß: 'ss',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
}

/**
 * Without accents and ligatures. What is then still not ASCII loses its punctuation, too:
 * `“Quoted”`, `Clockmaker’s`.
 */
export function plainLetters(lower: string): string {
  const bare = lower.normalize('NFD').replaceAll(/\p{Mn}/gu, '')
  if (/^\p{ASCII}*$/u.test(bare)) return bare
  return bare
    .replaceAll(/[æœøßðþłđħı]/g, (letter) => letters[letter] ?? letter)
    .replaceAll(/\p{P}/gu, '')
    .normalize('NFC')
}
