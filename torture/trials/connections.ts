import { compareLives } from '../../test/support/connections/compare.ts'
import { livesCutEverywhere, randomLife } from '../../test/support/connections/life.ts'
import { Seeded } from '../../test/support/seeded.ts'
import { atLeast, type Figure, none, tried, type Trial, type TrialContext } from '../trial.ts'

const forms = { full: { lives: 8_000 }, short: { lives: 500 } } as const

export const trial: Trial = {
  name: 'connections',
  title: 'Lives of connections',
  method: `Hits are answered before Node's HTTP layer, on the bare connection. Two servers with the same answers, one with that way and one without, live the same random lives of connections, 30 at a time: requests one by one and in rows, with bodies, chunks and expectations, cut into pieces and single bytes, upgrades with bytes behind them, half-closed, reset, silent, broken off, no HTTP at all; besides three of them cut in two at every byte, handed from one layer to the other at every request. What a client receives, and whether its connection is closed, must be the same on both; nobody may receive what is of another.`,
  run,
}

async function run({ form, seed, say }: TrialContext): Promise<readonly Figure[]> {
  const random = new Seeded(seed)
  const wild = { lives: 0, answers: 0, upgrades: 0, faults: [] as string[] }
  while (wild.lives < forms[form].lives) {
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
    tried('Random lives', wild.lives),
    tried('Lives cut at every byte', cut.lives),
    tried('Answers', wild.answers + cut.answers),
    atLeast('Upgrades', wild.upgrades + cut.upgrades, wild.lives / 10),
    none('Lives that were not those with Node alone', faults.length),
  ]
}
