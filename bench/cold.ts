import type { OutputFormat } from '../src/render/formats.ts'
import { planRender } from '../src/render/plan.ts'
import type { BareAnswer, BareCall, BareRender } from './bare-sharp.ts'
import type { Keyart, ListedItem } from './keyart.ts'
import type { Film, FilmImage } from './library.ts'
import type { LoadAnswer, LoadCall } from './load.ts'
import type { Peer } from './peer.ts'
import { findRenderer, processorTime } from './processes.ts'
import { type Comparison, compare, type Effort } from './rounds.ts'
import { slots } from './settings.ts'

/** One derivative that nobody asked for before, as a URL and as the bare loop's job. */
interface ColdRender {
  readonly path: string
  readonly job: BareRender
}

export interface ColdOptions {
  readonly keyart: Keyart
  readonly films: readonly Film[]
  readonly format: Extract<OutputFormat, 'jpeg' | 'webp'>
  readonly renders: number
  readonly rounds: number
  readonly load: Peer<LoadCall, LoadAnswer>
  readonly bare: Peer<BareCall, BareAnswer>
}

export interface ColdResult {
  readonly rate: Comparison
  readonly effort: Effort
}

/** Derivatives made a second: over HTTP, and in the bare loop. Round -1 warms both up. */
export async function measureCold(options: ColdOptions): Promise<ColdResult> {
  const { keyart, films, renders, rounds, format, load, bare } = options
  const items = new Map((await keyart.items()).map((item) => [item.Name, item]))
  const images = distinctPictures(films).map(({ film, image }) => {
    const item = items.get(film.name)
    if (item === undefined) throw new Error(`Expected an item named ${film.name}`)
    return { image, item }
  })
  const plan = (round: number): readonly ColdRender[] =>
    Array.from({ length: renders }, (_, index) => {
      const { image, item } = images[index % images.length]!
      const step = (round + 1) * Math.ceil(renders / images.length)
      return planCold(image, item, format, step + Math.floor(index / images.length))
    })
  const ours = async (round: number): Promise<number> => {
    const requests = plan(round).map(({ path }) => ({ path }))
    const call = { port: keyart.port, connections: slots, requests, count: requests.length }
    const { milliseconds, tally } = await load.call(call)
    // Anything else was not cold, or not an image.
    if (tally['200 Keyart; fwd=uri-miss; stored'] !== renders)
      throw new Error(`Expected ${renders} cold renders but got ${JSON.stringify(tally)}`)
    return (1000 * renders) / milliseconds
  }
  const limit = async (round: number): Promise<number> => {
    const jobs = plan(round).map(({ job }) => job)
    const { milliseconds } = await bare.call({ kind: 'render', jobs, inFlight: slots })
    return (1000 * renders) / milliseconds
  }
  await ours(-1)
  await limit(-1)
  for (const { path, job } of plan(-1).slice(0, images.length))
    await requireSameBytes(keyart, bare, path, job)
  const effort = { ours: 0, limit: 0 }
  const rate = await compare(
    rounds,
    async (round) => {
      // Looked up each time: the server may have replaced it.
      const before = await processorTime([keyart.pid, await findRenderer(keyart.pid)])
      const made = await ours(round)
      effort.ours += (await processorTime([keyart.pid, await findRenderer(keyart.pid)])) - before
      return made
    },
    async (round) => {
      const before = await processorTime([bare.pid])
      const made = await limit(round)
      effort.limit += (await processorTime([bare.pid])) - before
      return made
    },
  )
  const count = rounds * renders
  return { rate, effort: { ours: effort.ours / count, limit: effort.limit / count } }
}

/** The first image of each picture: the same content and size again would be no cold render. */
function distinctPictures(films: readonly Film[]) {
  const seen = new Set<string>()
  const found: { readonly film: Film; readonly image: FilmImage }[] = []
  for (const film of films)
    for (const image of film.images) {
      if (image.type === 'Logo' || seen.has(image.picture.path)) continue
      seen.add(image.picture.path)
      found.push({ film, image })
    }
  return found
}

/** Posters about 300 wide, as on a wall of them; backdrops about 1280, as behind an item. */
function planCold(
  { type, path, picture }: FilmImage,
  item: ListedItem,
  format: BareRender['format'],
  step: number,
): ColdRender {
  const maxWidth = type === 'Primary' ? 300 + step : 1280 - step
  const plan = planRender(
    { ...picture, format: 'jpeg', hasAlpha: false, frames: 1, plain: true },
    { size: { maxWidth }, quality: 90, format, accepted: { webp: true, avif: true, gif: true } },
    { maxOutputPixels: 16_800_000 },
  )
  if (plan.kind === 'original') throw new Error('Expected a size that has to be made')
  const { width, height, quality = 90 } = plan
  const tag = type === 'Primary' ? item.ImageTags['Primary'] : item.BackdropImageTags[0]
  return {
    path: `/Items/${item.Id}/Images/${type}?maxWidth=${maxWidth}&quality=90&format=${format}&tag=${tag}`,
    job: { path, width, height, format, quality },
  }
}

async function requireSameBytes(
  keyart: Keyart,
  bare: Peer<BareCall, BareAnswer>,
  path: string,
  job: BareRender,
): Promise<void> {
  const theirs = Buffer.from(await (await keyart.get(path)).arrayBuffer())
  const { first } = await bare.call({ kind: 'render', jobs: [job], inFlight: 1 })
  if (!theirs.equals(first)) throw new Error(`Expected both sides to make the same of ${path}`)
}
