import type { Keyart, ListedItem } from '../keyart.ts'
import type { Film, FilmImage } from '../library.ts'
import type { LoadAnswer, LoadCall } from '../load/load.ts'
import type { Peer } from '../peer.ts'
import { planRender } from '../../src/render/plan/plan.ts'
import { findRenderer } from '../processes.ts'
import { type Comparison, compare } from '../rounds.ts'
import { describeSpent, nothing, plus, since, type Spent, spentBy, totalOf } from '../spent.ts'
import { figure } from '../report/table.ts'
import { slots } from '../settings.ts'
import type { Stopwatch } from '../stopwatch.ts'
import type { BareAnswer, BareCall, BareRender } from '../sides/bare-sharp.ts'

/** An image of a film, as the server lists it. */
export interface ServedImage extends FilmImage {
  readonly id: string
  readonly tag: string
}

/** One derivative that nobody asked for before, as a URL and as the bare loop's job. */
export interface Render {
  readonly path: string
  readonly job: BareRender
}

export type RenderFormat = Extract<BareRender['format'], 'jpeg' | 'webp'>

export const renderQuality = 90

export interface RendersOptions {
  readonly watch: Stopwatch
  readonly keyart: Keyart
  readonly load: Peer<LoadCall, LoadAnswer>
  readonly bare: Peer<BareCall, BareAnswer>
  readonly images: readonly ServedImage[]
  readonly format: RenderFormat
  /** Another width for every `step`, so that what is asked for was never asked for before. */
  readonly widthOf: (image: ServedImage, step: number) => number
  /** In a round. */
  readonly count: number
  readonly rounds: number
}

export interface RendersResult {
  /** Derivatives made a second. */
  readonly rate: Comparison
  /** Processor time of all processes for one of them. */
  readonly effort: Effort
  /** Renders that are not measured, one of each image, to compare what is made. */
  readonly samples: readonly Render[]
  /** One more round of Keyart's. */
  readonly again: () => Promise<unknown>
}

/** Where the time of `count` images went, over all rounds. */
export interface Effort {
  readonly count: number
  readonly server: Spent
  readonly renderer: Spent
  readonly limit: Spent
}

/** Rounds that come first and are not measured: of this format nothing was made yet. */
const unmeasured = 1

/** Keyart over HTTP beside the bare loop, with as many in flight. */
export async function measureRenders(options: RendersOptions): Promise<RendersResult> {
  const { watch, keyart, load, bare, images, format, widthOf, count, rounds } = options
  const steps = Math.ceil(count / images.length)
  const plan = (round: number): readonly Render[] =>
    Array.from({ length: count }, (_, index) => {
      const image = images[index % images.length]!
      const step = (round + unmeasured) * steps + Math.floor(index / images.length)
      return planOne(image, widthOf(image, step), format)
    })
  const ours = async (round: number): Promise<number> => {
    const requests = plan(round).map(({ path }) => ({ path }))
    const until = { kind: 'count', count } as const
    const call = { port: keyart.port, connections: slots, requests, until }
    const { milliseconds, tally } = await load.call(call)
    // Anything else was made already, or no image.
    if (!Object.keys(tally).every((key) => key.startsWith('200 Keyart; fwd=uri-miss')))
      throw new Error(`Expected ${count} cold renders but got ${JSON.stringify(tally)}`)
    return (1000 * count) / milliseconds
  }
  const limit = async (round: number): Promise<number> => {
    const jobs = plan(round).map(({ job }) => job)
    const { milliseconds } = await bare.call({ kind: 'render', jobs, inFlight: slots })
    return (1000 * count) / milliseconds
  }
  watch.begin('warming up')
  for (let round = -unmeasured; round < 0; round++) await ours(round)
  await limit(-1)
  // Looked up each time: the server may have replaced its renderer process.
  const spent = { server: nothing, renderer: nothing, limit: nothing }
  const timed = async (
    work: () => Promise<number>,
    pids: Partial<Record<keyof typeof spent, number | undefined>>,
  ): Promise<number> => {
    const before = await spentByAll(pids)
    const result = await work()
    const after = await spentByAll(pids)
    for (const [who, time] of after)
      spent[who] = plus(spent[who], since(before.get(who) ?? nothing, time))
    return result
  }
  watch.begin('rounds')
  const rate = await compare(
    rounds,
    // Looked up each time: the server may have replaced its renderer process.
    async (round) =>
      await timed(() => ours(round), {
        server: keyart.pid,
        renderer: await findRenderer(keyart.pid),
      }),
    async (round) => await timed(() => limit(round), { limit: bare.pid }),
  )
  watch.begin('comparing')
  return {
    rate,
    effort: { count: rounds * count, ...spent },
    samples: plan(-unmeasured).slice(0, images.length),
    again: () => ours(rounds),
  }
}

async function spentByAll<Who extends string>(
  pids: Partial<Record<Who, number | undefined>>,
): Promise<ReadonlyMap<Who, Spent>> {
  const all = Object.entries(pids) as [Who, number | undefined][]
  return new Map(
    await Promise.all(all.map(async ([who, pid]) => [who, await spentBy(pid)] as const)),
  )
}

/** What bounds the rate: the processor time of each side, and the rates that it would allow. */
export function describeEffort(what: string, { count, server, renderer, limit }: Effort): string {
  const ratio = totalOf(limit) / (totalOf(server) + totalOf(renderer))
  return `Processor time of one image, ${what}: server ${describeSpent(server, count)}, renderer ${describeSpent(renderer, count)}; bare sharp ${describeSpent(limit, count)}. Without the load generator it would allow a ratio of ${figure(ratio)}; others who use the machine disturb it less than they do the rates.`
}

/** Posters and backdrops of the films with their ids and tags. */
export async function listImages(
  keyart: Keyart,
  films: readonly Film[],
): Promise<readonly ServedImage[]> {
  const items = new Map((await keyart.items()).map((item) => [item.Name, item]))
  return films.flatMap(({ name, images }) => {
    const item = items.get(name)
    if (item === undefined) throw new Error(`Expected an item named ${name}`)
    return images.flatMap((image): ServedImage[] => {
      const tag = tagOf(item, image)
      return tag === undefined ? [] : [{ ...image, id: item.Id, tag }]
    })
  })
}

function tagOf(item: ListedItem, { type }: FilmImage): string | undefined {
  return type === 'Backdrop' ? item.BackdropImageTags[0] : item.ImageTags[type]
}

function planOne(image: ServedImage, maxWidth: number, format: RenderFormat): Render {
  const { id, tag, type, path, picture } = image
  const plan = planRender(
    { ...picture, format: 'jpeg', hasAlpha: false, frames: 1, plain: true },
    {
      size: { maxWidth },
      quality: renderQuality,
      format,
      accepted: { webp: true, avif: true, gif: true },
    },
    { maxOutputPixels: 16_800_000 },
  )
  if (plan.kind === 'original') throw new Error('Expected a size that has to be made')
  const { width, height } = plan
  return {
    path: `/Items/${id}/Images/${type}?maxWidth=${maxWidth}&quality=${renderQuality}&format=${format}&tag=${tag}`,
    job: { path, width, height, format, quality: renderQuality },
  }
}

/** What either side makes of one render. */
export async function makeBoth(
  { keyart, bare }: Pick<RendersOptions, 'keyart' | 'bare'>,
  { path, job }: Render,
): Promise<{ readonly ours: Buffer; readonly limit: Buffer }> {
  const ours = Buffer.from(await (await keyart.get(path)).arrayBuffer())
  const { first } = await bare.call({ kind: 'render', jobs: [job], inFlight: 1 })
  return { ours, limit: Buffer.from(first) }
}
