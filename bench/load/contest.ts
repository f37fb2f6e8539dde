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
  /** Answers a second, a value a round. */
  readonly values: number[]
  /** Part of a core that the server used, a value a round. */
  readonly busy: number[]
}

export function contender(name: string, target: Target): Contender {
  return { name, target, values: [], busy: [] }
}

/** Floods each in turn, `rounds` times; once before, unmeasured, for what compiles as it runs. */
export async function contest(
  generator: Generator,
  rounds: number,
  seconds: number,
  contenders: readonly Contender[],
  watch: Stopwatch,
): Promise<void> {
  watch.begin('warming up')
  for (const { target } of contenders) await generator.flood({ ...target, seconds })
  const sides = contenders.map(({ target, values, busy }): Side => {
    const measure = async () => {
      const pids = await processTree(target.pid)
      const [since, before] = [performance.now(), await processorTime(pids)]
      const { rate } = await generator.flood({ ...target, seconds })
      busy.push(((await processorTime(pids)) - before) / (performance.now() - since))
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
