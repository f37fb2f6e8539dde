import { loadGenerator } from '../settings.ts'
import { findProgram, versionOf } from '../programs.ts'
import { openWrk } from './wrk.ts'
import { floodConnections, type Generator } from './flood.ts'

/** wrk where there is one, for it can send more than nginx can answer; else our own. */
export async function openGenerator(core: number): Promise<Generator> {
  const wrk = await findProgram('wrk')
  if (wrk !== undefined) {
    const name = `wrk ${await versionOf(wrk, '-v')}, one thread, ${floodConnections} connections`
    return openWrk(name, wrk, core)
  }
  return await openOwn(core)
}

/** The benchmarks' own generator: slower than nginx, but it knows HEAD. */
export async function openOwn(core: number): Promise<Generator> {
  const load = await loadGenerator({ core })
  return {
    name: `the benchmarks' own generator in Node, ${floodConnections} connections`,
    async flood({ port, requests, seconds }) {
      const until = { kind: 'time', seconds } as const
      const call = { port, connections: floodConnections, requests, until }
      const { milliseconds, answers, bytes, tally } = await load.call(call)
      if (Object.keys(tally).some((key) => !/^(200|304)/.test(key)))
        throw new Error(`Expected nothing but 200 and 304 but got ${JSON.stringify(tally)}`)
      const took = milliseconds / 1000
      return { rate: answers / took, seconds: took, bytes: bytes / answers }
    },
    [Symbol.asyncDispose]: () => load[Symbol.asyncDispose](),
  }
}
