import { setTimeout as sleep } from 'node:timers/promises'
import { processorTime } from './processes.ts'

/** Milliseconds that are looked at, and the processor time in them up to which a server rests. */
const [span, atMost] = [500, 25]

/**
 * Resolves once processes have nothing left to do: what a server does behind its answers would be
 * counted for what it is asked next, and takes the processor from another one. After `max`
 * milliseconds in any case. `pids`: looks them up, for they may be replaced.
 */
export async function atRest(pids: () => readonly number[], max: number): Promise<void> {
  const end = performance.now() + max
  let before = await processorTime(pids())
  while (performance.now() < end) {
    await sleep(span)
    const now = await processorTime(pids())
    // `NaN`: one has ended, or another system.
    if (now - before <= atMost) return
    before = now
  }
}
