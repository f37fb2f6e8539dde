import { availableParallelism } from 'node:os'
import { KeyartError } from '../../errors.ts'
import { CallTally } from '../call-tally.ts'
import { type Priority, priorities, type RenderOptions } from '../renderer.ts'
import type { RendererSandbox } from './launch.ts'
import { type Answer, type Call, crashed, type SourceLimits, tooSlow } from './messages.ts'
import { type ProcessExit, RendererSupervisor } from './renderer-supervisor.ts'
import { RenderQueue } from './render-queue.ts'
import { Suspects } from './suspects.ts'
import { costOf, failTask, secondsOf, type Task } from './task.ts'

export interface CallsOptions extends SourceLimits {
  /** Calls in flight, one of them for interactive calls only; default two a core and that one. */
  readonly slots?: number
  /** Calls that may wait; one more is BUSY. */
  readonly maxWaiting: number
  /** Resident set in bytes from which on the process is replaced; at twice this it is killed. */
  readonly maxMemory: number
  /** Longest time of one call, in milliseconds. */
  readonly timeout: number
  /** Milliseconds without a call after which the process ends; absent or 0: it stays. */
  readonly idleTimeout?: number
  /** What holds the process; default: nothing but its bare environment. */
  readonly sandbox?: RendererSandbox
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
  readonly waiting: Readonly<Record<Priority, number>>
}

/**
 * Share of the memory bound that calls in flight may take by estimate. The rest is what the process
 * has at rest, what the allocator keeps, and what the estimates miss.
 */
const admittedShare = 0.5

/** Share of the time of a call that a drawing (SVG) may take. */
const vectorShare = 0.25

/**
 * Seconds of processor time from which on a call is long. As many of these as there are cores are in
 * flight at most, for more would not end sooner: the other slots are left to short calls.
 */
const longCall = 0.25

const busy = 'Too many images are waiting to be created; try again in a moment'

/**
 * The queue before the renderer process and what is in flight there, a few calls at a time. When the
 * process dies, the calls that were in flight are tried again one by one (suspects.ts), and the
 * culprit alone gets an error. A call that takes too long is known to be one; the others then go on
 * as before.
 */
export class Calls implements AsyncDisposable {
  readonly tally = new CallTally()
  readonly #options: CallsOptions
  readonly #slots: number
  readonly #waiting = new RenderQueue<Task>()
  readonly #suspects = new Suspects<Task>()
  readonly #inFlight = new Map<number, Task>()
  readonly #lives: RendererSupervisor
  #lastId = 0
  #idle: NodeJS.Timeout | undefined
  #disposed = false

  constructor(options: CallsOptions) {
    this.#options = options
    this.#slots = options.slots ?? 2 * availableParallelism() + 1
    this.#lives = new RendererSupervisor({
      ...options,
      sandbox: options.sandbox ?? { kind: 'none' },
      svgTimeout: vectorShare * options.timeout,
      slots: this.#slots,
      onAnswer: (id, answer, used) => this.#answered(id, answer, used),
      onReady: () => {
        for (const task of this.#inFlight.values()) this.#time(task)
      },
      onGrown: () => this.#advance(),
      onExit: (death) => this.#died(death),
    })
  }

  /** That the slots are for, two each. */
  get #cores(): number {
    return Math.max(1, Math.floor((this.#slots - 1) / 2))
  }

  /** Calls in flight at most. */
  get slots(): number {
    return this.#slots
  }

  /** Calls that are worked on now with the memory that they take by estimate, and those that wait. */
  get load(): RendererLoad {
    const waiting = priorities.map((name) => [name, this.#waiting.lengthOf(name)] as const)
    return {
      inFlight: this.#inFlight.size,
      cost: this.#memoryInFlight(),
      waiting: Object.fromEntries(waiting) as Record<Priority, number>,
    }
  }

  /** Id and resident set (bytes, as last heard) of the process; `undefined` when none runs. */
  get process(): { readonly pid: number; readonly rss: number } | undefined {
    return this.#lives.process
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true
    clearTimeout(this.#idle)
    const gone = this.#lives[Symbol.asyncDispose]()
    const left = [...this.#waiting.drain(), ...this.#suspects.drain(), ...this.#inFlight.values()]
    this.#inFlight.clear()
    for (const task of left) failTask(task, 'STOPPING', 'The server is stopping')
    await gone
  }

  /**
   * The answer to `call`; a failure is one, too.
   *
   * @throws KeyartError BUSY, STOPPING; `signal`'s reason when it is dropped while it waits
   */
  ask(
    call: Call,
    {
      priority,
      client,
      signal,
      source,
      seconds,
      onUsed = () => {},
      onTimed,
    }: Omit<RenderOptions, 'tag'>,
  ): Promise<Answer> {
    signal?.throwIfAborted()
    if (this.#disposed) throw new KeyartError('STOPPING', 'The server is stopping')
    return new Promise((resolve, reject) => {
      const drop = () => {
        if (this.#waiting.remove(task)) reject(signal?.reason)
      }
      const task: Task = {
        id: ++this.#lastId,
        call,
        cost: costOf(call, source),
        seconds: seconds ?? secondsOf(call, source),
        clientKey: client?.key ?? '',
        priority,
        settle: (answer) => {
          signal?.removeEventListener('abort', drop)
          resolve(answer)
        },
        onUsed,
        onTimed,
        askedAt: performance.now(),
        left: this.#options.timeout,
      }
      this.#makeRoomFor(task)
      signal?.addEventListener('abort', drop, { once: true })
      this.#waiting.add(task)
      this.#advance()
    })
  }

  /** @throws KeyartError BUSY */
  #makeRoomFor(task: Task): void {
    if (this.#waiting.lengthOf(task.priority) < this.#options.maxWaiting) return
    const other = this.#waiting.makeRoomFor(task)
    if (other === undefined) throw new KeyartError('BUSY', busy)
    failTask(other, 'BUSY', busy)
  }

  /** Has the process replaced once nothing is in flight, to see files that came since it began. */
  renew(): void {
    this.#lives.outdate()
    this.#advance()
  }

  /** Starts the process if none runs, for calls that are likely to come. */
  warmUp(): void {
    if (this.#disposed || this.process !== undefined) return
    this.#lives.start()
    this.#rest()
  }

  /** Sends what may be sent. Called after every change of what waits or what is in flight. */
  #advance(): void {
    if (this.#disposed) return
    if (this.#lives.isGrown) {
      if (this.#inFlight.size > 0) return
      this.#replace()
    }
    const suspect = this.#suspects.next
    if (suspect !== undefined) {
      if (this.#inFlight.size === 0) this.#send(suspect)
      return
    }
    while (this.#inFlight.size < this.#slots) {
      const task = this.#takeNext()
      if (task === undefined) return this.#rest()
      this.#send(task)
    }
  }

  /** Only ending the process gives its memory back; the next call starts another. */
  #rest(): void {
    const { idleTimeout = 0 } = this.#options
    if (this.#inFlight.size > 0 || idleTimeout === 0) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#lives.replace(), idleTimeout).unref()
  }

  /**
   * One slot is reserved for interactive calls, so that none waits behind background work. While one
   * is in flight, background work begins only on cores that are free: more would share its core.
   */
  #takeNext(): Task | undefined {
    const isAwaited = this.#inFlight.values().some(({ priority }) => priority === 'interactive')
    const forAll = this.#inFlight.size < (isAwaited ? this.#cores : Math.max(1, this.#slots - 1))
    const free = this.#options.maxMemory * admittedShare - this.#memoryInFlight()
    const long = this.#inFlight.values().filter(({ seconds }) => seconds > longCall)
    return this.#waiting.take({
      classes: forAll ? priorities : ['interactive'],
      memory: this.#inFlight.size === 0 ? Infinity : free,
      maxSeconds: [...long].length < this.#cores ? Infinity : longCall,
    })
  }

  #memoryInFlight(): number {
    return this.#inFlight.values().reduce((sum, { cost }) => sum + cost, 0)
  }

  #send(task: Task): void {
    clearTimeout(this.#idle)
    this.#inFlight.set(task.id, task)
    this.#lives.send(task.id, task.call)
    this.#time(task, this.#lives.startTime)
  }

  /** Its time runs from now on, and what `more` it gets is not its own. */
  #time(task: Task, more = 0): void {
    clearTimeout(task.timer)
    task.sentAt = performance.now()
    task.timer = setTimeout(() => this.#overdue(task), task.left + more)
  }

  #answered(id: number, answer: Answer, used: number): void {
    const task = this.#inFlight.get(id)
    if (task === undefined) return
    if (answer.kind === 'failed' && answer.failure.isOverrun === true) return this.#overdue(task)
    this.#inFlight.delete(id)
    this.#suspects.dismiss(task)
    clearTimeout(task.timer)
    task.onUsed(used)
    this.#tell(task)
    task.settle(answer)
    this.#advance()
  }

  #tell({ call, priority, askedAt, sentAt = askedAt, onTimed }: Task): void {
    const timing = { waited: sentAt - askedAt, worked: performance.now() - sentAt }
    this.tally.answered(call.kind, priority, timing)
    onTimed?.(timing)
  }

  #replace(): void {
    const rss = this.#lives.replace()
    this.tally.ends.add('replaced')
    this.#options.onEvent?.({ kind: 'replaced', rss })
  }

  #died({ how, wasReady, wasEnded, cannotStart }: ProcessExit): void {
    const victims = [...this.#inFlight.values()]
    this.#inFlight.clear()
    for (const task of victims) {
      clearTimeout(task.timer)
      const worked = performance.now() - (task.sentAt ?? 0)
      task.left -= worked
      // What the process would have said is gone with it: they shared it.
      task.onUsed(worked / 1000 / victims.length)
    }
    this.tally.ends.add('died')
    this.#options.onEvent?.({ kind: 'died', how, inFlight: victims.length })
    if (cannotStart) {
      for (const task of [...victims, ...this.#suspects.drain(), ...this.#waiting.drain()])
        failTask(task, 'RENDERER_AWAY', 'The renderer process does not start')
      return
    }
    if (wasEnded) this.#resume(victims)
    else this.#suspects.judge(victims, wasReady)?.settle({ kind: 'failed', failure: crashed })
    this.#advance()
  }

  /** A call that takes too long cannot be called back: its process is ended, the others go on. */
  #overdue(task: Task): void {
    clearTimeout(task.timer)
    this.#inFlight.delete(task.id)
    this.#suspects.dismiss(task)
    // One thread a picture: no more than the time that it took.
    task.onUsed((performance.now() - (task.sentAt ?? performance.now())) / 1000)
    task.settle({ kind: 'failed', failure: tooSlow })
    this.#lives.end()
  }

  /** Puts back what has time left, before all that waits. */
  #resume(tasks: readonly Task[]): void {
    for (const task of tasks.toReversed()) {
      if (task.left <= 0) task.settle({ kind: 'failed', failure: tooSlow })
      else if (!this.#suspects.has(task)) this.#waiting.addFirst(task)
    }
  }
}
