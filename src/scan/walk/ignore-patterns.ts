import ignore, { type Ignore } from 'ignore'

/** Longer files, lines and lists are nobody's; what is beyond is passed over. */
export const maxIgnoreBytes = 64 * 1024
const maxLines = 1000
const maxLineLength = 256
/** Each may try every place of a name, so that many of them take long. */
const maxWildcards = 6

/** Patterns of one `.ignore`, as git reads a `.gitignore`; empty, it means all. */
export type IgnoreRules = 'all' | Patterns

interface Patterns {
  readonly matcher: Ignore
  /** Lines that are too long, or have too many wildcards. */
  readonly passedOver: number
}

/** What a file `.ignore` says (Jellyfin 10.11): nothing in it leaves the whole folder out. */
export function parseIgnore(text: string): IgnoreRules {
  if (text.trim() === '') return 'all'
  const lines = text.split(/\r?\n/, maxLines)
  const sound = lines.filter(
    (line) => line.length <= maxLineLength && wildcards(line) <= maxWildcards,
  )
  return { matcher: ignore().add(sound), passedOver: lines.length - sound.length }
}

function wildcards(line: string): number {
  return line.split('*').length - 1
}

/** `.ignore` files on the way down, the nearest first. */
export interface IgnoreChain {
  /** Path of the folder that holds the file, below the library's. */
  readonly folder: string
  readonly rules: Patterns
  readonly above: IgnoreChain | undefined
}

/** Whether patterns leave out what lies at `path`; the nearest that says anything is right. */
export function isLeftOut(
  path: string,
  isFolder: boolean,
  chain: IgnoreChain | undefined,
): boolean {
  for (let at = chain; at !== undefined; at = at.above) {
    const below = at.folder === '' ? path : path.slice(at.folder.length + 1)
    const { ignored, unignored } = at.rules.matcher.test(isFolder ? `${below}/` : below)
    if (ignored || unignored) return ignored
  }
  return false
}
