import assert from 'node:assert/strict'
import { mkdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { hashToken } from '../../../src/access/token.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { Client } from '../../support/ask.ts'
import {
  type Colour,
  field,
  openColouredFixture,
  quartersOf,
} from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { openTestFront } from '../../support/upstream/front.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const key = 'a-key'

/** A front whose origin has films below `/media`, which this machine sees in a folder. */
async function openMapped(from = '/media') {
  await using stack = new AsyncDisposableStack()
  const origin = stack.use(await PlayingOrigin.open())
  origin.apiKey = key
  origin.forward(60_000)
  const { path: root } = stack.use(await temporaryFolder('mapped'))
  const seen = join(root, 'seen')
  await mkdir(seen)
  const server = await Keyart.start({
    libraries: [],
    data: join(root, 'data'),
    scanned: false,
    args: ['--upstream', origin.url, '--upstream-paths', `${from}=${seen}`],
    environment: { KEYART_UPSTREAM_API_KEY: key },
  })
  const front = stack.use(new Client(stack.use(server).url))
  const owned = stack.move()

  /** A film with a poster at the origin and, unless it is another colour's, on the disk. */
  const add = async (name: string, colour: Colour, path = `/media/${name}/${name}.mkv`) => {
    const id = name.charCodeAt(0).toString(16).repeat(16)
    const bytes = await field(colour)
    origin.put(id, 'Primary', 0, bytes)
    origin.paths.set(id, path)
    const file = join(seen, name, 'poster.png')
    await mkdir(join(seen, name), { recursive: true })
    await writeFile(file, bytes)
    const time = origin.modifiedAt(id, 'Primary') / 1000
    await utimes(file, time, time)
    origin.forward(60_000)
    return { file, time, bytes, path: `/Items/${id}/Images/Primary` }
  }
  /** What the poster shows, and whether the origin sent it. */
  const look = async (path: string) => {
    origin.takeSent()
    const { status, body } = await front.ask(path)
    assert.equal(status, 200)
    const colour = (await quartersOf(body)).split(' ')[0]
    return `${colour}, ${origin.takeSent().length === 0 ? 'from disk' : 'sent'}`
  }
  return { origin, seen, add, look, root, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

suite('originals as files that this machine sees', { timeout: 120_000 }, () => {
  test('what is as the origin says is read, and the origin sends nothing', async () => {
    await using there = await openMapped()
    const { add, look } = there
    const film = await add('A', 'green')
    // Another image of the folder, and a file that is none.
    await writeFile(join(there.seen, 'A', 'fanart.png'), await field('blue', 64, 36))
    await writeFile(join(there.seen, 'A', 'notes.txt'), film.bytes)
    assert.equal(await look(film.path), 'green, from disk')
  })

  for (const [what, spoil] of [
    [
      'of another length',
      async ({ file, time }) => {
        await writeFile(file, await field('red', 90, 90))
        await utimes(file, time, time)
      },
    ],
    ['of another time', async ({ file, time }) => await utimes(file, time + 1, time + 1)],
    ['missing', async ({ file }) => await rm(file)],
    [
      'a folder',
      async ({ file, time }) => {
        await rm(file)
        await mkdir(file)
        await utimes(file, time, time)
      },
    ],
    [
      'twice there',
      async ({ file, time, bytes }) => {
        await writeFile(`${file}.png`, bytes)
        await utimes(`${file}.png`, time, time)
      },
    ],
    [
      'outside, by a link',
      async ({ file, outside }) => {
        await rename(file, outside)
        await symlink(outside, file)
      },
    ],
  ] as readonly (readonly [
    string,
    (film: {
      readonly file: string
      readonly time: number
      readonly bytes: Buffer
      readonly outside: string
    }) => Promise<void>,
  ])[])
    test(`a file that is ${what} is not read: the origin sends it`, async () => {
      await using there = await openMapped()
      const film = await there.add('A', 'green')
      await spoil({ ...film, outside: join(there.root, 'outside.png') })
      assert.equal(await there.look(film.path), 'green, sent')
    })

  test('a path that leads out, or nowhere, is not read', async () => {
    await using there = await openMapped()
    await mkdir(join(there.root, 'B'))
    for (const [name, path] of [
      ['A', '/media/../A/A.mkv'],
      ['B', '/media/C/../../B/B.mkv'],
      ['C', '/other/C/C.mkv'],
      ['D', 'D/D.mkv'],
      ['E', ''],
    ] as const) {
      const film = await there.add(name, 'blue', path)
      assert.equal(await there.look(film.path), 'blue, sent', path)
    }
  })

  test('a folder that is a link which leads out is not listed', async () => {
    await using there = await openMapped()
    const film = await there.add('A', 'green')
    await rename(join(there.seen, 'A'), join(there.root, 'moved'))
    await symlink(join(there.root, 'moved'), join(there.seen, 'A'))
    assert.equal(await there.look(film.path), 'green, sent')
  })

  test('paths of Windows', async () => {
    await using there = await openMapped('D:\\Media\\')
    const film = await there.add('A', 'green', 'd:\\media\\A\\A.mkv')
    assert.equal(await there.look(film.path), 'green, from disk')
  })
})

test('in front of another Keyart, its files are read', async () => {
  await using origin = await openColouredFixture()
  {
    await using catalog = await openSqliteCatalog(join(origin.root, 'data', 'catalog.sqlite'))
    await catalog.addToken(hashToken(key), { kind: 'key', id: 'k', name: 'Front', createdAt: 1 })
  }
  const asked: string[] = []
  await using between = await openTestFront(origin.keyart.url, {
    observe: ({ method, path }) => void asked.push(`${method} ${path}`),
  })
  await using folder = await temporaryFolder('mapped')
  await using server = await Keyart.start({
    libraries: [],
    data: folder.path,
    scanned: false,
    args: ['--upstream', between.url, '--upstream-paths', `${origin.root}=${origin.root}`],
    environment: { KEYART_UPSTREAM_API_KEY: key },
  })
  using front = new Client(server.url)
  const { Items: films } = await front.json<{ Items: readonly { readonly Id: string }[] }>(
    '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName',
    { headers: origin.admin },
  )
  for (const type of ['Primary', 'Backdrop']) {
    const path = `/Items/${films[0]!.Id}/Images/${type}`
    const { body } = await front.ask(path, { headers: origin.admin })
    assert.match(await quartersOf(body), type === 'Primary' ? /^red/ : /^cyan/)
    // Originals are also looked at in advance; none is sent.
    const methods = asked
      .filter((text) => text.includes('/Images/'))
      .map((text) => text.split(' ')[0])
    assert.deepEqual([...new Set(methods)], ['HEAD'])
  }
})
