import { folderOf } from '../../src/cli/folder/existing-folder.ts'
import { isOpenProblem } from '../../src/upkeep/faults.ts'
import { verify } from '../../src/upkeep/verify.ts'
import { checkDerivatives } from '../../test/support/cold.ts'
import { ownDecoder } from '../../test/support/decoders.ts'
import { FaultFixture } from '../../test/support/faults/fault-fixture.ts'
import { faults, leftovers, suffer } from '../../test/support/faults/faults.ts'
import { canMount, needsMounts } from '../../test/support/mounts.ts'
import { Seeded } from '../../test/support/seeded.ts'
import { atLeast, none, tried, type Trial } from '../trial.ts'

/** How often each befalls the server. */
const rounds = { short: 1, full: 8 } as const

export const trial: Trial = {
  name: 'faults',
  title: 'Failing disks, processes and clocks',
  method: `One server goes through ${faults.length} faults, repeatedly and in random order: ${faults.map(({ name }) => name).join(', ')}. The disks are small file systems that are filled, made read-only and unmounted; the original is a file that cannot be read; the limits are set by the system. Every response must be as documented: derivatives that cannot be stored are still served, what is impossible is refused with the reason, and nothing is lost. After each fault, everything must work again, at once or within seconds: originals, new images, hits, 304s, uploads to both places, playback positions. At the end, the data folder is verified. A disk that takes two seconds per call is covered by tests only (\`test/render/derivatives/failing-storage.test.ts\`).`,
  async run({ mode, folder, seed, say }) {
    if (!(await canMount())) {
      if (process.env['KEYART_REQUIRE_ALL_TESTS'] === '1') throw new Error(needsMounts)
      return [tried(`Faults, for ${needsMounts}`, 0)]
    }
    await using fixture = await FaultFixture.open(folder)
    const random = new Seeded(seed)
    const wrong: string[] = []
    let survived = 0
    for (let round = 1; round <= rounds[mode]; round++) {
      const left = [...faults]
      while (left.length > 0) {
        const [fault] = left.splice(random.whole(0, left.length - 1), 1)
        const found = await suffer(fixture, fault!)
        if (found.length === 0) survived++
        wrong.push(...found)
      }
      say(`${round * faults.length} faults`)
    }
    const code = await fixture.keyart.stop()
    const left = await leftovers(fixture)
    const { findings } = await verify(folderOf(fixture.data))
    const torn = await checkDerivatives(fixture.data, ownDecoder)
    const open = findings.filter(isOpenProblem).map(({ kind, path }) => `${kind} ${path}`)
    for (const line of [...wrong, ...left, ...open, ...torn.mismatches]) say(line)
    return [
      atLeast('Faults survived', survived, rounds[mode] * faults.length),
      tried('Responses checked', fixture.answers),
      none('Wrong responses', wrong.length),
      none('Problems in the data folder', open.length),
      tried('Derivatives decoded', torn.stored),
      none('Incomplete derivatives', torn.mismatches.length),
      none('Unfinished files left', left.length),
      none('Unexpected exits of the server', code === 0 ? 0 : 1),
    ]
  },
}
