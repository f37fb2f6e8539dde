import { existsSync } from 'node:fs'
import { mkdir, readdir, rename } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Benchmark, Stage } from '../benchmark.ts'
import { Keyart } from '../keyart.ts'
import { type FilmLibrary, makeFilms, type Pictures } from '../library.ts'
import type { Peer } from '../peer.ts'
import { findRenderer } from '../processes.ts'
import { profileMissed, profileServer } from '../profile/if-missed.ts'
import { compared, ratioAtLeast, type Section } from '../report/row.ts'
import { compare } from '../rounds.ts'
import { fromOriginals, slots, startBareSharp } from '../settings.ts'
import type { BareAnswer, BareCall } from '../sides/bare-sharp.ts'
import { nothing, plus, since, spentBy } from '../spent.ts'
import { describeEffort, type Effort } from './renders.ts'

const amounts = {
  tiny: { films: 8, warmUp: 4, rounds: 1 },
  quick: { films: 32, warmUp: 40, rounds: 5 },
  full: { films: 400, warmUp: 400, rounds: 9 },
} as const

/** Images that the server has never seen. */
export const scan: Benchmark = { name: 'scan', run }

async function run({ folder, pictures, size, watch }: Stage): Promise<Section> {
  const { films, warmUp, rounds } = amounts[size]
  const root = join(folder, 'library')
  const data = join(folder, 'data')
  await mkdir(root)
  await mkdir(data)
  const key = await Keyart.makeKey(data)
  await using keyart = await Keyart.start({
    library: `movies=${root}`,
    data,
    flags: [...fromOriginals, '--no-scan-watch'],
  })
  await keyart.scanned()
  await using bare = await startBareSharp()
  // The first films are for what compiles as it runs, the last for a profile.
  const batches = await makeBatches(folder, [warmUp, ...repeat(films, rounds), warmUp], pictures)
  const scanning = new Scanning({ keyart, key, root, bare })
  watch.begin('warming up')
  await scanning.scan(batches[0]!)
  await scanning.probe(batches[0]!)
  scanning.forgetEffort()
  watch.begin('rounds')
  const rate = await compare(
    rounds,
    (round) => scanning.scan(batches[1 + round]!),
    (round) => scanning.probe(batches[1 + round]!),
  )
  const rows = [
    compared('Images of a first scan', '/s', 'bare sharp, the same probing', rate, {
      goals: [ratioAtLeast(0.8)],
      bounds: 'A scan also reads the folders, decides, and records what it learns in the catalog.',
    }),
  ]
  const effort = { count: rounds * 3 * films, ...scanning.effort }
  const profile = () => profileServer(keyart, () => scanning.scan(batches.at(-1)!))
  return {
    title: 'First scan',
    method: `All ${3 * films} images of ${films} films that the server has never seen: posters, backdrops and logos, of few pictures, but every file is opened. From the scan's start to its end by the server's own clock; ${3 * warmUp} other images were scanned before, so that what is compiled as it runs is. Bare sharp reads each file, hashes it, reads its metadata, decodes it to 32 pixels and makes the BlurHash with ${slots} in flight. Both learn the same, which is checked. ${rounds} rounds, each of other films, beside those of the rounds before.`,
    rows,
    notes: [describeEffort('scanned', effort)],
    profiles: await profileMissed({ size, watch }, [{ what: 'a first scan', rows, run: profile }]),
  }
}

/** Films of each round, in a folder of their own until they are put into the library. */
async function makeBatches(
  folder: string,
  counts: readonly number[],
  pictures: Pictures,
): Promise<readonly FilmLibrary[]> {
  const batches: FilmLibrary[] = []
  for (const [index, count] of counts.entries()) {
    const name = `Film ${index}`
    const place = join(folder, `round-${index}`)
    batches.push(await makeFilms({ folder: place, count, pictures, files: 'linked', name }))
  }
  return batches
}

const repeat = (value: number, times: number) => Array.from({ length: times }, () => value)

interface Sides {
  readonly keyart: Keyart
  /** Of an admin. */
  readonly key: string
  /** The folder of the library. */
  readonly root: string
  readonly bare: Peer<BareCall, BareAnswer>
}

/** One server and one bare process, which learn of the same films. */
class Scanning {
  readonly #sides: Sides
  #learnt = ''
  effort: Omit<Effort, 'count'> = { server: nothing, renderer: nothing, limit: nothing }

  constructor(sides: Sides) {
    this.#sides = sides
  }

  forgetEffort(): void {
    this.effort = { server: nothing, renderer: nothing, limit: nothing }
  }

  /** Puts films into the library and has it scanned: images a second. */
  async scan({ folder, films }: FilmLibrary): Promise<number> {
    const { keyart, key, root } = this.#sides
    for (const film of await readdir(folder)) await rename(join(folder, film), join(root, film))
    const renderer = await findRenderer(keyart.pid)
    const before = [await spentBy(keyart.pid), await spentBy(renderer)] as const
    const { startedAt, finishedAt, imagesProbed, problems } = await keyart.scanAgain(key)
    const [server, rendering] = [await spentBy(keyart.pid), await spentBy(renderer)]
    this.effort = {
      ...this.effort,
      server: plus(this.effort.server, since(before[0], server)),
      renderer: plus(this.effort.renderer, since(before[1], rendering)),
    }
    const expected = 3 * films.length
    if (imagesProbed !== expected || problems !== 0)
      throw new Error(`Expected ${expected} images but ${imagesProbed} with ${problems} problems`)
    const items = await keyart.items()
    const item = items.find((each) => each.Name === films[0]!.name)
    const [[tag, blurHash] = []] = Object.entries(item?.ImageBlurHashes['Primary'] ?? {})
    this.#learnt = `${tag} ${blurHash}`
    return (1000 * imagesProbed) / (Date.parse(finishedAt!) - Date.parse(startedAt!))
  }
  /** Has bare sharp learn the same of them: images a second. */
  async probe({ folder, films }: FilmLibrary): Promise<number> {
    const images = films.flatMap((film) => film.images)
    const { bare, root } = this.#sides
    // They may have been put into the library by now.
    const isThere = existsSync(images[0]!.path)
    const paths = images.map(({ path }) => {
      return isThere ? path : join(root, relative(folder, path))
    })
    const before = await spentBy(bare.pid)
    const { first, milliseconds } = await bare.call({ kind: 'probe', paths, inFlight: slots })
    const limit = plus(this.effort.limit, since(before, await spentBy(bare.pid)))
    this.effort = { ...this.effort, limit }
    const text = Buffer.from(first).toString()
    if (this.#learnt !== '' && text !== this.#learnt)
      throw new Error(`Expected both sides to learn the same but got ${this.#learnt} and ${text}`)
    return (1000 * paths.length) / milliseconds
  }
}
