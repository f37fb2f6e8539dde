import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { isIgnored } from './ignored.ts'
import { findLinkTargets } from './link-targets.ts'
import { identityOf, isNotFound, UnitLister, type UnitPlace } from './list-unit.ts'
import type { UnitListing } from './listing.ts'
import type { RootTrouble, WalkEvent, WalkRequest } from './walk-messages.ts'

/** Lists a library unit by unit, with synchronous calls: meant for a thread of its own. */
export function* walkUnits(request: WalkRequest): Generator<WalkEvent> {
  const { root, units, fingerprints, linkTargets = [] } = request
  const opened = openRoot(root)
  if (typeof opened === 'string') {
    yield { kind: 'trouble', trouble: opened }
    return
  }
  const { realRoot, identity, entries, dotted } = opened
  const place = { root, realRoot, identity, linkTargets: findLinkTargets(linkTargets) }
  if (
    entries.length === 0 &&
    hadContents(fingerprints, new UnitLister(place).list('', []).fingerprint)
  ) {
    yield { kind: 'trouble', trouble: 'emptied' }
    return
  }
  const { folders = [], loose = [] } = Object.groupBy(entries, (entry) =>
    isFolder(entry, root) ? 'folders' : 'loose',
  )
  const parts: readonly (readonly [string, readonly Dirent[]])[] = [
    ['', loose],
    ...folders.map((entry) => [entry.name, [entry]] as const),
  ]
  for (const [unit, part] of parts) {
    if (units !== undefined && !units.has(unit)) continue
    const listing = new UnitLister(place).list(unit, part, unit === '' ? dotted : [])
    yield listing.complete && fingerprints?.get(unit) === listing.fingerprint
      ? unchanged(listing)
      : { kind: 'unit', listing }
  }
  yield { kind: 'end', units: parts.map(([unit]) => unit) }
}

function unchanged({ unit, files, problems, linked }: UnitListing): WalkEvent {
  return { kind: 'unchanged', unit, files: files.length, problems, linked }
}

/** Unit `''` is always known; it had something in it when its fingerprint is not that of nothing. */
function hadContents(fingerprints: WalkRequest['fingerprints'], ofNothing: string): boolean {
  return [...(fingerprints ?? [])].some(
    ([unit, fingerprint]) => unit !== '' || (fingerprint !== '' && fingerprint !== ofNothing),
  )
}

interface OpenedRoot extends Omit<UnitPlace, 'root' | 'linkTargets'> {
  readonly entries: readonly Dirent[]
  /** Names that begin with dots as titles may, but are taken for hidden right in a library. */
  readonly dotted: readonly string[]
}

function openRoot(root: string): RootTrouble | OpenedRoot {
  try {
    const realRoot = realpathSync.native(root)
    const stats = statSync(realRoot)
    if (!stats.isDirectory()) return 'not a folder'
    const found = readdirSync(realRoot, { withFileTypes: true })
    const entries = found
      .filter(({ name }) => !isIgnored(name) && name !== '.actors')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    return {
      realRoot,
      identity: identityOf(stats),
      entries: entries.filter(({ name }) => !name.startsWith('.')),
      dotted: entries.flatMap(({ name }) => (name.startsWith('.') ? [name] : [])),
    }
  } catch (error) {
    return isNotFound(error) ? 'missing' : 'unreadable'
  }
}

function isFolder(entry: Dirent, root: string): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory()
  try {
    return statSync(`${root}/${entry.name}`).isDirectory()
  } catch {
    // A link to itself, or to nothing: the unit of loose files reports it.
    return false
  }
}
