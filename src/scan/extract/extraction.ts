import { availableParallelism } from 'node:os'
import type { Catalog } from '../../catalog/catalog.ts'
import type { UnitContents } from '../../catalog/scan/scan-catalog.ts'
import type { FileStamp } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import type { Ffmpeg } from '../../media/ffmpeg.ts'
import { Songs } from '../../media/songs.ts'
import type { Renderer } from '../../render/renderer.ts'
import { type ExtractedImages, extractedSource } from '../../sources/extracted.ts'
import type { LibraryFiles } from '../../sources/library-files.ts'
import { FileExtractor } from './extract-file.ts'
import { planUnit } from '../plan/plan-unit.ts'
import type { Nfos } from '../plan/unit-draft.ts'
import { extractUnit, type ProbeImages, type UnitOutcome } from './extract-unit.ts'
import { extractionVersion, loadFindings, tagsOf } from './findings.ts'
import { Semaphore } from '../../semaphore.ts'
import type { UnitListing } from '../walk/listing.ts'
import type { NfoReader } from '../nfo/nfo-reader.ts'
import { extendContents, findMedia, mediaFilesIn } from './plan-extracted.ts'
import type { Progress } from '../status/progress.ts'
import { walkLibrary } from '../walk/walk.ts'

/** Units being looked into at a time. */
const maxOpenUnits = 8
/** Files of them whose first bytes are being read at a time. */
const maxOpenFiles = 32
/** Units after which it is remembered that they are done. */
const marksAtATime = 200

/** What nothing refers to any more is removed at the first occasion, then at most this often. */
const sweepInterval = 3_600_000

const nothing: FileStamp = { bytes: 0, mtimeMs: 0, ctimeMs: 0 }

/** What taking pictures out of media files needs besides what a scan has. */
export interface ExtractionOptions {
  readonly store: ExtractedImages
  /** Absent where there is none: then songs alone are looked into. */
  readonly ffmpeg: Ffmpeg | undefined
  /** Whether a frame stands in for the poster of a film or episode that has none. */
  readonly screenGrabs: boolean
}

export interface ExtractionParts extends ExtractionOptions {
  readonly catalog: Catalog
  readonly nfos: NfoReader
  readonly renderer: Renderer
  readonly libraries: readonly Library[]
  readonly sources: LibraryFiles
  readonly progress: Progress
  readonly probe: ProbeImages
  /** Stops it when aborted. */
  readonly signal: AbortSignal
}

/**
 * Takes pictures out of media files, behind the scan: it works through the units that a scan has
 * finished and that were not looked into since, first for what stands for the whole of an item,
 * then for chapters. It may be stopped at any moment; what it found is stored file by file.
 */
export class Extraction implements AsyncDisposable {
  readonly #parts: ExtractionParts
  readonly #semaphore = new Semaphore(availableParallelism())
  readonly #opening = new Semaphore(maxOpenFiles)
  #isRequested = false
  #sweptAt = -Infinity
  #running: Promise<void> | undefined

  constructor(parts: ExtractionParts) {
    this.#parts = parts
  }

  /** Resolves once all units that are finished by now were looked into, or it was stopped. */
  request(): Promise<void> {
    if (this.#parts.signal.aborted) return this.#running ?? Promise.resolve()
    this.#isRequested = true
    this.#running ??= this.#drain()
    return this.#running
  }

  /** What is in a unit by what is known already of the insides of its media files. */
  async plan(library: Library, listing: UnitListing, nfos: Nfos): Promise<UnitContents> {
    const { catalog } = this.#parts
    const findings = await loadFindings(catalog, library, mediaFilesIn(listing))
    const contents = planUnit(library, catalog.ids, listing, nfos, tagsOf(findings))
    const media = findMedia(contents, listing)
    return findings.size === 0 ? contents : extendContents(contents, media, findings, this.#parts)
  }

  /** For a stored picture that differs from what the catalog says: it is announced as it is now. */
  async recheck(key: string): Promise<void> {
    const { catalog, renderer, store } = this.#parts
    const ref = { source: extractedSource, key }
    const file = await store.find(key)
    const outcome = file && (await renderer.probe(file, 'interactive'))
    if (outcome?.kind === 'unreadable') return
    const gone = {
      kind: 'problem',
      reason: 'The picture no longer exists',
      stamp: nothing,
    } as const
    const state = outcome === undefined || outcome.kind === 'missing' ? gone : outcome
    await catalog.putOriginals([{ ref, state }], Date.now())
  }

  /** Forgets originals that nothing refers to any more, and removes their files. */
  async sweep(): Promise<void> {
    const { catalog, store } = this.#parts
    await catalog.pruneOriginals()
    for await (const keys of store.list()) {
      if (this.#parts.signal.aborted) return
      const originals = await catalog.findOriginals(extractedSource, keys)
      for (const key of keys) if (!originals.has(key)) await store.remove(key)
    }
    this.#sweptAt = performance.now()
  }

  /** Resolves once nothing is under way; it goes on when it was not stopped. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running
  }

  async #drain(): Promise<void> {
    try {
      while (this.#isRequested && !this.#parts.signal.aborted) {
        this.#isRequested = false
        await this.#run()
      }
    } finally {
      this.#running = undefined
    }
  }

  async #run(): Promise<void> {
    const { libraries, progress } = this.#parts
    let changed = false
    await using songs = new Songs()
    // Until a unit has been looked into, it counts as one file: nobody is told that all is done.
    let pending = 0
    const addPending = (units: number) => {
      pending += units
      progress.add({ mediaToOpen: units })
    }
    try {
      const units = await this.#findUnits()
      for (const { size } of units.values()) addPending(size)
      for (const library of libraries)
        try {
          const found = units.get(library.id) ?? new Map<string, string>()
          await this.#runLibrary(library, found, songs, () => addPending(-1))
          changed ||= found.size > 0
        } catch (error) {
          if (this.#parts.signal.aborted) return
          progress.fail(library.id, error)
        }
    } finally {
      addPending(-pending)
    }
    if (this.#parts.signal.aborted) return
    try {
      if (performance.now() - this.#sweptAt > sweepInterval) await this.sweep()
      if (changed) await progress.recount()
    } catch (error) {
      progress.fail('', error)
    }
  }

  /** Units to be looked into, by the id of their library. */
  async #findUnits(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    const { catalog, libraries, progress } = this.#parts
    const units = new Map<string, ReadonlyMap<string, string>>()
    for (const { id } of libraries)
      try {
        units.set(id, await catalog.unextractedUnits(id, this.#how))
      } catch (error) {
        progress.fail(id, error)
      }
    return units
  }

  async #runLibrary(
    library: Library,
    units: ReadonlyMap<string, string>,
    songs: Songs,
    onUnit: () => void,
  ): Promise<void> {
    const withChapters = await this.#round('pictures', library, units, songs, onUnit)
    await this.#round('chapters', library, withChapters, songs, () => {})
  }

  /** Resolves to the units that have chapters to be taken. */
  async #round(
    round: 'pictures' | 'chapters',
    library: Library,
    units: ReadonlyMap<string, string>,
    songs: Songs,
    onUnit: () => void,
  ): Promise<ReadonlyMap<string, string>> {
    const { catalog, signal } = this.#parts
    const left = new Map<string, string>()
    if (units.size === 0) return left
    let done = new Map<string, string>()
    const mark = async () => {
      const some = done
      done = new Map()
      if (some.size > 0) await catalog.markExtracted(library.id, some, this.#how)
    }
    const open = new Set<Promise<void>>()
    const failures: unknown[] = []
    const extract = async (listing: UnitListing, fingerprint: string) => {
      try {
        const outcome = await this.#extractUnit(round, library, listing, songs)
        if (outcome === 'done') done.set(listing.unit, fingerprint)
        if (outcome === 'chapters') left.set(listing.unit, fingerprint)
        if (done.size >= marksAtATime) await mark()
      } catch (error) {
        failures.push(error)
      } finally {
        onUnit()
      }
    }
    const request = { units: new Set(units.keys()), signal }
    try {
      for await (const event of walkLibrary(library, request)) {
        if (failures.length > 0) break
        if (event.kind !== 'unit') continue
        const { unit, complete, fingerprint } = event.listing
        // Changed since the scan: the next one sees to it.
        if (!complete || units.get(unit) !== fingerprint) continue
        const task = extract(event.listing, fingerprint).finally(() => open.delete(task))
        open.add(task)
        if (open.size >= maxOpenUnits) await Promise.race(open)
      }
    } finally {
      await Promise.all(open)
      await mark()
    }
    if (failures.length > 0) throw failures[0]
    return left
  }

  #extractUnit(
    round: 'pictures' | 'chapters',
    library: Library,
    listing: UnitListing,
    songs: Songs,
  ): Promise<UnitOutcome> {
    const { catalog, nfos, progress, probe, sources } = this.#parts
    const { store, renderer, ffmpeg, screenGrabs, signal } = this.#parts
    const semaphore = this.#semaphore
    const files = new FileExtractor({
      sources,
      store,
      renderer,
      ffmpeg,
      songs,
      semaphore,
      screenGrabs,
      signal,
    })
    const parts = {
      sources,
      catalog,
      nfos,
      files,
      progress,
      probe,
      rules: { screenGrabs },
      opening: this.#opening,
    }
    return extractUnit(parts, library, listing, round)
  }

  /** Another one when there is more to look for, or with. */
  get #how(): string {
    const { ffmpeg, screenGrabs, store } = this.#parts
    const abilities = `${ffmpeg === undefined ? '' : 'f'}${screenGrabs ? 'g' : ''}`
    return `${extractionVersion}${abilities} ${store.generation}`
  }
}
