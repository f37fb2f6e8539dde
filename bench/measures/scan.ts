import { join } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { type FilmLibrary, makeFilms } from '../library.ts'
import { findRenderer } from '../processes.ts'
import { profileMissed, profileServer } from '../profile/if-missed.ts'
import { compared, ratioAtLeast, type Section } from '../report/row.ts'
import { type Comparison, compare } from '../rounds.ts'
import { fromOriginals, slots, startBareSharp } from '../settings.ts'
import { nothing, plus, since, spentBy } from '../spent.ts'
import type { Stopwatch } from '../stopwatch.ts'
import { describeEffort, type Effort } from './renders.ts'

const amounts = {
  tiny: { films: 8, rounds: 1 },
  quick: { films: 36, rounds: 5 },
  full: { films: 400, rounds: 9 },
} as const

/** Images of a library that the server has never seen. */
export const scan: Benchmark = { name: 'scan', run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { films, rounds } = amounts[size]
  const options = {
    folder: join(folder, 'films'),
    count: films,
    pictures,
    files: 'linked',
  } as const
  const library = await makeFilms(options)
  const { rate, effort } = await measureScan(library, rounds, watch)
  const rows = [
    compared('Images of a first scan', '/s', 'bare sharp, the same probing', rate, {
      goals: [ratioAtLeast(0.8)],
      bounds: 'A scan also reads the folders, decides, and records what it learns in the catalog.',
    }),
  ]
  const run = async () => {
    await using keyart = await startScanning(library)
    return await profileServer(keyart, () => keyart.scanned())
  }
  return {
    title: 'First scan',
    method: `All ${3 * films} images of ${films} films: posters, backdrops and logos, of few pictures, but every file is opened. From the scan's start to its end by the server's own clock, with the start of the renderer process. Bare sharp reads each file, hashes it, reads its metadata, decodes it to 32 pixels and makes the BlurHash with ${slots} in flight, with the start of its process. Both learn the same, which is checked. ${rounds} rounds.`,
    rows,
    notes: [describeEffort('scanned', effort)],
    profiles: await profileMissed({ size, watch }, [{ what: 'a first scan', rows, run }]),
  }
}

async function startScanning({ folder }: FilmLibrary): Promise<Keyart> {
  return await Keyart.start({ library: `movies=${folder}`, flags: fromOriginals })
}

interface ScanResult {
  /** Images a second. */
  readonly rate: Comparison
  readonly effort: Effort
}

async function measureScan(
  library: FilmLibrary,
  rounds: number,
  watch: Stopwatch,
): Promise<ScanResult> {
  const images = library.films.flatMap((film) => film.images)
  const paths = images.map(({ path }) => path)
  let learnt = ''
  const spent = { server: nothing, renderer: nothing, limit: nothing }
  const ours = async (): Promise<number> => {
    await using keyart = await startScanning(library)
    const before = await spentBy(keyart.pid)
    const { startedAt, finishedAt, imagesProbed, problems } = await keyart.scanned()
    spent.server = plus(spent.server, since(before, await spentBy(keyart.pid)))
    spent.renderer = plus(spent.renderer, await spentBy(await findRenderer(keyart.pid)))
    if (imagesProbed !== paths.length || problems !== 0)
      throw new Error(
        `Expected ${paths.length} images but ${imagesProbed} with ${problems} problems`,
      )
    const item = (await keyart.items()).find(({ Name }) => Name === library.films[0]!.name)
    const [[tag, blurHash] = []] = Object.entries(item?.ImageBlurHashes['Primary'] ?? {})
    learnt = `${tag} ${blurHash}`
    return (1000 * imagesProbed) / (Date.parse(finishedAt!) - Date.parse(startedAt!))
  }
  const limit = async (): Promise<number> => {
    const start = performance.now()
    await using bare = await startBareSharp()
    const { first } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    const milliseconds = performance.now() - start
    spent.limit = plus(spent.limit, await spentBy(bare.pid))
    const text = Buffer.from(first).toString()
    if (learnt !== '' && text !== learnt)
      throw new Error(`Expected both sides to learn the same but got ${learnt} and ${text}`)
    return (1000 * paths.length) / milliseconds
  }
  watch.begin('rounds')
  const rate = await compare(rounds, ours, limit)
  return { rate, effort: { count: rounds * paths.length, ...spent } }
}
