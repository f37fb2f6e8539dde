import { setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between two checks. */
const pollInterval = 100

/**
 * Resolves once no more urgent work is waiting. `onWait` is called if that is not right away.
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
