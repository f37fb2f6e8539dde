import { join } from 'node:path'
import { type Harm, killRounds } from '../../test/support/killing/kill-rounds.ts'
import { atLeast, none, tried, type Trial } from '../trial.ts'

const kills = { short: 8, full: 200 } as const

/** Houses side by side: a start keeps one core busy. */
const fixtures = 2

export const trial: Trial = {
  name: 'kills',
  title: 'Killing the server',
  method:
    'The server and its renderer are killed (`kill -9`) at a random moment within the first half second after a start, while images are uploaded, deleted and reordered, playback positions are reported, images are created, and a scan runs. After each kill, the data folder is verified (`PRAGMA integrity_check`, uploads against their hashes, all derivatives), repaired, and verified again. Then the server starts, and everything that it had confirmed must be there. At the end, all stored derivatives are decoded.',
  async run({ mode, folder, seed, say }) {
    let done = 0
    const tallies = await Promise.all(
      Array.from({ length: fixtures }, (_, fixture) =>
        killRounds({
          folder: join(folder, String(fixture)),
          kills: kills[mode] / fixtures,
          seed: seed + fixture,
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
        kills[mode],
      ),
      atLeast(
        'Changes confirmed before a kill',
        sum((tally) => tally.answers),
        kills[mode] / 2,
      ),
      tried(
        'Uploads compared with their hashes',
        sum((tally) => tally.uploads),
      ),
      tried(
        'Derivatives decoded',
        sum((tally) => tally.derivatives),
      ),
      tried(
        'Unfinished and unused files that `verify --repair` removed',
        sum((tally) => tally.tidied),
      ),
      none('Confirmed and lost', of('lost')),
      none('Incomplete derivatives', of('torn')),
      none('Damaged catalogs or uploads', of('catalog')),
      none('Problems left by `verify --repair`', of('unmended')),
      none('Requests refused while it was running', of('refused')),
    ]
  },
}
