import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two looks whether somebody still waits. */
const pollInterval = 100

/**
 * Resolves once nobody waits for anything else. `onWait` is told when that is not at once.
 *
 * @throws the reason of `signal`
 */
export async function whenIdle(
  isBusy: () => boolean,
  signal: AbortSignal,
  onWait?: () => void,
): Promise<void> {
  signal.throwIfAborted()
  if (!isBusy()) return
  onWait?.()
  while (isBusy()) await sleep(pollInterval, undefined, { signal })
}
