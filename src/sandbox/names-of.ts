import { realpathSync } from 'node:fs'

/** A path as it is used, and as it is called without links, where that is another one. */
export function namesOf(path: string): readonly string[] {
  try {
    return [...new Set([path, realpathSync(path)])]
  } catch {
    return [path]
  }
}
