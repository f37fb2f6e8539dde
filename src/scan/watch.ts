import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import watcher from '@parcel/watcher'
import type { Library } from '../library/library.ts'
import { isIgnored, isIgnoreMarker } from './ignored.ts'
import type { ScanTarget } from './scan-status.ts'

export interface WatchOptions {
  readonly libraries: readonly Library[]
  readonly onChange: (target: ScanTarget) => void
  /** A library that cannot be watched is found changed by scans alone. */
  readonly onFailure: (library: Library, error: unknown) => void
  /** Milliseconds without a further change until changes are told. */
  readonly quiet?: number
  /** Milliseconds after which they are told even when there is no such pause. */
  readonly atMost?: number
  /** Milliseconds until a folder that cannot be watched is tried again; default a minute. */
  readonly retry?: number
}

/** Milliseconds until a folder that could not be watched is tried again. */
const retryInterval = 60_000

/** Watches the libraries' folders and tells which units changed, in bursts. */
export class LibraryWatch implements AsyncDisposable {
  readonly #subscriptions = new Set<watcher.AsyncSubscription>()
  readonly #bursts: Burst[] = []
  readonly #retries = new Set<NodeJS.Timeout>()
  #ended = false

  private constructor() {}

  static async open(options: WatchOptions): Promise<LibraryWatch> {
    const watch = new LibraryWatch()
    await Promise.all(options.libraries.map((library) => watch.#add(library, options)))
    return watch
  }

  async #add(library: Library, options: WatchOptions): Promise<void> {
    const { quiet = 200, atMost = 2000 } = options
    const burst = new Burst(quiet, atMost, (units) =>
      options.onChange({ libraryId: library.id, units }),
    )
    this.#bursts.push(burst)
    const error = await this.#subscribe(library, options, burst)
    if (error === undefined) return
    options.onFailure(library, error)
    this.#retry(library, options, burst)
  }

  #retry(library: Library, options: WatchOptions, burst: Burst): void {
    if (this.#ended) return
    const retry = setInterval(() => {
      void this.#subscribe(library, options, burst).then((again) => {
        if (again !== undefined) return
        clearInterval(retry)
        this.#retries.delete(retry)
        burst.add('all')
      })
    }, options.retry ?? retryInterval)
    this.#retries.add(retry.unref())
  }

  /** Resolves to what keeps the folder from being watched, if anything does. */
  async #subscribe(
    library: Library,
    options: WatchOptions,
    burst: Burst,
  ): Promise<Error | undefined> {
    try {
      // The kernel tells real paths.
      const root = await realpath(library.root)
      const subscription = await watcher.subscribe(root, (error, events) => {
        if (error !== null) options.onFailure(library, error)
        const units = events.flatMap(({ path }) => changedUnits(root, path))
        const isGone = events.some(({ path, type }) => path === root && type === 'delete')
        // After an error some changes went by unseen.
        burst.add(error === null && !isGone ? units : 'all')
        if (isGone) void this.#lose(subscription).then(() => this.#retry(library, options, burst))
      })
      if (this.#ended) await subscription.unsubscribe()
      else this.#subscriptions.add(subscription)
      return undefined
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  /** A folder that is moved or removed takes its watch along; another one may come in its place. */
  async #lose(subscription: watcher.AsyncSubscription): Promise<void> {
    this.#subscriptions.delete(subscription)
    await subscription.unsubscribe().catch(() => {})
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true
    for (const retry of this.#retries) clearInterval(retry)
    for (const burst of this.#bursts) burst.end()
    await Promise.allSettled(Array.from(this.#subscriptions, (one) => one.unsubscribe()))
  }
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
  readonly #atMost: number
  readonly #tell: (units: 'all' | ReadonlySet<string>) => void
  #units: 'all' | Set<string> = new Set()
  #timer: NodeJS.Timeout | undefined
  #since: number | undefined

  constructor(quiet: number, atMost: number, tell: (units: 'all' | ReadonlySet<string>) => void) {
    this.#quiet = quiet
    this.#atMost = atMost
    this.#tell = tell
  }

  add(units: 'all' | readonly string[]): void {
    if (units.length === 0) return
    if (units === 'all' || this.#units === 'all') this.#units = 'all'
    else for (const unit of units) this.#units.add(unit)
    const now = performance.now()
    this.#since ??= now
    clearTimeout(this.#timer)
    const left = this.#since + this.#atMost - now
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
