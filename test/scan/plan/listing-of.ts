import type { ListedFile, UnitListing } from '../../../src/scan/walk/listing.ts'
import { unitOf } from '../../../src/scan/status/library-problems.ts'

/** The listing of a unit that holds these files. */
export function listingOf(paths: readonly string[], unit = unitOf(paths[0] ?? '')): UnitListing {
  const folders = new Set<string>(unit === '' ? [] : [unit])
  for (const path of paths)
    for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1))
      folders.add(path.slice(0, end))
  return {
    unit,
    files: [...new Set(paths)]
      .toSorted()
      .map((path): ListedFile => ({ path, bytes: 1, mtimeMs: 1, ctimeMs: 1 })),
    folders: [...folders].toSorted().map((path) => ({ path, mtimeMs: 1 })),
    fingerprint: '0'.repeat(32),
    problems: [],
    linked: [],
    complete: true,
  }
}
