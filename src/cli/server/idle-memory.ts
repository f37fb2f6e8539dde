import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

export interface IdleMemoryOptions {
  /** Grows with every request of a client, in whatever steps. */
  readonly activity: () => number
  /** Whether the server is at work by itself. */
  readonly isBusy: () => boolean
  readonly release: () => void
  /** Milliseconds without either after which memory is released. */
  readonly idleTime: number
}

/** Times that the server is looked at before its memory is released. */
const looks = 10

/** Releases memory once, each time the server has become idle. */
export class IdleMemory implements Disposable {
  readonly #options: IdleMemoryOptions
  readonly #timer: NodeJS.Timeout
  #activity: number
  #idleLooks = 0

  constructor(options: IdleMemoryOptions) {
    this.#options = options
    this.#activity = options.activity()
    this.#timer = setInterval(() => this.#look(), options.idleTime / looks).unref()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    const { activity, isBusy, release } = this.#options
    const now = activity()
    const isIdle = now === this.#activity && !isBusy()
    this.#activity = now
    this.#idleLooks = isIdle ? this.#idleLooks + 1 : 0
    if (this.#idleLooks === looks) release()
  }
}

/**
 * Has V8 collect and give back what it keeps for allocations to come; it does so by itself only
 * when it allocates. Takes a tenth of a second, in which nothing is answered.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: object) => void
  setFlagsFromString('--no-expose-gc')
  collect({ type: 'major', flavor: 'last-resort' })
}

/** What is used of `node:ffi`, which Node has from 26 on. */
interface ForeignFunctions {
  dlopen(
    library: string,
    functions: Readonly<Record<string, { arguments: readonly string[]; return: string }>>,
  ): { readonly functions: Readonly<Record<string, (...values: bigint[]) => unknown>> }
}

/**
 * Has the C library give back what was freed: pages of SQLite and images leave gaps that it would
 * keep. Takes some milliseconds. False where it is another library than glibc, or Node cannot call it.
 */
export function trimAllocator(): boolean {
  // `size_t` has 64 bits.
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) return false
  const emitWarning = process.emitWarning.bind(process)
  try {
    // Whoever runs Keyart need not hear that this part of Node is experimental: it may be missing.
    process.emitWarning = () => {}
    const ffi = process.getBuiltinModule('node:ffi') as ForeignFunctions | undefined
    const trim = { arguments: ['uint64'], return: 'int32' }
    const glibc = ffi?.dlopen('libc.so.6', { malloc_trim: trim })
    glibc?.functions['malloc_trim']?.(0n)
    return glibc !== undefined
  } catch {
    return false
  } finally {
    process.emitWarning = emitWarning
  }
}
