import { realpath, stat } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import watcher from '@parcel/watcher'
import type { Library } from '../library/library.ts'
import { Burst } from './burst.ts'
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
  readonly #targets: readonly FolderWatch[]
  readonly #opening: Promise<void>
  #isEnded = false

  private constructor(folders: readonly FolderWatch[], targets: readonly FolderWatch[]) {
    this.#folders = folders
    this.#targets = targets
    this.#opening = this.#openTargets()
  }

  static async open(options: WatchOptions): Promise<LibraryWatch> {
    const { libraries, unitsLinkedTo } = options
    const folders = libraries.map((library) => {
      const unitsOf = (_: Library, root: string, path: string) => changedUnits(root, path)
      return new FolderWatch({ libraries: [library], path: library.root, unitsOf }, options)
    })
    const unitsOf = ({ id }: Library, _: string, path: string) => unitsLinkedTo?.(id, path) ?? []
    const targets = new Set(libraries.flatMap(({ linkTargets = [] }) => linkTargets))
    await Promise.all(folders.map((folder) => folder.open()))
    const linked = [...targets].map((path) => {
      const from = libraries.filter(({ linkTargets = [] }) => linkTargets.includes(path))
      return new FolderWatch({ libraries: from, path, unitsOf }, options)
    })
    return new LibraryWatch(folders, linked)
  }

  /**
   * One after the other, and nobody waits for it: such a folder may be a slow mount of very many
   * files, and each takes a thread of the pool while it is opened.
   */
  async #openTargets(): Promise<void> {
    for (const folder of this.#targets) if (!this.#isEnded) await folder.open()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true
    await this.#opening
    const all = [...this.#folders, ...this.#targets]
    await Promise.all(all.map((folder) => folder[Symbol.asyncDispose]()))
  }
}

interface WatchedFolder {
  /** Those that what lies in it belongs to. */
  readonly libraries: readonly Library[]
  readonly path: string
  /** The units that a change concerns; both paths are real ones, `root` the folder's. */
  readonly unitsOf: (library: Library, root: string, changed: string) => readonly string[]
}

/**
 * One folder. It may be moved away, and another one come in its place; or its disk may, of which
 * the kernel does not tell. So it is checked from time to time whether the folder
 * under the path is the one that is watched.
 */
class FolderWatch implements AsyncDisposable {
  readonly #folder: WatchedFolder
  readonly #options: WatchOptions
  readonly #bursts: readonly Burst[]
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
    this.#folder = folder
    this.#options = options
    this.#bursts = folder.libraries.map(
      ({ id: libraryId }) => new Burst(quiet, maxDelay, (units) => onChange({ libraryId, units })),
    )
  }

  async open(): Promise<void> {
    const error = await this.#subscribe(await identityOf(this.#folder.path))
    if (error !== undefined) this.#fail(error)
    this.#timer = setInterval(
      () => this.#checkSoon(),
      this.#options.checkInterval ?? 10_000,
    ).unref()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    clearInterval(this.#timer)
    for (const burst of this.#bursts) burst.end()
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
    if (error === undefined || !isSame) this.#tellAll()
  }

  #tellAll(): void {
    for (const burst of this.#bursts) burst.add('all')
  }

  #fail(error: unknown): void {
    for (const library of this.#folder.libraries) this.#options.onFailure(library, error)
  }

  /** Resolves to what keeps the folder from being watched, if anything does. */
  async #subscribe(identity: string | undefined): Promise<Error | undefined> {
    const { libraries, path: folder, unitsOf } = this.#folder
    this.#identity = identity
    this.#triedAt = performance.now()
    try {
      // The kernel tells real paths.
      const root = await realpath(folder)
      const subscription = await watcher.subscribe(root, (error, events) => {
        if (error !== null) this.#fail(error)
        const isGone = events.some(({ path, type }) => path === root && type === 'delete')
        // After an error some changes went by unseen.
        if (error !== null || isGone) this.#tellAll()
        else
          for (const [at, library] of libraries.entries())
            this.#bursts[at]?.add(events.flatMap(({ path }) => unitsOf(library, root, path)))
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
