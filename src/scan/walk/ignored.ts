/** Names that no scan looks at, in lower case: what file systems and boxes leave behind. */
const ignored = new Set([
  'thumbs.db',
  '.@__thumb',
  '@eadir',
  '#recycle',
  '$recycle.bin',
  'lost+found',
  'system volume information',
])

/** Files that say: leave the folder that holds me alone. */
const markers = new Set(['.ignore', '.nomedia'])

/** Whether a scan passes over an entry of this name. Kodi keeps actors in the hidden `.actors`. */
export function isIgnored(name: string): boolean {
  if (name.startsWith('.')) return name.toLowerCase() !== '.actors'
  return ignored.has(name.toLowerCase())
}

export function isIgnoreMarker(name: string): boolean {
  return markers.has(name)
}
