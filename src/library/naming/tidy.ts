/** Without blanks and signs at the ends that lead nowhere. */
export function tidy(text: string): string {
  const single = text.replaceAll(/[\t\n\r ]+/g, ' ').replace(/^[-_,\s]+/, '')
  return withoutEnd(single, '-_,([{ ')
}

/** A pattern with `+$` would begin anew at each sign of a run that does not end the text. */
export function withoutEnd(text: string, signs: string): string {
  let end = text.length
  while (end > 0 && signs.includes(text[end - 1]!)) end--
  return text.slice(0, end)
}

export function orWhole(name: string, text: string): string {
  return name === '' ? text.trim() || text : name
}
