import { availableParallelism } from 'node:os'

/** What the renderer process has in flight by default, and so both sides here. */
export const slots = 2 * availableParallelism()

/** The client asks for more than any one address may. */
export const withoutBudgets: readonly string[] = [
  '--limits-render-seconds-per-minute=0',
  '--limits-derivatives-per-hour=0',
]

/** Settings with which every picture is made from its original, when it is asked for. */
export const fromOriginals: readonly string[] = [
  '--no-prerender-enabled',
  '--no-cache-intermediates',
  ...withoutBudgets,
]
