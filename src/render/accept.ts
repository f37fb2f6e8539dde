/** What of an `Accept` header matters: a header reduced to three bits before anything is keyed. */
export interface Accepted {
  readonly webp: boolean
  readonly avif: boolean
  readonly gif: boolean
}

const accepted = new Map<string, Accepted>()

/**
 * WebP and AVIF count only when listed by name: many clients send an all-embracing `Accept` and
 * cannot show either (Jellyfin reads it so, too). GIF is old enough to be meant by a wildcard. No
 * header at all means anything goes (RFC 9110 12.5.1), which is read as a wildcard.
 */
export function parseAccept(header: string | undefined): Accepted {
  const text = header ?? '*/*'
  const known = accepted.get(text)
  if (known !== undefined) return known
  const names = new Set<string>()
  for (const part of text.split(',')) {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))
    if (weight === undefined || Number(weight.slice(2)) > 0) names.add(name)
  }
  const value: Accepted = {
    webp: names.has('image/webp'),
    avif: names.has('image/avif'),
    gif: names.has('image/gif') || names.has('image/*') || names.has('*/*'),
  }
  // A handful of browsers send the same few values for ever; a client that varies them gains nothing.
  if (accepted.size < 256 && text.length < 512) accepted.set(text, value)
  return value
}
