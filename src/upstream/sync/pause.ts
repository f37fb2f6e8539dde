import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds of the longest pause after failures. */
const maxRetryInterval = 300_000

/** Resolves after so many milliseconds, 0 or less: at once. @throws the signal's reason once it is aborted */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0)
    await sleep(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
  signal.throwIfAborted()
}

/**
 * Milliseconds to wait after `failures` (from 1) in a row: each time twice as long as before, five
 * minutes at most.
 */
export function retryInterval(first: number, failures: number): number {
  return Math.min(maxRetryInterval, first * 2 ** (failures - 1))
}
