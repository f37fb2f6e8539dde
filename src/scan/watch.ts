import { realpath, stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import watcher from '@parcel/watcher'
import type { Library } from '../library/library.ts'
import { isIgnored, isIgnoreMarker } from './walk/ignored.ts'
import type { ScanTarget } from './status/scan-status.ts'

export interface WatchOptions {
  readonly libraries: readonly Library[]
  /** Units of a library with links to a path outside of it, or to a folder around that. */
  readonly unitsLinkedTo?: (libraryId: string, path: string) => readonly string[]
  readonly onChange: (target: ScanTarget) => void
  /** A library that cannot be watched is found changed by scans alone. */
  readonly onFailure: (library: Library, error: unknown) => void
  /** Milliseconds without a further change until changes are told. */
  readonly quiet?: number
  /** Milliseconds after which they are told even when there is no such pause. */
  readonly maxDelay?: number
  /** Milliseconds from one look at whether the folder is still the same one to the next. */
  readonly checkInterval?: number
  /** Milliseconds until a folder that cannot be watched is tried again. */
  readonly retry?: number
}

/** Watches the libraries' folders, and those that their links may lead to, and tells which units changed, in bursts. */
export class LibraryWatch implements AsyncDisposable {
  readonly #folders: readonly FolderWatch[]

  private constructor(folders: readonly FolderWatch[]) {
    this.#folders = folders
  }

  static async open(options: WatchOptions): Promise<LibraryWatch> {
    const { libraries, unitsLinkedTo } = options
    const folders = libraries.flatMap((library) => [
      new FolderWatch({ library, path: library.root, unitsOf: changedUnits }, options),
      ...(library.linkTargets ?? []).map((path) => {
        const unitsOf = (_: string, changed: string) => unitsLinkedTo?.(library.id, changed) ?? []
        return new FolderWatch({ library, path, unitsOf }, options)
      }),
    ])
    await Promise.all(folders.map((folder) => folder.open()))
    return new LibraryWatch(folders)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#folders.map((folder) => folder[Symbol.asyncDispose]()))
  }
}

interface WatchedFolder {
  readonly library: Library
  readonly path: string
  /** The units that a change concerns; both paths are real ones, `root` the folder's. */
  readonly unitsOf: (root: string, changed: string) => readonly string[]
}

/**
 * One folder. It may be moved away, and another one come in its place; or its disk may, of which
 * the kernel does not tell. So it is checked from time to time whether the folder
 * under the path is the one that is watched.
 */
class FolderWatch implements AsyncDisposable {
  readonly #folder: WatchedFolder
  readonly #options: WatchOptions
  readonly #burst: Burst
  #subscription: watcher.AsyncSubscription | undefined
  /** Of the folder that is watched, or that was tried in vain; `undefined` when there is none. */
  #identity: string | undefined
  #triedAt = 0
  #timer: NodeJS.Timeout | undefined
  /** Looks come one after the other, however long a disk takes. */
  #checking: Promise<void> = Promise.resolve()
  #isChecking = false
  #ended = false

  constructor(folder: WatchedFolder, options: WatchOptions) {
    const { quiet = 200, maxDelay = 2000, onChange } = options
    const libraryId = folder.library.id
    this.#folder = folder
    this.#options = options
    this.#burst = new Burst(quiet, maxDelay, (units) => onChange({ libraryId, units }))
  }

  async open(): Promise<void> {
    const error = await this.#subscribe(await identityOf(this.#folder.path))
    if (error !== undefined) this.#options.onFailure(this.#folder.library, error)
    this.#timer = setInterval(
      () => this.#checkSoon(),
      this.#options.checkInterval ?? 10_000,
    ).unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    clearInterval(this.#timer)
    this.#burst.end()
    await this.#checking
    await this.#lose()
  }

  #checkSoon(): void {
    if (this.#isChecking || this.#ended) return
    this.#isChecking = true
    this.#checking = this.#check().finally(() => (this.#isChecking = false))
  }

  async #check(): Promise<void> {
    const identity = await identityOf(this.#folder.path)
    if (this.#ended) return
    const isSame = identity === this.#identity
    if (isSame && (identity === undefined || this.#subscription !== undefined)) return
    const { retry = 60_000 } = this.#options
    // The same one, in vain a moment ago: a large one takes long to try.
    if (isSame && performance.now() - this.#triedAt < retry) return
    await this.#lose()
    const error = await this.#subscribe(identity)
    if (error === undefined || !isSame) this.#burst.add('all')
  }

  /** Resolves to what keeps the folder from being watched, if anything does. */
  async #subscribe(identity: string | undefined): Promise<Error | undefined> {
    const { onFailure } = this.#options
    const { library, path: folder, unitsOf } = this.#folder
    this.#identity = identity
    this.#triedAt = performance.now()
    try {
      // The kernel tells real paths.
      const root = await realpath(folder)
      const subscription = await watcher.subscribe(root, (error, events) => {
        if (error !== null) onFailure(library, error)
        const units = events.flatMap(({ path }) => unitsOf(root, path))
        const isGone = events.some(({ path, type }) => path === root && type === 'delete')
        // After an error some changes went by unseen.
        this.#burst.add(error === null && !isGone ? units : 'all')
        // It takes its watch along; the next look finds what came in its place.
        if (!isGone || this.#subscription !== subscription) return
        this.#identity = undefined
        void this.#lose()
      })
      this.#subscription = subscription
      return undefined
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  async #lose(): Promise<void> {
    const subscription = this.#subscription
    this.#subscription = undefined
    // That of a disk that is gone cannot be taken back.
    await subscription?.unsubscribe().catch(() => {})
  }
}

/** Of the folder under a path now; another disk under it is another one. */
async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path).catch(() => undefined)
  return stats && `${stats.dev}:${stats.ino}`
}

/** Right in the root a name may be that of a unit or of a loose file, or of one that is gone. */
function changedUnits(root: string, path: string): readonly string[] {
  const segments = relative(root, path).split(sep)
  const [top = ''] = segments
  if (top === '' || top === '..' || segments.some(isPassedOver)) return []
  return segments.length === 1 ? ['', top] : [top]
}

/** A marker that comes or goes is a change, though hidden. */
function isPassedOver(name: string): boolean {
  return isIgnored(name) && !isIgnoreMarker(name)
}

/** Collects changes until there is a pause. */
class Burst {
  readonly #quiet: number
  readonly #maxDelay: number
  readonly #tell: (units: 'all' | ReadonlySet<string>) => void
  #units: 'all' | Set<string> = new Set()
  #timer: NodeJS.Timeout | undefined
  #since: number | undefined

  constructor(quiet: number, maxDelay: number, tell: (units: 'all' | ReadonlySet<string>) => void) {
    this.#quiet = quiet
    this.#maxDelay = maxDelay
    this.#tell = tell
  }

  add(units: 'all' | readonly string[]): void {
    if (units.length === 0) return
    if (units === 'all' || this.#units === 'all') this.#units = 'all'
    else for (const unit of units) this.#units.add(unit)
    const now = performance.now()
    this.#since ??= now
    clearTimeout(this.#timer)
    const left = this.#since + this.#maxDelay - now
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, Math.min(this.#quiet, left)))
  }

  end(): void {
    clearTimeout(this.#timer)
  }

  #flush(): void {
    const units = this.#units
    this.#units = new Set()
    this.#since = undefined
    this.#tell(units)
  }
}
