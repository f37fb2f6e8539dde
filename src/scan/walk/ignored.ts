/** Names that no scan looks at, in lower case: what file systems and boxes leave behind. */
const ignored = new Set([
  'thumbs.db',
  '.@__thumb',
  '@eadir',
  '@recycle',
  '@recently-snapshot',
  '@snapshots',
  '@sharebin',
  '@tmp',
  '@transcode',
  '@synoeastream',
  '@synoresource',
  '@upload_cache',
  '#recycle',
  '#snapshot',
  '~snapshot',
  '$recycle.bin',
  'recycler',
  'found.000',
  'lost+found',
  'system volume information',
])

/** Files that say: leave the folder that holds me alone. */
const markers = new Set(['.ignore', '.nomedia'])

/**
 * Whether a scan passes over an entry of this name. A name may begin with dots or with a number
 * behind one (`...And Justice for All`, `.45`); Kodi keeps actors in the hidden `.actors`.
 */
export function isIgnored(name: string): boolean {
  const lower = name.toLowerCase()
  if (ignored.has(lower)) return true
  return /^\.(?![.\d])/.test(name) ? lower !== '.actors' : name === '.' || name === '..'
}

export function isIgnoreMarker(name: string): boolean {
  return markers.has(name)
}
