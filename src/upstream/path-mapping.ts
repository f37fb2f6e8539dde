import { dirname, isAbsolute } from 'node:path'

/** A folder of the origin's machine, and where this machine sees it. */
export interface PathMapping {
  /** As the origin writes it: `/media`, `D:\Films`, `\\nas\media`. */
  readonly from: string
  /** Absolute, of this machine. */
  readonly to: string
}

/** A path of the origin as this machine sees it. */
export interface MappedPath {
  /** The folder of this machine that it lies in. */
  readonly root: string
  /** Below `root`. */
  readonly segments: readonly string[]
}

/** Reads `FROM=TO`; `undefined` where one of both is no absolute folder, or TO is a whole disk. */
export function parsePathMapping(text: string): PathMapping | undefined {
  const at = text.lastIndexOf('=')
  const [from, to] = [text.slice(0, Math.max(0, at)).trim(), text.slice(at + 1).trim()]
  if (read(from) === undefined || !isAbsolute(to) || to === dirname(to)) return undefined
  return { from, to }
}

/**
 * Where this machine sees `path` of the origin, by the longest of `mappings` that leads to it.
 * `undefined`: by none, or it is no absolute path without `.` and `..`.
 */
export function mapPath(path: string, mappings: readonly PathMapping[]): MappedPath | undefined {
  const whole = read(path)
  if (whole === undefined) return undefined
  let best: { readonly length: number; readonly root: string } | undefined
  for (const { from, to } of mappings) {
    const prefix = read(from)
    if (prefix === undefined || prefix.kind !== whole.kind) continue
    const { length } = prefix.segments
    if (length <= (best?.length ?? -1) || length > whole.segments.length) continue
    if (prefix.segments.every((segment, index) => isSame(segment, whole.segments[index]!, whole)))
      best = { length, root: to }
  }
  return best && { root: best.root, segments: whole.segments.slice(best.length) }
}

interface OriginPath {
  readonly kind: 'posix' | 'drive' | 'share'
  readonly segments: readonly string[]
}

/** A longer path is none. */
const maxLength = 4096

function read(path: string): OriginPath | undefined {
  if (path.length > maxLength || path.includes('\0')) return undefined
  const kind = path.startsWith('/')
    ? 'posix'
    : path.startsWith('\\\\')
      ? 'share'
      : /^[a-z]:(?:[\\/]|$)/i.test(path)
        ? 'drive'
        : undefined
  if (kind === undefined) return undefined
  const segments = path.split(kind === 'posix' ? '/' : /[\\/]/).filter((text) => text !== '')
  return segments.some((text) => text === '.' || text === '..') ? undefined : { kind, segments }
}

/** Windows tells names apart without case. */
function isSame(one: string, other: string, { kind }: OriginPath): boolean {
  return kind === 'posix' ? one === other : one.toLowerCase() === other.toLowerCase()
}
