import { link, mkdir, writeFile, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { DrawnType, Pictures } from './library.ts'

export interface LargeLibrary {
  readonly films: string
  readonly shows: string
  readonly items: number
  readonly files: number
  /** Paths of all pictures. */
  readonly images: readonly string[]
  /** Paths of all NFO files. */
  readonly nfos: readonly string[]
  /** All bytes of pictures and NFO files, as they are read. */
  readonly bytes: { readonly images: number; readonly nfos: number }
}

/** Real pictures, but so small that hundreds of thousands are decoded in minutes. */
const sizes = {
  Primary: { width: 200, height: 300 },
  Backdrop: { width: 320, height: 180 },
  Logo: { width: 160 },
} as const satisfies Record<DrawnType, object>

/** Of each series. */
const [seasons, episodes] = [2, 8]
const itemsOfSeries = 1 + seasons + seasons * episodes
/**
 * Two and a half pictures an item: a film has three, and a series, with one for each season and
 * episode, as many and two.
 */
const itemsForEachSeries = 72

/** Folders and files being made at a time. */
const lanes = 16

/**
 * When pictures and NFO files were modified, as they say. No file can be read after that, so a file
 * system that is mounted with `relatime` keeps the time of every reading.
 */
const modifiedAt = new Date('2100-01-01')

/** A picture that is written once and linked from many folders. */
interface SmallPicture {
  readonly path: string
  readonly bytes: number
}

/**
 * Films and series in `folder`, `items` in all. Every video, NFO and folder is one of its own;
 * pictures are few files with many names, spread so that no file has more than file systems allow.
 */
export async function makeLargeLibrary(
  folder: string,
  items: number,
  pictures: Pictures,
): Promise<LargeLibrary> {
  const series = Math.floor(items / itemsForEachSeries)
  const films = items - series * itemsOfSeries
  const maker = new Maker(await shrink(join(folder, 'pictures'), pictures))
  const places = { films: join(folder, 'films'), shows: join(folder, 'shows') }
  await inLanes(films, (number) => maker.makeFilm(places.films, number))
  await inLanes(series, (number) => maker.makeSeries(places.shows, number))
  const { files, images, nfos, bytes } = maker
  return { ...places, items, files, images, nfos, bytes }
}

type SmallPictures = Readonly<Record<DrawnType, readonly SmallPicture[]>>

class Maker {
  readonly #pictures: SmallPictures
  readonly images: string[] = []
  readonly nfos: string[] = []
  readonly bytes = { images: 0, nfos: 0 }
  files = 0

  constructor(pictures: SmallPictures) {
    this.#pictures = pictures
  }

  async makeFilm(root: string, number: number): Promise<void> {
    const name = `Film ${String(number).padStart(6, '0')}`
    const place = join(root, `${name} (${yearOf(number)})`)
    await mkdir(place, { recursive: true })
    await this.#artwork(place, number)
    await this.#video(join(place, `${name}.mkv`))
    await this.#nfo(join(place, `${name}.nfo`), 'movie', name, number)
  }

  async makeSeries(root: string, number: number): Promise<void> {
    const name = `Series ${String(number).padStart(5, '0')}`
    const place = join(root, `${name} (${yearOf(number)})`)
    await mkdir(place, { recursive: true })
    await this.#artwork(place, number)
    await this.#nfo(join(place, 'tvshow.nfo'), 'tvshow', name, number)
    for (let season = 1; season <= seasons; season++) {
      const below = join(place, `Season ${twoDigits(season)}`)
      await mkdir(below)
      await this.#picture(join(below, 'poster.jpg'), 'Primary', number + season)
      for (let episode = 1; episode <= episodes; episode++) {
        const own = join(below, `${name} S${twoDigits(season)}E${twoDigits(episode)}`)
        const title = `Part ${episode} of ${number}`
        await this.#picture(`${own}-thumb.jpg`, 'Backdrop', number + episode)
        await this.#video(`${own}.mkv`)
        await this.#nfo(`${own}.nfo`, 'episodedetails', title, number + episode)
      }
    }
  }

  async #artwork(place: string, number: number): Promise<void> {
    await this.#picture(join(place, 'poster.jpg'), 'Primary', number)
    await this.#picture(join(place, 'fanart.jpg'), 'Backdrop', number)
    await this.#picture(join(place, 'logo.png'), 'Logo', number)
  }

  async #picture(path: string, type: DrawnType, number: number): Promise<void> {
    const some = this.#pictures[type]
    const picture = some[number % some.length]!
    await link(picture.path, path)
    this.files++
    this.images.push(path)
    this.bytes.images += picture.bytes
  }

  /** Empty: it is no video to those who look into it. */
  async #video(path: string): Promise<void> {
    await writeFile(path, '')
    this.files++
  }

  async #nfo(path: string, kind: string, title: string, number: number): Promise<void> {
    const text = describe(kind, title, number)
    await writeFile(path, text)
    await utimes(path, new Date(), modifiedAt)
    this.files++
    this.nfos.push(path)
    this.bytes.nfos += text.length
  }
}

const genres = ['Drama', 'Comedy', 'Crime', 'Western', 'Horror', 'Romance', 'War', 'Music']

/** As long as many are: about a thousand bytes, with five who played in others, too. */
function describe(kind: string, title: string, number: number): string {
  const actors = [0, 1, 2, 3, 4].map((at) => {
    const name = `Person ${(number * (at + 3)) % 20_000}`
    return `  <actor><name>${name}</name><role>Role ${at}</role></actor>\n`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
<${kind}>
  <title>${title}</title>
  <year>${yearOf(number)}</year>
  <plot>${`What happens in number ${number}, told at some length. `.repeat(8)}</plot>
  <rating>${(number % 90) / 10 + 1}</rating>
  <genre>${genres[number % 8]}</genre>
  <genre>${genres[(number + 3) % 8]}</genre>
  <studio>Studio ${number % 400}</studio>
${actors.join('')}</${kind}>
`
}

const yearOf = (number: number) => 1930 + (number % 95)
const twoDigits = (number: number) => String(number).padStart(2, '0')

/** Smaller ones of all pictures, in `folder`. */
async function shrink(folder: string, pictures: Pictures): Promise<SmallPictures> {
  await mkdir(folder, { recursive: true })
  const make = (type: DrawnType) =>
    Promise.all(
      pictures[type].map(async (picture, index) => {
        const path = join(folder, `${type}-${index}`)
        // JPEG and PNG stay what they are.
        const { size } = await sharp(picture.path).resize(sizes[type]).toFile(path)
        await utimes(path, new Date(), modifiedAt)
        return { path, bytes: size }
      }),
    )
  return {
    Primary: await make('Primary'),
    Backdrop: await make('Backdrop'),
    Logo: await make('Logo'),
  }
}

/** `work` with 1 to `count`, some at a time. */
async function inLanes(count: number, work: (number: number) => Promise<void>): Promise<void> {
  let last = 0
  const lane = async () => {
    while (last < count) await work(++last)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
