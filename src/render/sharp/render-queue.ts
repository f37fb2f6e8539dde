import { type Priority, priorities } from '../renderer.ts'

/** What the queue has to know of a call to order it. */
export interface QueuedCall {
  readonly priority: Priority
  /** Bytes of memory that it will take, by estimate. */
  readonly cost: number
  /** Processor time that it will take, by estimate. */
  readonly seconds: number
  /** Who is served in turn with others: clients that have the same key are one. */
  readonly clientKey: string
}

/** What there is room for at the moment. */
export interface Capacity {
  /** Classes that may be served. */
  readonly classes: readonly Priority[]
  /** Bytes of memory; Infinity when nothing is in flight, so that the most expensive call gets its turn. */
  readonly memory: number
  /** Calls that take longer than this have to wait; default Infinity. */
  readonly maxSeconds?: number
}

interface Entry<T extends QueuedCall> {
  readonly call: T
  /** Virtual time from which on it may be served, and at which it is served in full. */
  readonly start: number
  readonly finish: number
  /** How many were served before it that were behind it, for want of memory. */
  passed: number
  /** When it came, in milliseconds of the queue's clock. */
  readonly since: number
}

/** So many small calls may pass a large one that does not fit yet; then all wait until it does. */
export const maxPassing = 8

/**
 * Once an interactive call has waited this long, in milliseconds, the client has probably left:
 * it comes after all that have not, so that an overloaded queue does not serve those who have left.
 */
export const maxWait = 2_000

/** So many clients without a waiting call may be remembered beyond those that have one. */
const maxIdleClients = 64

/**
 * Calls that wait for the renderer, by priority: a class waits as long as one before it has calls.
 * Within a class clients share the time of the processor by weighted fair queuing, with the virtual
 * time of WF2Q+ (Bennett and Zhang, "Hierarchical packet fair queueing algorithms", SIGCOMM 1996).
 * Who asks for little and rarely is served soon, however much others ask for; calls of one client
 * are served first come, first served.
 */
export class RenderQueue<T extends QueuedCall> {
  readonly #now: () => number
  readonly #classes = Object.fromEntries(
    priorities.map((name) => [name, new FairQueue<T>()]),
  ) as Record<Priority, FairQueue<T>>

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  lengthOf(priority: Priority): number {
    return this.#classes[priority].entries.length
  }

  add(call: T): void {
    this.#classes[call.priority].add(call, this.#now())
  }

  /** For a call that was taken before, and had no chance: it comes before all others of its class. */
  addFirst(call: T): void {
    this.#classes[call.priority].addFirst(call, this.#now())
  }

  /** The next call, if there is capacity for it. */
  take({ classes, memory, maxSeconds = Infinity }: Capacity): T | undefined {
    const name = classes.find((some) => this.lengthOf(some) > 0)
    if (name === undefined) return undefined
    const queue = this.#classes[name]
    const order = this.#orderOf(name)
    const isEligible = ({ call, passed }: Entry<T>) =>
      call.seconds <= maxSeconds && (call.cost <= memory || passed >= maxPassing)
    const next = first(queue.entries.filter(isEligible), order)
    // What was passed often enough holds up those behind it.
    if (next === undefined || next.call.cost > memory) return undefined
    for (const entry of queue.entries)
      if (entry.call.seconds <= maxSeconds && order(entry, next) < 0) entry.passed++
    queue.serve(next)
    return next.call
  }

  /**
   * Makes room for `call` in a queue that is full: takes out who has waited for too long, else what
   * would be served after `call` anyway, and last of all. `undefined`: there is no such.
   */
  makeRoomFor(call: T): T | undefined {
    const queue = this.#classes[call.priority]
    const oldest = first(queue.entries, (one, other) => one.since - other.since)
    const left = oldest !== undefined && this.#isOverdue(oldest) ? oldest : undefined
    const last = left ?? first(queue.entries, (one, other) => other.finish - one.finish)
    if (last === undefined || (left === undefined && last.finish <= queue.finishOf(call)))
      return undefined
    queue.remove(last.call)
    return last.call
  }

  /** Whether it was still waiting. */
  remove(call: T): boolean {
    return this.#classes[call.priority].remove(call)
  }

  /** Empties all classes. */
  drain(): T[] {
    return priorities.flatMap((name) => this.#classes[name].drain())
  }

  #isOverdue({ call, since }: Entry<T>): boolean {
    return call.priority === 'interactive' && this.#now() - since >= maxWait
  }

  /** Those that are not overdue, by fairness; then those that are, the latest first. */
  #orderOf(priority: Priority): Order<T> {
    const byFinish: Order<T> = (one, other) => one.finish - other.finish
    if (priority !== 'interactive') return byFinish
    return (one, other) => {
      const overdue = [this.#isOverdue(one), this.#isOverdue(other)]
      if (overdue[0] !== overdue[1]) return overdue[0] ? 1 : -1
      return overdue[0] ? other.since - one.since : byFinish(one, other)
    }
  }
}

/** Negative: the one is served before the other. */
type Order<T extends QueuedCall> = (one: Entry<T>, other: Entry<T>) => number

/** The first in `order`; of equals, the one that stands first. */
function first<E>(entries: readonly E[], order: (one: E, other: E) => number): E | undefined {
  let found = entries[0]
  for (const entry of entries) if (found !== undefined && order(entry, found) < 0) found = entry
  return found
}

/** The calls of one class, in the order in which they came, and the virtual time of each client. */
class FairQueue<T extends QueuedCall> {
  readonly entries: Entry<T>[] = []
  /** Virtual time: seconds that each client was served for if all of them shared equally. */
  #time = 0
  /** By client, the finish of the last call that it added. */
  readonly #finishes = new Map<string, number>()

  finishOf(call: QueuedCall): number {
    return this.#startOf(call) + call.seconds
  }

  add(call: T, since: number): void {
    const [start, finish] = [this.#startOf(call), this.finishOf(call)]
    this.#finishes.set(call.clientKey, finish)
    this.entries.push({ call, start, finish, passed: 0, since })
  }

  addFirst(call: T, since: number): void {
    this.entries.unshift({ call, start: 0, finish: -Infinity, passed: 0, since })
  }

  serve(entry: Entry<T>): void {
    const clients = new Set(this.entries.map(({ call }) => call.clientKey)).size
    this.entries.splice(this.entries.indexOf(entry), 1)
    const starts = this.entries.map(({ start }) => start)
    this.#time = Math.max(this.#time + entry.call.seconds / clients, Math.min(...starts))
    this.#forgetIdle()
  }

  #startOf({ clientKey }: QueuedCall): number {
    return Math.max(this.#time, this.#finishes.get(clientKey) ?? 0)
  }

  remove(call: T): boolean {
    const at = this.entries.findIndex((entry) => entry.call === call)
    if (at !== -1) this.entries.splice(at, 1)
    this.#forgetIdle()
    return at !== -1
  }

  drain(): T[] {
    return this.entries.splice(0).map(({ call }) => call)
  }

  /** A client whose calls are all served starts at the present virtual time, like a new one. */
  #forgetIdle(): void {
    if (this.entries.length === 0) {
      this.#finishes.clear()
      this.#time = 0
    } else if (this.#finishes.size > this.entries.length + maxIdleClients)
      for (const [key, finish] of this.#finishes)
        if (finish <= this.#time) this.#finishes.delete(key)
  }
}
