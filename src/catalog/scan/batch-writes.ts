import { setImmediate } from 'node:timers/promises'

interface Waiting<T> {
  readonly one: T
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

/**
 * Makes one write of those that come in within a turn of the event loop, of `most` at a time: a
 * commit costs about the same, however much is in it, and while SQLite is at work on this thread
 * what comes in is not even heard of. When a write of several fails, each is written alone, so that
 * only those fail that must.
 */
export function batchWrites<T>(
  write: (some: readonly T[]) => Promise<void>,
  maxBatch: number,
): (one: T) => Promise<void> {
  let waiting: Waiting<T>[] = []
  let isWriting = false

  async function writeAll(): Promise<void> {
    isWriting = true
    while (waiting.length > 0) {
      await setImmediate()
      const some = waiting.slice(0, maxBatch)
      waiting = waiting.slice(maxBatch)
      await settle(some)
    }
    isWriting = false
  }

  async function settle(some: readonly Waiting<T>[]): Promise<void> {
    try {
      await write(some.map(({ one }) => one))
      for (const { resolve } of some) resolve()
    } catch (error) {
      if (some.length === 1) some[0]?.reject(error)
      else for (const alone of some) await settle([alone])
    }
  }

  return (one) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    waiting.push({ one, resolve, reject })
    if (!isWriting) void writeAll()
    return promise
  }
}
