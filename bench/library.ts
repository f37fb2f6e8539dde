import { link, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { drawPicture } from '../demo/draw.ts'
import type { PictureSpec } from '../demo/picture.ts'
import { planDemo } from '../demo/plan-demo.ts'
import { mapSome } from '../test/support/ask.ts'
import { fromCache } from './cached.ts'
import { nfoOf } from './nfo.ts'

export interface Picture {
  readonly path: string
  readonly width: number
  readonly height: number
}

export type DrawnType = 'Primary' | 'Backdrop' | 'Logo'

export type Pictures = Readonly<Record<DrawnType, readonly Picture[]>>

/** Pictures of the demo library, by what they are and how many of them. */
const wanted = {
  Primary: [
    { kind: 'poster', width: 1000, count: 8 },
    { kind: 'poster', width: 2000, count: 4 },
  ],
  Backdrop: [
    { kind: 'backdrop', width: 1920, count: 2 },
    { kind: 'backdrop', width: 3840, count: 2 },
  ],
  Logo: [{ kind: 'logo', width: 800, count: 8 }],
} as const

export const fileNames = {
  Primary: 'poster.jpg',
  Backdrop: 'fanart.jpg',
  Logo: 'logo.png',
} as const

/** What the look of a drawn picture depends on. */
export const drawingSources: readonly string[] = ['demo']

/** Few pictures, for libraries of many files, in `folder`, which this makes. */
export async function drawPictures(folder: string): Promise<Pictures> {
  const specs = ofEachType((type) =>
    wanted[type].flatMap(({ kind, width, count }) =>
      picturesOfDemo(kind)
        .filter(
          (spec) => spec.width === width && spec.encoding === (type === 'Logo' ? 'png' : 'jpeg'),
        )
        .slice(0, count),
    ),
  )
  const nameOf = (type: string, index: number) => `${type}-${index}`
  const make = async (place: string) => {
    for (const [type, each] of Object.entries(specs))
      for (const [index, spec] of each.entries())
        await drawPicture(spec, join(place, nameOf(type, index)))
  }
  await fromCache(folder, { name: 'pictures', of: specs, sources: drawingSources, make })
  return ofEachType((type) =>
    specs[type].map(({ width, height }, index) => {
      return { path: join(folder, nameOf(type, index)), width, height }
    }),
  )
}

/** Pictures that the demo library would have. */
export function picturesOfDemo<Kind extends PictureSpec['kind']>(kind: Kind) {
  type OfKind = Extract<PictureSpec, { readonly kind: Kind }>
  return planDemo('full')
    .flatMap((file) => (file.kind === 'picture' ? [file.picture] : []))
    .filter((spec): spec is OfKind => spec.kind === kind)
}

/** Widths of `shrink`. */
const small = { Primary: 200, Backdrop: 320, Logo: 160 } as const

/** The same so small, in `folder`, that thousands are decoded in seconds. */
export async function shrink(folder: string, pictures: Pictures): Promise<Pictures> {
  await mkdir(folder, { recursive: true })
  const make = (type: DrawnType) =>
    mapSome(pictures[type], 2, async (picture, index) => {
      const path = join(folder, `${type}-${index}`)
      // JPEG and PNG stay what they are.
      const bytes = await readFile(picture.path)
      const { width, height } = await sharp(bytes).resize(small[type]).toFile(path)
      await utimes(path, new Date(), modifiedAt)
      return { path, width, height }
    })
  return {
    Primary: await make('Primary'),
    Backdrop: await make('Backdrop'),
    Logo: await make('Logo'),
  }
}

export interface FilmsOptions {
  readonly folder: string
  readonly count: number
  /** Taken in turn, one of each type for a film. */
  readonly pictures: Partial<Pictures>
  /**
   * `linked`: files with the same picture are the same file. `distinct`: each has bytes of its own
   * (a comment with its number), and so a tag, though the pixels are the same; JPEG only.
   */
  readonly files: 'linked' | 'distinct'
  /** Before the number of each; `Film` by default. */
  readonly name?: string
}

export interface FilmLibrary {
  readonly folder: string
  readonly films: readonly Film[]
}

export interface Film {
  /** As Keyart names the item. */
  readonly name: string
  readonly images: readonly FilmImage[]
}

export interface FilmImage {
  readonly type: DrawnType
  readonly path: string
  /** Many files hold the same picture. */
  readonly picture: Picture
}

/** Each film has a folder with an empty video, an NFO file and its pictures. */
export async function makeFilms(options: FilmsOptions): Promise<FilmLibrary> {
  const { folder, count, pictures, files, name: named = 'Film' } = options
  const numbers = Array.from({ length: count }, (_, index) => index + 1)
  const films = await mapSome(numbers, 16, async (number): Promise<Film> => {
    const name = `${named} ${String(number).padStart(6, '0')}`
    const place = join(folder, `${name} (2001)`)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'film.mkv'), '')
    await writeNfo(join(place, 'movie.nfo'), 'movie', name, number)
    const images: FilmImage[] = []
    for (const type of Object.keys(fileNames) as DrawnType[]) {
      const drawn = pictures[type] ?? []
      const picture = drawn[number % drawn.length]
      if (picture === undefined) continue
      const path = join(place, fileNames[type])
      if (files === 'linked') await link(picture.path, path)
      else await writeFile(path, withComment(await readFile(picture.path), name))
      images.push({ type, path, picture })
    }
    return { name, images }
  })
  return { folder, films }
}

/**
 * When NFO files and small pictures were modified, as they say. No file can be read after that, so
 * a file system that is mounted with `relatime` keeps the time of every reading.
 */
const modifiedAt = new Date('2100-01-01')

export async function writeNfo(path: string, kind: string, title: string, number: number) {
  await writeFile(path, nfoOf(kind, title, number))
  await utimes(path, new Date(), modifiedAt)
}

/** The JPEG with a comment right behind its start marker. ITU-T T.81, B.2.4.5. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const marker = Buffer.alloc(4)
  marker.writeUInt16BE(0xfffe)
  marker.writeUInt16BE(2 + Buffer.byteLength(comment), 2)
  return Buffer.concat([jpeg.subarray(0, 2), marker, Buffer.from(comment), jpeg.subarray(2)])
}

function ofEachType<T>(make: (type: DrawnType) => T): Readonly<Record<DrawnType, T>> {
  return { Primary: make('Primary'), Backdrop: make('Backdrop'), Logo: make('Logo') }
}
