import { processorTime, processTree } from '../processes.ts'
import { figure } from '../report/table.ts'
import { measureInTurns, median, type Side } from '../rounds.ts'
import type { Stopwatch } from '../stopwatch.ts'
import type { Generator } from './flood.ts'
import type { LoadRequest } from './load.ts'

/** A server that is asked as fast as it can answer. */
export interface Target {
  readonly port: number
  readonly pid: number
  readonly requests: readonly LoadRequest[]
}

export interface Contender {
  readonly name: string
  readonly target: Target
  /** Of a flood that is measured. */
  readonly seconds: number
  /** Answers a second, a value a round. */
  readonly values: number[]
  /** Part of a core that the server used, a value a round. */
  readonly busy: number[]
}

export function contender(name: string, seconds: number, target: Target): Contender {
  return { name, seconds, target, values: [], busy: [] }
}

export interface ContestOptions {
  readonly generator: Generator
  readonly rounds: number
  readonly watch: Stopwatch
}

/** Floods each in turn; once before, unmeasured, for what compiles as it runs. */
export async function contest(
  { generator, rounds, watch }: ContestOptions,
  contenders: readonly Contender[],
): Promise<void> {
  watch.begin('warming up')
  for (const { target, seconds } of contenders) await generator.flood({ ...target, seconds })
  const sides = contenders.map(({ target, seconds, values, busy }): Side => {
    const measure = async () => {
      const pids = await processTree(target.pid)
      const before = await processorTime(pids)
      const { rate, seconds: took } = await generator.flood({ ...target, seconds })
      busy.push(((await processorTime(pids)) - before) / 1000 / took)
      return rate
    }
    return { measure, values }
  })
  watch.begin('rounds')
  await measureInTurns(rounds, sides)
}

/** How much of a core each used, in words. */
export function busyness(contenders: readonly Contender[]): string {
  return contenders.map(({ name, busy }) => `${name} ${figure(100 * median(busy))}%`).join(', ')
}
