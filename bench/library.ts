import { link, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { drawPicture } from '../src/demo/draw.ts'
import { planDemo } from '../src/demo/plan-demo.ts'
import type { PictureSpec } from '../src/demo/picture.ts'
import type { ImageType } from '../src/library/image-type.ts'

export interface Picture {
  readonly path: string
  readonly width: number
  readonly height: number
}

export interface Film {
  /** As Keyart names the item. */
  readonly name: string
  readonly images: readonly FilmImage[]
}

export interface FilmImage {
  readonly type: ImageType
  readonly path: string
  /** Many files hold the same picture, as links to one. */
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

/**
 * A library of `count` films with a poster, a backdrop and a logo each: few pictures, many files,
 * for the work on a file does not depend on another with the same content.
 */
export async function makeFilmLibrary(root: string, count: number): Promise<FilmLibrary> {
  const drawn = join(root, 'pictures')
  const folder = join(root, 'films')
  await mkdir(drawn)
  const pictures = {
    Primary: await drawAll(drawn, 'Primary'),
    Backdrop: await drawAll(drawn, 'Backdrop'),
    Logo: await drawAll(drawn, 'Logo'),
  }
  const films: Film[] = []
  for (let number = 1; number <= count; number++) {
    const name = `Film ${String(number).padStart(4, '0')}`
    const place = join(folder, `${name} (2001)`)
    await mkdir(place, { recursive: true })
    await writeFile(join(place, 'film.mkv'), '')
    const images: FilmImage[] = []
    for (const type of ['Primary', 'Backdrop', 'Logo'] as const) {
      const picture = pictures[type][number % pictures[type].length]!
      const path = join(place, fileNames[type])
      await link(picture.path, path)
      images.push({ type, path, picture })
    }
    films.push({ name, images })
  }
  return { folder, films }
}

async function drawAll(folder: string, type: keyof typeof wanted): Promise<Picture[]> {
  const specs = planDemo('full').flatMap((file) => (file.kind === 'picture' ? [file.picture] : []))
  const pictures: Picture[] = []
  for (const { kind, width, count } of wanted[type]) {
    const encoding = type === 'Logo' ? 'png' : 'jpeg'
    const isWanted = (spec: PictureSpec) =>
      spec.kind === kind && spec.width === width && spec.encoding === encoding
    for (const spec of specs.filter(isWanted).slice(0, count)) {
      const path = join(folder, `${type}-${pictures.length}`)
      await drawPicture(spec, path)
      pictures.push({ path, width: spec.width, height: spec.height })
    }
  }
  return pictures
}

const nfo = '<movie><title>A film</title><year>2001</year></movie>\n'

/** `folders` folders of five small files each: a film, its `.nfo` and three pictures. */
export async function makeSmallFiles(root: string, folders: number): Promise<string> {
  const folder = join(root, 'small')
  const picture = join(root, 'small.png')
  await drawPicture({ ...requireLogo(), width: 16, height: 9 }, picture)
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

function requireLogo(): PictureSpec {
  for (const file of planDemo('small'))
    if (file.kind === 'picture' && file.picture.kind === 'logo') return file.picture
  throw new Error('Expected a logo in the plan of the demo library')
}
