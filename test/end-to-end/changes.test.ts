import assert from 'node:assert/strict'
import { mkdir, rename, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import type { Client } from '../support/ask.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const immutable = 'public, max-age=31536000, immutable'

async function findFilm(client: Client, name: string): Promise<ItemDto> {
  const path = `/Items?Recursive=true&SearchTerm=${encodeURIComponent(name)}&IncludeItemTypes=Movie`
  const { Items } = await client.json<Page<ItemDto>>(path)
  assert.equal(Items.length, 1, `${Items.length} films of the name ${name}`)
  return Items[0]!
}

async function makeFilms(root: string): Promise<Tree> {
  const tree = new Tree(root)
  for (const name of ['Alien (1979)', 'Brazil (1985)', 'Cube (1997)'])
    tree
      .film(`${name}/${name}.mkv`)
      .picture(`${name}/poster.jpg`, `${name}/fanart1.jpg`, `${name}/fanart2.png`)
  return await tree.write()
}

test('a changed file has a new tag, and the URL of the old one freezes nothing', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: tree.root }],
    data: join(folder.path, 'data'),
  })
  const { client } = keyart
  const before = await findFilm(client, 'Alien')
  const old = before.ImageTags!['Primary']!
  assert.equal(old, tree.require('Alien (1979)/poster.jpg').tag)
  const url = (tag: string, rest = '') => `/Items/${before.Id}/Images/Primary?tag=${tag}${rest}`
  for (const rest of ['', '&width=20']) {
    const { headers } = await client.ask(url(old, rest))
    assert.equal(headers['cache-control'], immutable)
  }

  const changed = await tree.draw('Alien (1979)/poster.jpg', 77)
  assert.notEqual(changed.tag, old)
  // Whatever the DTO says by now: never again is the old tag's URL frozen with new pixels.
  const at = await client.ask(url(old))
  const { headers: current } = await client.ask(url(changed.tag))
  assert.ok(
    at.headers['cache-control'] !== immutable || at.headers['etag'] !== current['etag'],
    JSON.stringify(at.headers),
  )
  const now = await eventually(async () => {
    const dto = await findFilm(client, 'Alien')
    assert.equal(dto.ImageTags!['Primary'], changed.tag)
    return dto
  })
  assert.equal(now.Id, before.Id)
  assert.deepEqual(now.BackdropImageTags, before.BackdropImageTags)
  const neighbour = await findFilm(client, 'Brazil')
  assert.equal(neighbour.ImageTags!['Primary'], tree.require('Brazil (1985)/poster.jpg').tag)

  for (const rest of ['', '&width=20', '&format=png&maxHeight=30']) {
    const [stale, current] = [
      await client.ask(url(old, rest)),
      await client.ask(url(changed.tag, rest)),
    ]
    assert.equal(stale.headers['cache-control'], 'no-cache')
    assert.equal(current.headers['cache-control'], immutable)
    assert.deepEqual(stale.body, current.body)
    assert.equal(stale.headers['etag'], current.headers['etag'])
  }
})

test('files that come, go and change their names', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  await using keyart = await Keyart.start({
    libraries: [{ kind: 'movies', folder: tree.root }],
    data: join(folder.path, 'data'),
  })
  const { client } = keyart
  const before = await findFilm(client, 'Alien')
  const [first, second] = before.BackdropImageTags!
  const alien = (name: string) => join(tree.root, 'Alien (1979)', name)

  await rename(alien('fanart2.png'), alien('fanart0.png'))
  await eventually(async () =>
    assert.deepEqual((await findFilm(client, 'Alien')).BackdropImageTags, [second, first]),
  )
  await rename(alien('poster.jpg'), alien('banner.jpg'))
  await eventually(async () => {
    const { ImageTags } = await findFilm(client, 'Alien')
    assert.deepEqual(ImageTags, { Banner: before.ImageTags!['Primary'] })
  })
  await rm(alien('fanart1.jpg'))
  await eventually(async () =>
    assert.deepEqual((await findFilm(client, 'Alien')).BackdropImageTags, [second]),
  )
  assert.equal((await client.ask(`/Items/${before.Id}/Images/Backdrop/1`)).status, 404)
  assert.equal((await client.ask(`/Items/${before.Id}/Images/Primary`)).status, 404)

  await tree.film('Dune (1984)/Dune.mkv').picture('Dune (1984)/poster.webp').write(50)
  await eventually(async () => {
    const { ImageTags } = await findFilm(client, 'Dune')
    assert.deepEqual(ImageTags, { Primary: tree.require('Dune (1984)/poster.webp').tag })
  })
  await rm(join(tree.root, 'Brazil (1985)'), { recursive: true })
  await eventually(async () => {
    const { Items } = await client.json<Page<ItemDto>>('/Items?Recursive=true&SearchTerm=Brazil')
    assert.deepEqual(Items, [])
  })
  await eventually(async () => assert.equal((await keyart.report()).images, 2 + 3 + 1))
})

test('a rescan opens only what has changed since', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  const options = {
    libraries: [{ kind: 'movies', folder: tree.root }],
    data: join(folder.path, 'data'),
  }
  await using first = await Keyart.start(options)
  assert.equal((await first.scanned()).imagesProbed, 9)
  assert.equal(await first.stop(), 0)

  await using again = await Keyart.start(options)
  const unchanged = await again.scanned()
  assert.deepEqual([unchanged.imagesProbed, unchanged.images, unchanged.items], [0, 9, 3])
  const tag = (await findFilm(again.client, 'Cube')).ImageTags!['Primary']
  assert.equal(await again.stop(), 0)

  // Touched, changed with nobody watching, and one that is none.
  await utimes(join(tree.root, 'Cube (1997)/poster.jpg'), new Date(), new Date())
  const { tag: changed } = await tree.draw('Alien (1979)/poster.jpg', 31)
  await tree.text('Cube (1997)/logo.png', 'no picture').write()
  await using last = await Keyart.start(options)
  const rescan = await last.scanned()
  assert.deepEqual([rescan.imagesProbed, rescan.images, rescan.problems], [3, 9, 1])
  assert.equal((await findFilm(last.client, 'Cube')).ImageTags!['Primary'], tag)
  assert.equal((await findFilm(last.client, 'Cube')).ImageTags!['Logo'], undefined)
  assert.equal((await findFilm(last.client, 'Alien')).ImageTags!['Primary'], changed)
})

test('a library folder that vanishes keeps its items and is a problem; it may come back', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  const other = join(folder.path, 'other')
  await mkdir(other)
  const options = {
    libraries: [
      { kind: 'movies', folder: tree.root },
      { kind: 'movies', name: 'Other', folder: other },
    ],
    data: join(folder.path, 'data'),
  }
  await using keyart = await Keyart.start(options)
  const film = await findFilm(keyart.client, 'Alien')
  const url = `/Items/${film.Id}/Images/Primary?tag=${film.ImageTags!['Primary']}`
  assert.equal((await keyart.client.ask(`${url}&width=30`)).status, 200)

  const away = join(folder.path, 'away')
  await rename(tree.root, away)
  await eventually(async () => assert.equal((await keyart.report()).problems, 1))
  assert.equal((await findFilm(keyart.client, 'Alien')).Id, film.Id)
  // What was made before is still there; what is not cannot be made, and says so honestly.
  assert.equal((await keyart.client.ask(`${url}&width=30`)).status, 200)
  const missing = await keyart.client.ask(url)
  assert.equal(missing.status, 503)
  assert.equal(missing.headers['cache-control'], 'no-store')
  assert.ok(missing.headers['retry-after'] !== undefined)
  assert.equal(
    (await findFilm(keyart.client, 'Alien')).ImageTags!['Primary'],
    film.ImageTags!['Primary'],
  )

  await rename(away, tree.root)
  assert.equal((await keyart.client.ask(url)).status, 200)
  assert.equal(await keyart.stop(), 0)
  await using again = await Keyart.start(options)
  const report = await again.scanned()
  assert.deepEqual([report.problems, report.imagesProbed], [0, 0])
  assert.equal((await again.client.ask(url)).status, 200)
})

test('a library that moves to another folder keeps the ids of its items', async () => {
  await using folder = await temporaryFolder()
  const tree = await makeFilms(join(folder.path, 'films'))
  const data = join(folder.path, 'data')
  await using first = await Keyart.start({
    libraries: [{ kind: 'movies', folder: tree.root }],
    data,
  })
  const { Id } = await findFilm(first.client, 'Alien')
  await first.stop()
  const moved = join(folder.path, 'elsewhere')
  await rename(tree.root, moved)
  await using second = await Keyart.start({ libraries: [{ kind: 'movies', folder: moved }], data })
  const film = await findFilm(second.client, 'Alien')
  assert.equal(film.Id, Id)
  assert.equal((await second.client.ask(`/Items/${Id}/Images/Primary`)).status, 200)
})
