/** What of an `Accept` header matters: a header reduced to three bits before anything is keyed. */
export interface Accepted {
  readonly webp: boolean
  readonly avif: boolean
  readonly gif: boolean
}

const accepted = new Map<string, Accepted>()

/** All there are, so that equal ones are the same object. */
const all: readonly Accepted[] = Array.from({ length: 8 }, (_, bits) => ({
  webp: (bits & 1) !== 0,
  avif: (bits & 2) !== 0,
  gif: (bits & 4) !== 0,
}))

/**
 * WebP and AVIF count only when listed by name: many clients send an all-embracing `Accept` and
 * cannot show either (Jellyfin reads it so, too). GIF is old enough to be meant by a wildcard. No
 * header at all means anything goes (RFC 9110 12.5.1), which is read as a wildcard. Headers that say
 * the same give the same object.
 */
export function parseAccept(header: string | undefined): Accepted {
  const text = header ?? '*/*'
  const cached = accepted.get(text)
  if (cached !== undefined) return cached
  const names = new Set<string>()
  for (const part of text.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    if (weight === undefined || Number(weight.slice(2)) > 0) names.add(name)
  }
  const gif = names.has('image/gif') || names.has('image/*') || names.has('*/*')
  const bits = (names.has('image/webp') ? 1 : 0) + (names.has('image/avif') ? 2 : 0) + (gif ? 4 : 0)
  const value = all[bits]!
  // A handful of browsers send the same few values for ever; a client that varies them gains nothing.
  if (accepted.size < 256 && text.length < 512) accepted.set(text, value)
  return value
}
