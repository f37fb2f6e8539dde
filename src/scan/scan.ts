import { availableParallelism } from 'node:os'
import type { Catalog } from '../catalog/catalog.ts'
import type { OriginalRef } from '../library/image.ts'
import type { Library } from '../library/library.ts'
import type { Renderer } from '../render/renderer.ts'
import { extractedSource } from '../sources/extracted.ts'
import { LibraryFiles } from '../sources/library-files.ts'
import { Extraction, type ExtractionOptions } from './extract/extraction.ts'
import { Semaphore } from '../semaphore.ts'
import { LinkIndex } from './link-index.ts'
import { LibraryProblems, unitOf } from './status/library-problems.ts'
import { NfoReader } from './nfo/nfo-reader.ts'
import { Prober } from './probe/prober.ts'
import { Progress } from './status/progress.ts'
import { LibraryScan } from './scan-library.ts'
import { ScanQueue, type ScanTask } from './scan-queue.ts'
import { RescanBackoff } from './rescan-backoff.ts'
import type { ScanListener, ScanStatus, ScanTarget } from './status/scan-status.ts'

export interface ScannerOptions {
  readonly catalog: Catalog
  readonly renderer: Renderer
  readonly libraries: readonly Library[]
  /** Originals being opened at a time; default four a core, twice what a renderer does at once. */
  readonly concurrency?: number
  /** Milliseconds for one `.nfo`; default 10,000. */
  readonly nfoTimeout?: number
  /** Absent: media files are left closed. */
  readonly extraction?: ExtractionOptions
}

/**
 * Keeps the catalog in step with the libraries' folders. One scan runs at a time; what is asked
 * for meanwhile is put together and done next. May be stopped at any moment: every unit is either
 * known as finished or looked at again by the next scan.
 */
export class Scanner implements AsyncDisposable {
  readonly #libraries: ReadonlyMap<string, Library>
  readonly #catalog: Catalog
  readonly #progress: Progress
  readonly #nfos: NfoReader
  readonly #prober: Prober
  readonly #queue: ScanQueue
  readonly #extraction: Extraction | undefined
  /** Of libraries that were scanned in full since the start. */
  readonly #problems = new Map<string, LibraryProblems>()
  readonly #sources: LibraryFiles
  readonly #linkIndex = new LinkIndex()
  readonly #rescanBackoff = new RescanBackoff((target) => void this.request(target))
  readonly #stop = new AbortController()
  #running: Promise<void> | undefined

  constructor(options: ScannerOptions) {
    const { catalog, renderer, libraries, concurrency = 4 * availableParallelism() } = options
    this.#catalog = catalog
    this.#libraries = new Map(libraries.map((library) => [library.id, library]))
    this.#progress = new Progress(catalog)
    const semaphore = new Semaphore(concurrency)
    this.#nfos = new NfoReader(this.#stop.signal, options.nfoTimeout)
    const sources = new LibraryFiles(libraries)
    this.#sources = sources
    this.#prober = new Prober({ catalog, renderer, sources, semaphore, progress: this.#progress })
    this.#extraction =
      options.extraction &&
      new Extraction({
        ...options.extraction,
        catalog,
        nfos: this.#nfos,
        renderer,
        libraries,
        sources,
        progress: this.#progress,
        probe: (library, listing, images) =>
          this.#prober.probeUnit(library, listing, images, this.#stop.signal),
        signal: this.#stop.signal,
      })
    this.#queue = new ScanQueue([...this.#libraries.keys()])
  }

  get status(): ScanStatus {
    return this.#progress.status
  }

  /** Why the folder of a library cannot be read, by id, of those that were looked at. */
  get troubles(): ReadonlyMap<string, string | undefined> {
    return this.#progress.troubles
  }

  /** Units of a library with links to a path outside of it, or to a folder around that. */
  unitsLinkedTo(libraryId: string, path: string): readonly string[] {
    return this.#linkIndex.unitsAround(libraryId, path)
  }

  /** Returns what ends the subscription. */
  subscribe(listener: ScanListener): () => void {
    return this.#progress.subscribe(listener)
  }

  /**
   * Resolves once all that was asked for up to now is done, or the scanner was stopped. Failures
   * are told to the listeners, never thrown.
   */
  request(target: ScanTarget): Promise<void> {
    if (this.#stop.signal.aborted) return this.#running ?? Promise.resolve()
    this.#queue.add(target)
    if (!this.#queue.isEmpty) this.#running ??= this.#drain()
    return this.#running ?? Promise.resolve()
  }

  /**
   * Resolves once pictures were taken out of all media files that the last scan found, or the
   * scanner was stopped.
   */
  async extract(): Promise<void> {
    await this.#extraction?.request()
  }

  /** Forgets what nothing refers to any more. Not while it scans. */
  async sweep(): Promise<void> {
    if (this.#extraction === undefined) await this.#catalog.pruneOriginals()
    else await this.#extraction.sweep()
  }

  /**
   * One scan of everything, media files too. Stops the scanner when `signal` is aborted.
   * @throws what kept a library from being scanned
   */
  async scanAll(signal: AbortSignal): Promise<void> {
    const failures: unknown[] = []
    const unsubscribe = this.subscribe((event) => {
      if (event.kind === 'failed') failures.push(event.error)
    })
    const stop = () => this.#stop.abort(signal.reason)
    signal.addEventListener('abort', stop)
    if (signal.aborted) stop()
    try {
      await this.request('all')
      await this.extract()
    } finally {
      signal.removeEventListener('abort', stop)
      unsubscribe()
    }
    if (failures.length > 0) throw failures[0]
  }

  /** For a file found to be other than the catalog says: looks at it, then at its whole unit. */
  async rescanOriginal({ source, key }: OriginalRef): Promise<void> {
    if (this.#stop.signal.aborted) return
    if (source === extractedSource) await this.#extraction?.recheck(key)
    const library = this.#libraries.get(source)
    if (library === undefined) return
    await this.#prober.probe(library, key)
    void this.request({ libraryId: source, units: new Set([unitOf(key)]) })
  }

  /** Resolves once the unit around an original is known as it is now. */
  async rescanUnit({ source, key }: OriginalRef): Promise<void> {
    await this.request({ libraryId: source, units: new Set([unitOf(key)]) })
  }

  /** Stops in order: what is being opened is still recorded. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    this.#rescanBackoff[Symbol.dispose]()
    await Promise.all([this.#running, this.#extraction?.[Symbol.asyncDispose]()])
    await this.#nfos[Symbol.asyncDispose]()
  }

  async #drain(): Promise<void> {
    try {
      while (!this.#queue.isEmpty && !this.#stop.signal.aborted) await this.#run()
    } finally {
      // Nothing can be asked for between the last look at the queue and this.
      this.#running = undefined
    }
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    this.#progress.start()
    let changed = false
    for (let task = this.#queue.take(); task !== undefined; task = this.#queue.take()) {
      if (signal.aborted) break
      try {
        changed = (await this.#scan(task, signal)) || changed
      } catch (error) {
        if (signal.aborted) continue
        this.#progress.fail(task.libraryId, error)
        this.#rescanBackoff.add({ libraryId: task.libraryId, units: 'all' })
      }
    }
    try {
      if (changed && !signal.aborted) await this.#catalog.pruneOriginals()
    } catch (error) {
      this.#progress.fail('', error)
    }
    await this.#progress.finish(signal.aborted)
    this.#rescanBackoff.settle()
    void this.#extraction?.request()
  }

  async #scan(task: ScanTask, signal: AbortSignal): Promise<boolean> {
    const library = this.#libraries.get(task.libraryId)
    if (library === undefined) return false
    const previous = this.#problems.get(library.id)
    const problems = previous ?? (await LibraryProblems.open(this.#catalog, library.id))
    const parts = {
      catalog: this.#catalog,
      nfos: this.#nfos,
      sources: this.#sources,
      linkIndex: this.#linkIndex,
      prober: this.#prober,
      progress: this.#progress,
      extraction: this.#extraction,
      onUnread: (units: 'all' | ReadonlySet<string>) =>
        this.#rescanBackoff.add({ libraryId: library.id, units }),
    }
    // What is wrong in the other units is not known before all were looked at once.
    const units = previous === undefined || task.units === 'all' ? undefined : task.units
    const changed = await new LibraryScan(parts, library, problems, signal).run(units)
    this.#problems.set(library.id, problems)
    this.#progress.setTrouble(library.id, problems.root)
    return changed
  }
}
