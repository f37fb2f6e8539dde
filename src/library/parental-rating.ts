/** Ratings without a number, and those whose number is no age (United States, United Kingdom). */
const ages: Readonly<Record<string, number>> = {
  approved: 0,
  g: 0,
  u: 0,
  'tv-g': 0,
  'tv-y': 0,
  'tv-y7': 7,
  'tv-y7-fv': 7,
  pg: 10,
  'tv-pg': 10,
  'pg-13': 13,
  'tv-14': 14,
  r: 17,
  'nc-17': 17,
  'tv-ma': 17,
  x: 18,
  xxx: 18,
}

/**
 * The age in years from which something rated so is meant to be seen, which orders ratings:
 * `TV-14`, `FSK-12`, `US:PG`. `undefined` for one that says none (`NR`).
 */
export function ratingAge(rating: string): number | undefined {
  const plain = rating
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/^(?:rated |[a-z]{2}[:/])/, '')
  if (Object.hasOwn(ages, plain)) return ages[plain]
  const digits = /\d{1,2}(?!\d)/.exec(plain)?.[0]
  const age = digits === undefined ? undefined : Number(digits)
  return age === undefined || age > 21 ? undefined : age
}
