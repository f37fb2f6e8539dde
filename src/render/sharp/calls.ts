import { availableParallelism } from 'node:os'
import { KeyartError } from '../../errors.ts'
import { CallTally, rememberTiming } from '../call-tally.ts'
import { lookingCost, measuringCost, renderCost, type SourceFacts } from '../cost.ts'
import { type RenderClass, renderClasses, type RenderOptions } from '../renderer.ts'
import { type Answer, type Call, type SourceLimits, tooSlow } from './messages.ts'
import { RendererChild } from './renderer-child.ts'
import { WaitingLine } from './waiting-line.ts'

export interface CallsOptions extends SourceLimits {
  /** Calls in flight; default twice the number of cores. */
  readonly slots?: number
  /** Calls that may wait; one more is BUSY. */
  readonly maxWaiting: number
  /** Resident set in bytes from which on the process is replaced; at twice this it is killed. */
  readonly maxMemory: number
  /** Longest time of one call, in milliseconds. */
  readonly timeout: number
  /** Hears of each death and replacement of the process. */
  readonly onEvent?: (event: RendererEvent) => void
}

export type RendererEvent =
  | { readonly kind: 'died'; readonly how: string; readonly inFlight: number }
  | { readonly kind: 'replaced'; readonly rss: number }

export interface RendererLoad {
  readonly inFlight: number
  /** In bytes, by estimate. */
  readonly cost: number
  readonly waiting: Readonly<Record<RenderClass, number>>
}

interface Task {
  readonly id: number
  readonly call: Call
  /** Bytes of memory that it takes, by estimate. */
  readonly cost: number
  readonly renderClass: RenderClass
  readonly settle: (answer: Answer) => void
  /** Milliseconds that are left to it, over all attempts. */
  left: number
  timer?: NodeJS.Timeout
  /** As `performance.now()` has it. */
  readonly askedAt: number
  sentAt?: number
}

/**
 * Share of the memory bound that calls in flight may take by estimate. The rest is what the process
 * has at rest, what the allocator keeps, and what the estimates miss.
 */
const admittedShare = 0.5

/** Share of the time of a call that a drawing (SVG) may take. */
const vectorShare = 0.25

const busy = 'Too many images are waiting to be made; try again in a moment'

/** Longest time that the process may take to start, in milliseconds. */
const maxStartTime = 30_000

/** A process that keeps dying before it is ready will not get better by trying on. */
const maxFailedStarts = 3

/**
 * The line before the renderer process and what is in flight there, a few calls at a time. When the
 * process dies, the calls that were in flight are tried again one by one, each alone in a new
 * process: the one that kills its process then is the culprit and alone gets an error. A call that
 * takes too long is known to be one; the others then go on as before.
 */
export class Calls implements AsyncDisposable {
  readonly tally = new CallTally()
  readonly #options: CallsOptions
  readonly #slots: number
  readonly #waiting = new WaitingLine<Task>()
  /** Were in flight when a process died. */
  readonly #suspects: Task[] = []
  readonly #inFlight = new Map<number, Task>()
  #child: RendererChild | undefined
  #lastId = 0
  #failedStarts = 0
  #rss = 0
  #retiring = false
  /** The process was ended because of one call: the others in flight have nothing to do with it. */
  #culpritIsKnown = false
  #disposed = false

  constructor(options: CallsOptions) {
    this.#options = options
    this.#slots = options.slots ?? 2 * availableParallelism()
  }

  /** Calls in flight at most. */
  get slots(): number {
    return this.#slots
  }

  /** Calls that are worked on now with the memory that they take by estimate, and those that wait. */
  get load(): RendererLoad {
    const waiting = renderClasses.map((name) => [name, this.#waiting.lengthOf(name)] as const)
    return {
      inFlight: this.#inFlight.size,
      cost: this.#memoryInFlight(),
      waiting: Object.fromEntries(waiting) as Record<RenderClass, number>,
    }
  }

  /** Id and resident set (bytes, as last heard) of the process; `undefined` when none runs. */
  get process(): { readonly pid: number; readonly rss: number } | undefined {
    const pid = this.#child?.pid
    return pid === undefined ? undefined : { pid, rss: this.#rss }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true
    const child = this.#child
    this.#child = undefined
    const left = [...this.#waiting.drain(), ...this.#suspects.splice(0), ...this.#inFlight.values()]
    this.#inFlight.clear()
    for (const task of left) this.#fail(task, 'STOPPING', 'The server is stopping')
    await child?.stop()
  }

  /**
   * The answer to `call`; a failure is one, too.
   *
   * @throws KeyartError BUSY, STOPPING; `signal`'s reason when it is dropped while it waits
   */
  ask(call: Call, { renderClass, signal, source }: Omit<RenderOptions, 'tag'>): Promise<Answer> {
    const cost = costOf(call, source)
    signal?.throwIfAborted()
    if (this.#disposed) throw new KeyartError('STOPPING', 'The server is stopping')
    if (this.#waiting.lengthOf(renderClass) >= this.#options.maxWaiting) {
      const late = renderClass === 'person' ? this.#waiting.shed() : undefined
      if (late === undefined) throw new KeyartError('BUSY', busy)
      this.#fail(late, 'BUSY', busy)
    }
    return new Promise((resolve, reject) => {
      const drop = () => {
        if (this.#waiting.remove(task, renderClass)) reject(signal?.reason)
      }
      const settle = (answer: Answer) => {
        signal?.removeEventListener('abort', drop)
        resolve(answer)
      }
      const askedAt = performance.now()
      const id = ++this.#lastId
      const left = this.#options.timeout
      const task: Task = { id, call, cost, renderClass, settle, askedAt, left }
      signal?.addEventListener('abort', drop, { once: true })
      this.#waiting.add(task, renderClass, cost)
      this.#advance()
    })
  }

  /** Sends what may be sent. Called after every change of what waits or what is in flight. */
  #advance(): void {
    if (this.#disposed) return
    if (this.#retiring) {
      if (this.#inFlight.size === 0) this.#replace()
      else return
    }
    if (this.#suspects.length > 0) {
      // A suspect runs alone, so that a death has one culprit.
      if (this.#inFlight.size === 0) this.#send(this.#suspects[0]!)
      return
    }
    while (this.#inFlight.size < this.#slots) {
      const task = this.#takeNext()
      if (task === undefined) return
      this.#send(task)
    }
  }

  /** One slot is kept free for persons, so that none waits behind other work alone. */
  #takeNext(): Task | undefined {
    const forAll = this.#inFlight.size < Math.max(1, this.#slots - 1)
    const free = this.#options.maxMemory * admittedShare - this.#memoryInFlight()
    return this.#waiting.take(
      forAll ? renderClasses : ['person'],
      this.#inFlight.size === 0 ? Infinity : free,
    )?.call
  }

  #memoryInFlight(): number {
    return this.#inFlight.values().reduce((sum, { cost }) => sum + cost, 0)
  }

  #send(task: Task): void {
    this.#child ??= this.#start()
    this.#inFlight.set(task.id, task)
    this.#time(task, this.#child.isReady ? 0 : maxStartTime)
    this.#child.send(task.id, task.call)
  }

  /** Its time runs from now on, and what `more` it gets is not its own. */
  #time(task: Task, more = 0): void {
    clearTimeout(task.timer)
    task.sentAt = performance.now()
    task.timer = setTimeout(() => this.#overdue(task), task.left + more)
  }

  #start(): RendererChild {
    const child = new RendererChild({
      ...this.#options,
      vectorTimeout: vectorShare * this.#options.timeout,
      slots: this.#slots,
      onAnswer: (id, answer) => this.#answered(id, answer),
      onMemory: (rss) => {
        if (this.#child === child) this.#weigh(rss)
      },
      onReady: () => {
        if (this.#child === child) for (const task of this.#inFlight.values()) this.#time(task)
      },
      onEnd: (end) => {
        if (this.#child === child) this.#died(end)
      },
    })
    this.#rss = 0
    this.#culpritIsKnown = false
    return child
  }

  #answered(id: number, answer: Answer): void {
    const task = this.#inFlight.get(id)
    if (task === undefined) return
    this.#failedStarts = 0
    if (answer.kind === 'failed' && answer.failure.isOverrun === true) return this.#overdue(task)
    this.#inFlight.delete(id)
    if (this.#suspects[0] === task) this.#suspects.shift()
    clearTimeout(task.timer)
    this.#tell(task, answer)
    task.settle(answer)
    this.#advance()
  }

  #tell({ call, renderClass, askedAt, sentAt = askedAt }: Task, answer: Answer): void {
    const timing = { waited: sentAt - askedAt, worked: performance.now() - sentAt }
    this.tally.answered(call.kind, renderClass, timing)
    if (answer.kind !== 'rendered') return
    for (const output of answer.outputs) rememberTiming(output, timing)
  }

  #weigh(rss: number): void {
    this.#rss = rss
    const { maxMemory } = this.#options
    if (rss > 2 * maxMemory) this.#child?.kill()
    else if (rss > maxMemory) {
      this.#retiring = true
      this.#advance()
    }
  }

  /** Nothing is in flight: the next call gets a new process. */
  #replace(): void {
    const child = this.#child
    this.#retiring = false
    this.#child = undefined
    void child?.stop()
    this.tally.ends.add('replaced')
    this.#options.onEvent?.({ kind: 'replaced', rss: this.#rss })
  }

  #died({ wasReady, how }: { wasReady: boolean; how: string }): void {
    const victims = [...this.#inFlight.values()]
    this.#child = undefined
    this.#retiring = false
    this.#inFlight.clear()
    for (const task of victims) {
      clearTimeout(task.timer)
      task.left -= performance.now() - (task.sentAt ?? 0)
    }
    const isSpared = this.#culpritIsKnown
    this.#culpritIsKnown = false
    this.tally.ends.add('died')
    this.#options.onEvent?.({ kind: 'died', how, inFlight: victims.length })
    if (!wasReady && ++this.#failedStarts >= maxFailedStarts) {
      for (const task of [...victims, ...this.#suspects.splice(0), ...this.#waiting.drain()])
        this.#fail(task, 'RENDER_FAILED', 'The renderer process does not start')
      this.#failedStarts = 0
      return
    }
    const culprit = this.#suspects[0]
    if (isSpared) this.#resume(victims)
    else if (wasReady && culprit !== undefined && victims.includes(culprit)) {
      this.#suspects.shift()
      const detail = 'Decoding the original ends the renderer process'
      culprit.settle({
        kind: 'failed',
        failure: { code: 'SOURCE_DAMAGED', detail, isOverrun: true },
      })
    } else for (const task of victims) if (!this.#suspects.includes(task)) this.#suspects.push(task)
    this.#advance()
  }

  /** A call that takes too long cannot be called back: its process is ended, the others go on. */
  #overdue(task: Task): void {
    clearTimeout(task.timer)
    this.#inFlight.delete(task.id)
    if (this.#suspects[0] === task) this.#suspects.shift()
    task.settle({ kind: 'failed', failure: tooSlow })
    this.#culpritIsKnown = true
    this.#child?.kill()
  }

  /** Puts back what has time left, before all that waits. */
  #resume(tasks: readonly Task[]): void {
    for (const task of tasks.toReversed()) {
      if (task.left <= 0) task.settle({ kind: 'failed', failure: tooSlow })
      else if (!this.#suspects.includes(task))
        this.#waiting.addFirst(task, task.renderClass, task.cost)
    }
  }

  #fail(task: Task, code: 'STOPPING' | 'RENDER_FAILED' | 'BUSY', detail: string): void {
    clearTimeout(task.timer)
    task.settle({ kind: 'failed', failure: { code, detail } })
  }
}

function costOf(call: Call, source: SourceFacts | undefined): number {
  switch (call.kind) {
    case 'probe':
      return lookingCost
    case 'measure':
      return measuringCost(source)
    case 'render':
      return renderCost(source, call.plans)
    default:
      return call satisfies never
  }
}
