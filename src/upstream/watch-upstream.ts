import { setTimeout as sleep } from 'node:timers/promises'
import { checkUpstream, type UpstreamFacts } from './check.ts'
import type { Origin } from './origin.ts'

export interface WatchOptions {
  readonly origin: Origin
  readonly via: string
  readonly signal: AbortSignal
  /** Hears what the upstream is, at first and when it has become another version or server. */
  readonly onFacts: (facts: UpstreamFacts) => void
  /** Hears once that it does not answer, or is no longer what it was. */
  readonly onMistake: (mistake: string) => void
}

/** Milliseconds between two questions: while it never answered, and later. */
const intervals = { away: 5_000, there: 60_000 } as const

/** Asks again and again what the upstream is: it may start later, and be upgraded. */
export async function watchUpstream(
  { origin, via, signal, onFacts, onMistake }: WatchOptions,
  initial: UpstreamFacts | undefined,
): Promise<void> {
  let facts = initial
  let hasSaid = initial === undefined
  while (!signal.aborted) {
    const interval = facts === undefined ? intervals.away : intervals.there
    await sleep(interval, undefined, { signal, ref: false }).catch(() => undefined)
    if (signal.aborted) return
    const check = await checkUpstream(origin, via)
    if (check.kind === 'ok') {
      const { version, serverId } = check.facts
      if (version !== facts?.version || serverId !== facts.serverId) onFacts(check.facts)
      facts = check.facts
    } else if (!hasSaid) onMistake(check.mistake)
    hasSaid = check.kind !== 'ok'
  }
}
