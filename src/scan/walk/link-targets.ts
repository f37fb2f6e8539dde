import { readdirSync, readlinkSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The folders outside of a library to which links may lead, as they are now. */
export interface LinkTargets {
  /** Their real paths. */
  readonly real: readonly string[]
  /** Whether one is not there, or empty: so looks a mount point without its disk. */
  readonly isOneAway: boolean
}

export function findLinkTargets(folders: readonly string[]): LinkTargets {
  const real = folders.flatMap((folder) => {
    try {
      const path = realpathSync.native(folder)
      return readdirSync(path).length === 0 ? [] : [path]
    } catch {
      return []
    }
  })
  return { real, isOneAway: real.length < folders.length }
}

/** What the link at an absolute path names, which need not be there; `undefined`: it is no link. */
export function namedByLink(path: string): string | undefined {
  try {
    return resolve(dirname(path), readlinkSync(path))
  } catch {
    return undefined
  }
}
