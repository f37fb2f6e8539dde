import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import { hashToken } from '../../src/access/token.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { addAdmin } from './admin.ts'
import { Keyart } from './keyart.ts'
import { temporaryFolder } from './temporary.ts'

/** Colours that no encoder mistakes for one another. */
export const colours = {
  red: [220, 20, 20],
  green: [20, 180, 20],
  blue: [20, 20, 220],
  yellow: [220, 220, 20],
  magenta: [220, 20, 220],
  cyan: [20, 220, 220],
  white: [250, 250, 250],
} as const
export type Colour = keyof typeof colours

/** A picture of one colour, as PNG. */
export async function field(colour: Colour, width = 40, height = 60): Promise<Buffer> {
  const [r, g, b] = colours[colour]
  const create = { width, height, channels: 3, background: { r, g, b } } as const
  return await sharp({ create }).png().toBuffer()
}

/** The name of the colour in the middle of each quarter, in reading order. */
export async function quartersOf(picture: Buffer): Promise<string> {
  const { data, info } = await sharp(picture)
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number) => {
    const start = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * 3
    const pixel = data.subarray(start, start + 3)
    const found = Object.entries(colours).find(([, colour]) =>
      colour.every((value, channel) => Math.abs(value - pixel[channel]!) < 25),
    )
    return found?.[0] ?? `rgb(${pixel.join()})`
  }
  return [at(0.25, 0.25), at(0.75, 0.25), at(0.25, 0.75), at(0.75, 0.75)].join(' ')
}

const posters = ['red', 'green', 'blue', 'yellow'] as const
const backdrops = ['cyan', 'magenta', 'white', 'red'] as const

/**
 * Libraries whose pictures are of one colour each. Films: four of the genre Drama, the first of
 * Western and the last of Action, too, and a collection of two. Others: one of Drama. Music: the
 * folder of an artist with two albums, one of which names a guest.
 */
async function writeColouredLibraries(root: string) {
  const put = async (path: string, content: Buffer | string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  for (const [at, name] of ['Alien', 'Brazil', 'Cube', 'Dune'].entries()) {
    await put(`films/${name}/${name}.mkv`, '')
    const genres = ['Drama', ...(at === 0 ? ['Western'] : []), ...(at === 3 ? ['Action'] : [])]
    const tags = genres.map((genre) => `<genre>${genre}</genre>`).join('')
    await put(
      `films/${name}/${name}.nfo`,
      `<movie><title>${name}</title><year>1985</year><studio>Acme</studio>${tags}
       <actor><name>Mara</name></actor></movie>`,
    )
    await put(`films/${name}/poster.png`, await field(posters[at]!))
    await put(`films/${name}/fanart.png`, await field(backdrops[at]!, 64, 36))
  }
  for (const [name, colour] of [
    ['Part 1', 'magenta'],
    ['Part 2', 'cyan'],
  ] as const) {
    await put(`films/Zen [boxset]/${name}/${name}.mkv`, '')
    await put(`films/Zen [boxset]/${name}/poster.png`, await field(colour))
  }
  await put('others/Xanadu/Xanadu.mkv', '')
  await put('others/Xanadu/Xanadu.nfo', '<movie><title>Xanadu</title><genre>Drama</genre></movie>')
  await put('others/Xanadu/poster.png', await field('white'))
  for (const [name, colour] of [
    ['One', 'green'],
    ['Two', 'yellow'],
  ] as const) {
    await put(`music/Band/${name}/01 - Song.mp3`, '')
    await put(`music/Band/${name}/folder.png`, await field(colour, 50, 50))
  }
  await put('music/Band/Two/album.nfo', '<album><title>Two</title><artist>Guest</artist></album>')
  return [
    { kind: 'movies', name: 'Films', folder: join(root, 'films') },
    { kind: 'movies', name: 'Others', folder: join(root, 'others') },
    { kind: 'music', name: 'Music', folder: join(root, 'music') },
  ] as const
}

/** Headers of an admin, of a user who sees everything, and of one who sees `Others` alone. */
export async function addReaders(data: string) {
  const admin = await addAdmin(data)
  await using catalog = await openSqliteCatalog(join(data, 'catalog.sqlite'))
  const add = async (id: string, more: { readonly libraryIds?: readonly string[] }) => {
    await catalog.putUser({ id, name: id.slice(0, 4), createdAt: 1, ...more })
    await catalog.setPassword(id, 'a hash of none')
    const said = { client: 'Tests', device: 'Tests', deviceId: id, version: '1' }
    const token = { kind: 'session', id: `s-${id}`, createdAt: 1, userId: id, ...said } as const
    await catalog.addToken(hashToken(`token of ${id}`), token)
    return { 'x-emby-token': `token of ${id}` }
  }
  return {
    admin,
    user: await add('0a'.repeat(16), {}),
    stranger: await add('0b'.repeat(16), {
      libraryIds: [catalog.ids.library({ kind: 'movies', name: 'Others' })],
    }),
  }
}

/** The real command on coloured libraries, which it does not watch, and who asks it. */
export async function openColouredFixture(args: readonly string[] = []) {
  await using stack = new AsyncDisposableStack()
  const root = stack.use(await temporaryFolder()).path
  const libraries = await writeColouredLibraries(root)
  const data = join(root, 'data')
  const readers = await addReaders(data)
  const keyart = stack.use(
    await Keyart.start({ libraries, data, args: ['--no-scan-watch', ...args] }),
  )
  const owned = stack.move()
  return { keyart, root, ...readers, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
