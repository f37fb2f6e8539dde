/** Text as it is searched and ordered: without regard to case and accents, in any script. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{Mn}/gu, '')
}
