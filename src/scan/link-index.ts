import { dirname } from 'node:path'

/**
 * Which units of a library have links to a path outside of it, as last listed: what changes there
 * changes them.
 */
export class LinkIndex {
  /** Paths by library and unit. */
  readonly #paths = new Map<string, Map<string, readonly string[]>>()
  /** Units by library and path. */
  readonly #units = new Map<string, Map<string, Set<string>>>()

  /** What the links of a unit lead to now; nothing, when it is gone. */
  set(libraryId: string, unit: string, paths: readonly string[]): void {
    const byUnit = getOrAdd(this.#paths, libraryId, () => new Map<string, readonly string[]>())
    const byPath = getOrAdd(this.#units, libraryId, () => new Map<string, Set<string>>())
    for (const path of byUnit.get(unit) ?? []) {
      const units = byPath.get(path)
      units?.delete(unit)
      if (units?.size === 0) byPath.delete(path)
    }
    if (paths.length === 0) byUnit.delete(unit)
    else byUnit.set(unit, paths)
    for (const path of paths) getOrAdd(byPath, path, () => new Set<string>()).add(unit)
  }

  /** Units with a link to `path`, or to a folder around it. */
  unitsAround(libraryId: string, path: string): readonly string[] {
    const byPath = this.#units.get(libraryId)
    if (byPath === undefined) return []
    const found = new Set<string>()
    for (let at = path; ; at = dirname(at)) {
      for (const unit of byPath.get(at) ?? []) found.add(unit)
      if (at === dirname(at)) return [...found]
    }
  }
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key)
  if (found !== undefined) return found
  const made = make()
  map.set(key, made)
  return made
}
