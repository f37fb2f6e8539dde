import type { Catalog } from '../catalog/catalog.ts'
import type { Library } from '../library/library.ts'
import type { LibraryFiles } from '../sources/library-files.ts'
import type { Extraction } from './extract/extraction.ts'
import type { LibraryProblems } from './status/library-problems.ts'
import type { UnitListing } from './walk/listing.ts'
import type { NfoReader } from './nfo/nfo-reader.ts'
import type { LinkIndex } from './link-index.ts'
import { planUnit } from './plan/plan-unit.ts'
import type { Prober } from './probe/prober.ts'
import type { Progress } from './status/progress.ts'
import { readNfos } from './nfo/read-nfos.ts'
import { type RootTrouble, walkLibrary } from './walk/walk.ts'

/** Units whose images are being opened at a time: items show up well ahead of their images. */
const maxOpenUnits = 256
/** Units that are opened together, so that what is known of them is written together, too. */
const unitsAtATime = 32

const troubles = {
  missing: 'The folder of the library does not exist; its items are kept',
  'not a folder': 'Expected a folder but found something else; its items are kept',
  unreadable: 'The folder of the library cannot be read; its items are kept',
  emptied: 'The folder of the library is unexpectedly empty; its items are kept',
} as const satisfies Record<RootTrouble, string>

export interface LibraryScanParts {
  readonly catalog: Catalog
  readonly nfos: NfoReader
  readonly sources: LibraryFiles
  readonly linkIndex: LinkIndex
  readonly prober: Prober
  readonly progress: Progress
  readonly extraction: Extraction | undefined
  /**
   * Hears of units in which a file was gone since it was listed, or could not be read; of `all`
   * when the folder of the library could not.
   */
  readonly onUnread: (units: 'all' | ReadonlySet<string>) => void
}

/**
 * Brings the catalog in step with a library's folder. What cannot be read stays as it was known.
 */
export class LibraryScan {
  readonly #parts: LibraryScanParts
  readonly #library: Library
  readonly #problems: LibraryProblems
  readonly #signal: AbortSignal
  #fingerprints: ReadonlyMap<string, string> = new Map()
  #changed = false
  #failure: { readonly error: unknown } | undefined

  constructor(
    parts: LibraryScanParts,
    library: Library,
    problems: LibraryProblems,
    signal: AbortSignal,
  ) {
    this.#parts = parts
    this.#library = library
    this.#problems = problems
    this.#signal = signal
  }

  /**
   * Scans all units, or `units` alone. Resolves to whether any differed from what was known.
   * @throws the signal's reason when it is aborted; what is done by then is stored
   */
  async run(units: ReadonlySet<string> | undefined): Promise<boolean> {
    this.#fingerprints = await this.#parts.catalog.unitFingerprints(this.#library.id)
    this.#problems.setRoot(undefined)
    const open = new Set<Promise<void>>()
    let room = Promise.withResolvers<void>()
    const request = { fingerprints: this.#fingerprints, signal: this.#signal }
    try {
      for await (const event of walkLibrary(
        this.#library,
        units === undefined ? request : { ...request, units },
      )) {
        if (this.#failure !== undefined) break
        switch (event.kind) {
          case 'unchanged':
            this.#parts.progress.add({ filesSeen: event.files })
            this.#problems.set(event.unit, event.problems, undefined)
            this.#parts.linkIndex.set(this.#library.id, event.unit, event.linked)
            break
          case 'unit': {
            this.#parts.linkIndex.set(this.#library.id, event.listing.unit, event.listing.linked)
            const task = this.#openUnit(event.listing).finally(() => {
              open.delete(task)
              if (open.size <= maxOpenUnits - unitsAtATime) room.resolve()
            })
            open.add(task)
            if (open.size < maxOpenUnits) break
            room = Promise.withResolvers()
            await room.promise
            break
          }
          case 'trouble':
            this.#problems.setRoot(troubles[event.trouble])
            this.#parts.onUnread('all')
            break
          case 'end':
            await this.#removeGone(new Set(event.units), units)
            break
          default:
            event satisfies never
        }
      }
    } finally {
      await Promise.all(open)
    }
    if (this.#failure !== undefined) throw this.#failure.error
    await this.#problems.save()
    return this.#changed
  }

  /** Never rejects: the first failure ends the whole run in order. */
  async #openUnit(listing: UnitListing): Promise<void> {
    this.#parts.progress.add({ filesSeen: listing.files.length })
    try {
      await this.#scanUnit(listing)
    } catch (error) {
      this.#failure ??= { error }
    }
  }

  async #scanUnit(listing: UnitListing): Promise<void> {
    this.#signal.throwIfAborted()
    const { catalog, prober, extraction } = this.#parts
    const library = this.#library
    const { unit, complete, fingerprint } = listing
    const wasFinished = (this.#fingerprints.get(unit) ?? '') !== ''
    if (!complete && wasFinished) {
      this.#problems.set(unit, listing.problems, undefined)
      return
    }
    const read = await readNfos(this.#parts, library, listing)
    const broken = [...read].flatMap(([path, nfo]) =>
      nfo.kind === 'broken' ? [{ path, reason: nfo.reason }] : [],
    )
    this.#problems.set(unit, listing.problems, broken)
    this.#changed = true
    // Of a unit never seen before nothing can be known.
    const inside = this.#fingerprints.has(unit)
      ? await extraction?.plan(library, listing, read)
      : undefined
    const contents = inside ?? planUnit(library, catalog.ids, listing, read)
    await catalog.replaceUnit(contents)
    const beside = contents.images.filter(({ original }) => original.source === library.id)
    const unread = await prober.probeUnit(library, listing, beside, this.#signal)
    const notes = unread.flatMap(({ path, reason }) =>
      reason === undefined ? [] : [{ path, reason }],
    )
    if (notes.length > 0) this.#problems.set(unit, [...listing.problems, ...notes], broken)
    if (unread.length > 0) this.#parts.onUnread(new Set([unit]))
    else if (complete) await catalog.finishUnit(library.id, unit, fingerprint)
    this.#parts.progress.changeImages(contents.images)
  }

  async #removeGone(
    present: ReadonlySet<string>,
    requested: ReadonlySet<string> | undefined,
  ): Promise<void> {
    const gone = [...this.#fingerprints.keys()].filter(
      (unit) => !present.has(unit) && (requested === undefined || requested.has(unit)),
    )
    if (gone.length === 0) return
    this.#changed = true
    await this.#parts.catalog.removeUnits(this.#library.id, gone)
    for (const unit of gone) {
      this.#problems.forget(unit)
      this.#parts.linkIndex.set(this.#library.id, unit, [])
    }
  }
}
