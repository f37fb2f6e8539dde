import { link, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPicture } from '../demo/draw.ts'
import { planDemo } from '../demo/plan-demo.ts'
import type { PictureSpec } from '../demo/picture.ts'
import { fromKept } from './kept.ts'

export interface Picture {
  readonly path: string
  readonly width: number
  readonly height: number
}

export type DrawnType = 'Primary' | 'Backdrop' | 'Logo'

export type Pictures = Readonly<Record<DrawnType, readonly Picture[]>>

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

export interface FilmLibrary {
  readonly folder: string
  readonly films: readonly Film[]
}

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

const fileNames = { Primary: 'poster.jpg', Backdrop: 'fanart.jpg', Logo: 'logo.png' } as const

/** Few pictures, for libraries of many files, in `folder`, which this makes. */
export async function drawPictures(folder: string): Promise<Pictures> {
  const specs = {
    Primary: specsOf('Primary'),
    Backdrop: specsOf('Backdrop'),
    Logo: specsOf('Logo'),
  }
  const nameOf = (type: string, index: number) => `${type}-${index}`
  const make = async (place: string) => {
    for (const [type, each] of Object.entries(specs))
      for (const [index, spec] of each.entries())
        await drawPicture(spec, join(place, nameOf(type, index)))
  }
  await fromKept(folder, { name: 'pictures', of: specs, sources: drawingSources, make })
  const drawn = (type: DrawnType): Picture[] =>
    specs[type].map(({ width, height }, index) => ({
      path: join(folder, nameOf(type, index)),
      width,
      height,
    }))
  return { Primary: drawn('Primary'), Backdrop: drawn('Backdrop'), Logo: drawn('Logo') }
}

/** What the look of a drawn picture depends on. */
export const drawingSources: readonly string[] = ['demo']

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

export async function makeFilms(options: FilmsOptions): Promise<FilmLibrary> {
  const { folder, count, pictures, files, name: named = 'Film' } = options
  const films: Film[] = []
  for (let number = 1; number <= count; number++) {
    const name = `${named} ${String(number).padStart(4, '0')}`
    const place = join(folder, `${name} (2001)`)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'film.mkv'), '')
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
    films.push({ name, images })
  }
  return { folder, films }
}

/** The JPEG with a comment right behind its start marker. ITU-T T.81, B.2.4.5. */
function withComment(jpeg: Buffer, comment: string): Buffer {
  const marker = Buffer.alloc(4)
  marker.writeUInt16BE(0xfffe)
  marker.writeUInt16BE(2 + Buffer.byteLength(comment), 2)
  return Buffer.concat([jpeg.subarray(0, 2), marker, Buffer.from(comment), jpeg.subarray(2)])
}

function specsOf(type: DrawnType): readonly PictureSpec[] {
  const specs = planDemo('full').flatMap((file) => (file.kind === 'picture' ? [file.picture] : []))
  const encoding = type === 'Logo' ? 'png' : 'jpeg'
  return wanted[type].flatMap(({ kind, width, count }) =>
    specs
      .filter((spec) => spec.kind === kind && spec.width === width && spec.encoding === encoding)
      .slice(0, count),
  )
}

const nfo = '<movie><title>A film</title><year>2001</year></movie>\n'

/** `folders` folders of five small files each: a film, its `.nfo` and three pictures. */
export async function makeSmallFiles(root: string, folders: number): Promise<string> {
  const folder = join(root, 'small')
  const picture = join(root, 'small.png')
  await drawPicture({ ...requirePicture('logo'), width: 16, height: 9 }, picture)
  for (let number = 1; number <= folders; number++) {
    const place = join(folder, `Film ${String(number).padStart(5, '0')} (2001)`)
    await mkdir(place, { recursive: true })
    await Promise.all([
      writeFile(join(place, 'film.mkv'), ''),
      writeFile(join(place, 'movie.nfo'), nfo),
      ...['poster.png', 'fanart.png', 'logo.png'].map((name) => link(picture, join(place, name))),
    ])
  }
  return folder
}

/** A poster of 160 x 240. */
export async function drawSmallPoster(path: string): Promise<void> {
  await drawPicture({ ...requirePicture('poster'), width: 160, height: 240 }, path)
}

function requirePicture(kind: PictureSpec['kind']): PictureSpec {
  for (const file of planDemo('small'))
    if (file.kind === 'picture' && file.picture.kind === kind) return file.picture
  throw new Error(`Expected a ${kind} in the plan of the demo library`)
}
