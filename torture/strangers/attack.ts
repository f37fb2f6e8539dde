import { setTimeout as sleep } from 'node:timers/promises'
import type { Keyart } from '../../test/support/keyart.ts'
import type { Figure, TrialContext } from '../trial.ts'

/** The server under attack and what a stranger knows of it. */
export interface Target extends Pick<TrialContext, 'mode' | 'say'> {
  readonly keyart: Keyart
  /** Paths of posters, which a stranger was given with a page. */
  readonly posters: readonly string[]
  /** Headers of a user who is no admin. */
  readonly user: Readonly<Record<string, string>>
  readonly userId: string
  /** Headers of a program that may do all. */
  readonly key: Readonly<Record<string, string>>
  readonly data: string
}

/** One thing that strangers do to a server, at a modest rate, while others use it. */
export interface Attack {
  readonly name: string
  /** For docs/project/reliability.md, as a part of a sentence. */
  readonly what: string
  /** Goes on until `ends`, as `performance.now()` has it, and says what came of it. */
  run(target: Target, ends: number): Promise<readonly Figure[]>
}

/** Does `work` so many times a second until `ends`, whatever it takes; resolves when all is done. */
export async function atRate(
  perSecond: number,
  ends: number,
  work: (number: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now()
  const underWay = new Set<Promise<unknown>>()
  let started = 0
  for (let now = began; now < ends; now = performance.now()) {
    for (; started < ((now - began) / 1000) * perSecond; started++) {
      const one: Promise<unknown> = work(started).finally(() => underWay.delete(one))
      underWay.add(one)
    }
    await sleep(5)
  }
  await Promise.all(underWay)
  return started
}

/** The headers of a stranger of a network of their own, for a server that trusts this machine's word. */
export function stranger(number: number): Readonly<Record<string, string>> {
  return { 'x-forwarded-for': `10.66.${(number >> 8) & 255}.${number & 255}` }
}

/** How long a stranger waits for an answer, in milliseconds. */
export const strangersTimeout = 5_000
