import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { apiKey, Keyart } from '../../test/support/keyart.ts'
import type { Benchmark, Stage } from '../benchmark.ts'
import { ProcessorTimes } from '../processor-times.ts'
import { listItems, scanAgain } from '../keyart.ts'
import { type FilmLibrary, makeFilms } from '../library.ts'
import { compared, ratioAtLeast, type Section } from '../report/row.ts'
import { compare, measureInTurns } from '../rounds.ts'
import { fromOriginals, slots } from '../settings.ts'
import { startBareSharp } from '../sides/bare-sharp.ts'

const amounts = {
  tiny: { films: 8, warmUp: 4, rounds: 1 },
  quick: { films: 32, warmUp: 40, rounds: 5 },
  full: { films: 400, warmUp: 400, rounds: 9 },
} as const

/** Images that the server has never seen. */
export const scan: Benchmark = { name: 'scan', run }

async function run({ folder, pictures, size }: Stage): Promise<Section> {
  const { films, warmUp, rounds } = amounts[size]
  const root = join(folder, 'library')
  const data = join(folder, 'data')
  await mkdir(root)
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: root }],
    data,
    args: [...fromOriginals, '--no-scan-watch'],
  })
  const key = await apiKey(data)
  await using bare = await startBareSharp()
  /** Films of each round, in a folder of their own until they are put into the library. */
  const batches: FilmLibrary[] = []
  for (let round = -1; round < rounds; round++) {
    const place = { folder: join(folder, `round${round}`), name: `Film ${round + 1}` }
    const count = round === -1 ? warmUp : films
    batches.push(await makeFilms({ ...place, count, pictures, files: 'linked' }))
  }
  /** Tag and BlurHash of the first image, which both sides find. */
  let learnt: string | undefined
  /** Puts films into the library and has it scanned: images a second. */
  const scanNext = async (round: number): Promise<number> => {
    const { folder: place, films } = batches[round + 1]!
    for (const film of await readdir(place)) await rename(join(place, film), join(root, film))
    const { startedAt, finishedAt, imagesProbed, problems } = await scanAgain(keyart, key)
    if (imagesProbed !== 3 * films.length || problems !== 0)
      throw new Error(
        `Expected ${3 * films.length} images but ${imagesProbed} with ${problems} problems`,
      )
    requireSame(await learntOf(keyart, films[0]!.name))
    return (1000 * imagesProbed) / (Date.parse(finishedAt!) - Date.parse(startedAt!))
  }
  /** Has bare sharp learn the same of them: images a second. */
  const probeNext = async (round: number): Promise<number> => {
    const { folder: place, films } = batches[round + 1]!
    const images = films.flatMap((film) => film.images)
    // They may have been put into the library by now.
    const isThere = existsSync(images[0]!.path)
    const paths = images.map(({ path }) => (isThere ? path : join(root, relative(place, path))))
    const { first, milliseconds } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    requireSame(Buffer.from(first).toString())
    return (1000 * paths.length) / milliseconds
  }
  const requireSame = (text: string) => {
    if (learnt !== undefined && text !== learnt)
      throw new Error(`Expected both sides to learn the same but got ${learnt} and ${text}`)
    learnt = learnt === undefined ? text : undefined
  }
  // The first films are for what compiles as it runs.
  await scanNext(-1)
  await probeNext(-1)
  const effort = new ProcessorTimes(keyart, bare)
  const [scanned, probed] = await measureInTurns(rounds, [
    (round) => effort.ofOurs(() => scanNext(round)),
    (round) => effort.ofLimit(() => probeNext(round)),
  ])
  return {
    title: 'First scan',
    method: `All ${3 * films} images of ${films} new films: posters, backdrops and logos, copies of a few images, but every file is opened. From start to end of the scan by the clock of the server; ${3 * warmUp} other images were scanned before, to warm up the JIT compiler. Bare sharp reads each file, hashes it, reads its metadata, decodes it to 32 pixels and computes the BlurHash with ${slots} in flight. Both get the same results, which is checked. ${rounds} rounds, each with new films in addition to those of earlier rounds.`,
    rows: [
      compared(
        'Images of a first scan',
        '/s',
        'bare sharp, the same probing',
        compare(scanned, probed),
        {
          goals: [ratioAtLeast(0.8)],
          bounds: 'A scan also reads the folders, plans, and writes to the catalog.',
        },
      ),
    ],
    notes: [`Processor time of one image, scanned: ${effort.describe(rounds * 3 * films)}`],
  }
}

async function learntOf(keyart: Keyart, name: string): Promise<string> {
  const item = (await listItems(keyart)).find((each) => each.Name === name)
  const [[tag, blurHash] = []] = Object.entries(item?.ImageBlurHashes['Primary'] ?? {})
  return `${tag} ${blurHash}`
}
