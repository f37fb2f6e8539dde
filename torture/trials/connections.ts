import { compareLives } from '../../test/support/connections/compare.ts'
import { livesCutEverywhere, randomLife } from '../../test/support/connections/life.ts'
import { Seeded } from '../../test/support/seeded.ts'
import { atLeast, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const modes = { full: { lives: 8_000 }, short: { lives: 500 } } as const

export const trial: Trial = {
  name: 'connections',
  title: 'Connections',
  method: `Hits are answered before Node's HTTP layer, directly on the socket. Two servers with the same content, one with this fast path and one without, get the same random connections, 30 at a time: single and pipelined requests, bodies, chunks and expectations, split into pieces and single bytes, upgrades with bytes behind them, half-closed, reset, silent and aborted connections, and data that is not HTTP. Three of them are also split at every byte, and handed from one layer to the other with every request. Clients must receive the same from both servers, and both must close the same connections. No client may receive the bytes of another.`,
  run,
}

async function run({ mode, seed, say }: TrialContext): Promise<readonly Figure[]> {
  const random = new Seeded(seed)
  const wild = { lives: 0, answers: 0, upgrades: 0, faults: [] as string[] }
  while (wild.lives < modes[mode].lives) {
    const some = Array.from({ length: 500 }, (_, n) => randomLife(wild.lives + n, random))
    const { lives, answers, upgrades, faults } = await compareLives(some)
    wild.lives += lives
    wild.answers += answers
    wild.upgrades += upgrades
    wild.faults.push(...faults)
    say(`${wild.lives} random lives are over`)
  }
  const cut = await compareLives(livesCutEverywhere())
  const faults = [...wild.faults, ...cut.faults]
  for (const fault of faults.slice(0, 20)) say(fault)
  return [
    tried('Random connections', wild.lives),
    tried('Connections split at every byte', cut.lives),
    tried('Responses', wild.answers + cut.answers),
    atLeast('Upgrades', wild.upgrades + cut.upgrades, wild.lives / 10),
    none('Connections that differ from Node alone', faults.length),
  ]
}
