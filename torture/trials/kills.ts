import { join } from 'node:path'
import { type Harm, killRounds } from '../../test/support/killing/kill-rounds.ts'
import { atLeast, none, tried, type Trial } from '../trial.ts'

const kills = { short: 8, full: 200 } as const

/** Houses side by side: a start keeps one core busy. */
const houses = 2

export const trial: Trial = {
  name: 'kills',
  title: 'Killed at random moments',
  method:
    'A server is killed with its renderer (`kill -9`) at a random moment within the first half second after its start, while pictures are uploaded, deleted and put in another order, a position is reported, pictures are made and a scan runs. After each kill the data folder is verified (`PRAGMA integrity_check`, uploads against their hashes, every derivative), repaired and verified again; then the server starts, and everything that was answered must be there. At the end every kept derivative is decoded.',
  async run({ form, folder, seed, say }) {
    let done = 0
    const tallies = await Promise.all(
      Array.from({ length: houses }, (_, house) =>
        killRounds({
          folder: join(folder, String(house)),
          kills: kills[form] / houses,
          seed: seed + house,
          onKill: () => ++done % 10 === 0 && say(`${done} kills`),
        }),
      ),
    )
    const sum = (pick: (tally: (typeof tallies)[number]) => number) =>
      tallies.reduce((total, tally) => total + pick(tally), 0)
    const harm = tallies.flatMap((tally) => tally.harm)
    for (const { kind, detail } of harm) say(`${kind}: ${detail}`)
    const of = (kind: Harm) => harm.filter((one) => one.kind === kind).length
    return [
      atLeast(
        'Kills survived',
        sum((tally) => tally.kills),
        kills[form],
      ),
      atLeast(
        'Changes answered before a kill',
        sum((tally) => tally.answers),
        kills[form] / 2,
      ),
      tried(
        'Uploads read again and held against their hashes',
        sum((tally) => tally.uploads),
      ),
      tried(
        'Derivatives found and decoded',
        sum((tally) => tally.derivatives),
      ),
      tried(
        'Unfinished and unused files that `verify --repair` removed',
        sum((tally) => tally.tidied),
      ),
      none('Answered and lost', of('lost')),
      none('Torn derivatives', of('torn')),
      none('Faults of the catalog or an upload', of('catalog')),
      none('Faults and orphans left by `verify --repair`', of('unmended')),
      none('Requests refused while it ran', of('refused')),
    ]
  },
}
