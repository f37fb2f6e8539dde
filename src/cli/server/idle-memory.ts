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
