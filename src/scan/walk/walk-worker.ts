import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { isIgnored } from './ignored.ts'
import { identityOf, isNotFound, UnitLister, type UnitPlace } from './list-unit.ts'
import type { RootTrouble, WalkBatch, WalkEvent, WalkRequest } from './walk-messages.ts'

/** A batch is sent when this many files and units are in it. */
const batchWeight = 500
/** Batches that may be under way without an answer: memory stays flat when the reader is slow. */
const maxUnderWay = 4

const { request, credit } = workerData as { request: WalkRequest; credit: SharedArrayBuffer }
const underWay = new Int32Array(credit)

function* walk({ root, units, fingerprints }: WalkRequest): Generator<WalkEvent> {
  const opened = openRoot(root)
  if (typeof opened === 'string') {
    yield { kind: 'trouble', trouble: opened }
    return
  }
  const { realRoot, identity, entries } = opened
  const place = { root, realRoot, identity }
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
    const listing = new UnitLister(place).list(unit, part)
    yield listing.complete && fingerprints?.get(unit) === listing.fingerprint
      ? { kind: 'unchanged', unit, files: listing.files.length, problems: listing.problems }
      : { kind: 'unit', listing }
  }
  yield { kind: 'end', units: parts.map(([unit]) => unit) }
}

/** Unit `''` is always known; it had something in it when its fingerprint is not that of nothing. */
function hadContents(fingerprints: WalkRequest['fingerprints'], ofNothing: string): boolean {
  return [...(fingerprints ?? [])].some(
    ([unit, fingerprint]) => unit !== '' || (fingerprint !== '' && fingerprint !== ofNothing),
  )
}

interface OpenedRoot extends Omit<UnitPlace, 'root'> {
  readonly entries: readonly Dirent[]
}

function openRoot(root: string): RootTrouble | OpenedRoot {
  try {
    const realRoot = realpathSync.native(root)
    const stats = statSync(realRoot)
    if (!stats.isDirectory()) return 'not a folder'
    const entries = readdirSync(realRoot, { withFileTypes: true })
    return {
      realRoot,
      identity: identityOf(stats),
      entries: entries
        .filter(({ name }) => !isIgnored(name) && name !== '.actors')
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
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

function weightOf(event: WalkEvent): number {
  return event.kind === 'unit' ? 1 + event.listing.files.length : 1
}

function send(batch: WalkBatch): void {
  while (Atomics.load(underWay, 0) >= maxUnderWay) Atomics.wait(underWay, 0, maxUnderWay)
  Atomics.add(underWay, 0, 1)
  parentPort!.postMessage(batch)
}

let batch: WalkEvent[] = []
let weight = 0
for (const event of walk(request)) {
  batch.push(event)
  weight += weightOf(event)
  if (weight < batchWeight) continue
  send(batch)
  batch = []
  weight = 0
}
send(batch)
