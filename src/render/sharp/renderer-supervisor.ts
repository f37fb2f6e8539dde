import type { RendererSandbox } from './launch.ts'
import type { Answer, Call, DecodingLimits } from './messages.ts'
import { RendererChild } from './renderer-child.ts'

export interface SupervisorOptions extends DecodingLimits {
  /** Calls in flight at most. */
  readonly slots: number
  readonly sandbox: RendererSandbox
  /** Resident set in bytes from which on the process is replaced; at twice this it is killed. */
  readonly maxMemory: number
  readonly onAnswer: (id: number, answer: Answer, used: number) => void
  /** It has started, and begins with what was sent to it meanwhile. */
  readonly onReady: () => void
  /** It has grown too large: it is to be replaced once nothing is in flight. */
  readonly onGrown: () => void
  readonly onExit: (exit: ProcessExit) => void
}

export interface ProcessExit {
  readonly how: string
  readonly wasReady: boolean
  /** `end` was called: the other calls in flight have nothing to do with it. */
  readonly wasEnded: boolean
  /** It keeps dying before it is ready. */
  readonly cannotStart: boolean
}

/** Longest time that the process may take to start, in milliseconds. */
const maxStartTime = 30_000

/** A process that keeps dying before it is ready will not get better by trying on. */
const maxFailedStarts = 3

/** The renderer process over its lives: started when there is a call for it, replaced when grown. */
export class RendererSupervisor implements AsyncDisposable {
  readonly #options: SupervisorOptions
  #child: RendererChild | undefined
  #failedStarts = 0
  #rss = 0
  #isGrown = false
  #wasEnded = false

  constructor(options: SupervisorOptions) {
    this.#options = options
  }

  /** Id and resident set (bytes, as last heard) of the process; `undefined` when none runs. */
  get process(): { readonly pid: number; readonly rss: number } | undefined {
    const pid = this.#child?.pid
    return pid === undefined ? undefined : { pid, rss: this.#rss }
  }

  /** Whether it is to be replaced, and to get no more calls before. */
  get isGrown(): boolean {
    return this.#isGrown
  }

  /** Milliseconds that a call may have to wait for the process to start. */
  get startTime(): number {
    return this.#child?.isReady === true ? 0 : maxStartTime
  }

  /** To the process, which is started if none runs. */
  send(id: number, call: Call): void {
    this.start().send(id, call)
  }

  /** The process, which is started if none runs. */
  start(): RendererChild {
    return (this.#child ??= this.#launch())
  }

  /** Ends the process because of one call that cannot be called back. */
  end(): void {
    this.#wasEnded = true
    this.#child?.kill()
  }

  /** Has it replaced once nothing is in flight: something that it was given is not what it was. */
  outdate(): void {
    if (this.#child !== undefined) this.#isGrown = true
  }

  /** Nothing is in flight: the next call gets a new process. Returns the resident set of the old. */
  replace(): number {
    const child = this.#child
    this.#isGrown = false
    this.#child = undefined
    void child?.stop()
    return this.#rss
  }

  /** Resolves when the process is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child
    this.#child = undefined
    await child?.stop()
  }

  #launch(): RendererChild {
    const { onAnswer, onReady } = this.#options
    const child = new RendererChild({
      ...this.#options,
      onAnswer: (id, answer, used) => {
        this.#failedStarts = 0
        onAnswer(id, answer, used)
      },
      onMemory: (rss) => {
        if (this.#child === child) this.#weigh(rss)
      },
      onReady: () => {
        if (this.#child === child) onReady()
      },
      onEnd: (end) => {
        if (this.#child === child) this.#exited(end)
      },
    })
    this.#rss = 0
    this.#wasEnded = false
    return child
  }

  #weigh(rss: number): void {
    this.#rss = rss
    const { maxMemory, onGrown } = this.#options
    if (rss > 2 * maxMemory) this.#child?.kill()
    else if (rss > maxMemory) {
      this.#isGrown = true
      onGrown()
    }
  }

  #exited({ wasReady, how }: { readonly wasReady: boolean; readonly how: string }): void {
    const wasEnded = this.#wasEnded
    this.#child = undefined
    this.#isGrown = false
    this.#wasEnded = false
    const cannotStart = !wasReady && ++this.#failedStarts >= maxFailedStarts
    if (cannotStart) this.#failedStarts = 0
    this.#options.onExit({ how, wasReady, wasEnded, cannotStart })
  }
}
