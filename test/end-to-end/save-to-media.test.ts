import assert from 'node:assert/strict'
import { readdir, readFile, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { drawPicture, tagOf, Tree } from '../support/tree.ts'

const picture = async (number: number, format = 'jpg') => (await drawPicture(number, format)).bytes

suite('images written beside the media', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let films: Tree
  let shows: Tree
  let photos: Tree
  let linked: Tree
  let data: string
  let headers: Readonly<Record<string, string>>

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    data = join(folder.path, 'data')
    films = await new Tree(join(folder.path, 'films'))
      .film('Alien/Alien.mkv', 'Brazil/Brazil.mkv', 'Two/Uno.mkv', 'Two/Other.mkv', 'Gone/Gone.mkv')
      .picture('Alien/folder.png', 'Alien/fanart.jpg')
      .write()
    shows = await new Tree(join(folder.path, 'shows'))
      .film('Show/Season 1/Show S01E01.mkv', 'Show/Season 2/Show S02E01.mkv')
      .picture('Show/poster.jpg', 'Show/season-all-poster.jpg')
      .write(20)
    photos = await new Tree(join(folder.path, 'photos')).picture('Trip/a.jpg').write(40)
    linked = await new Tree(join(folder.path, 'linked')).film('Linked/Linked.mkv').write()
    headers = await addAdmin(data)
    await addUser(data, '0a'.repeat(16))
    const libraries = [
      { kind: 'movies', folder: films.root },
      { kind: 'tvshows', folder: shows.root },
      { kind: 'photos', folder: photos.root },
    ]
    const args = [
      '--artwork-save-to-media',
      '--no-scan-watch',
      '--scan-follow-links-to',
      linked.root,
    ]
    keyart = stack.use(await Keyart.start({ libraries, data, args }))
  })
  after(() => stack.disposeAsync())

  const find = async (type: string, name: string) => {
    const query = `/Items?Recursive=true&IncludeItemTypes=${type}&SearchTerm=${encodeURIComponent(name)}`
    const { Items } = await keyart.client.json<Page<ItemDto>>(query, { headers })
    assert.equal(Items.length, 1, name)
    return Items[0]!
  }
  const write = async (method: string, path: string, body?: Buffer) => {
    const answer = await keyart.client.ask(path, {
      method,
      headers: { 'content-type': 'image/jpeg', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    return answer.status
  }
  const visible = async (tree: Tree, folder: string) =>
    (await readdir(join(tree.root, folder))).filter((name) => !name.endsWith('.mkv')).toSorted()
  const uploads = async () =>
    (await readdir(join(data, 'uploads'))).filter((name) => name !== 'tmp')

  test('a poster goes by Kodi’s name, or takes the name of the one there is', async () => {
    const brazil = await find('Movie', 'Brazil')
    const [one, two] = [await picture(100), await picture(101, 'png')]
    assert.equal(await write('POST', `/Items/${brazil.Id}/Images/Primary`, one), 204)
    assert.equal((await find('Movie', 'Brazil')).ImageTags!['Primary'], tagOf(one))
    assert.deepEqual(await visible(films, 'Brazil'), ['poster.jpg'])
    assert.ok((await readFile(join(films.root, 'Brazil/poster.jpg'))).equals(one))
    assert.equal(await write('POST', `/Items/${brazil.Id}/Images/Primary`, two), 204)
    assert.equal((await find('Movie', 'Brazil')).ImageTags!['Primary'], tagOf(two))
    assert.deepEqual(await visible(films, 'Brazil'), ['poster.png'])
    assert.equal(await write('DELETE', `/Items/${brazil.Id}/Images/Primary`), 204)
    assert.equal((await find('Movie', 'Brazil')).ImageTags!['Primary'], undefined)
    assert.deepEqual(await visible(films, 'Brazil'), [])

    const alien = await find('Movie', 'Alien')
    assert.equal(await write('POST', `/Items/${alien.Id}/Images/Primary`, one), 204)
    assert.equal((await find('Movie', 'Alien')).ImageTags!['Primary'], tagOf(one))
    assert.deepEqual(await visible(films, 'Alien'), ['fanart.jpg', 'folder.jpg'])
  })

  test('backdrops get numbers, keep their places and are replaced in place', async () => {
    const { Id } = await find('Movie', 'Alien')
    const tags = async () => (await find('Movie', 'Alien')).BackdropImageTags!
    const [first] = await tags()
    const [x, y, z] = [await picture(110), await picture(111, 'webp'), await picture(112, 'png')]
    const backdrops = `/Items/${Id}/Images/Backdrop`
    for (const body of [x, y]) assert.equal(await write('POST', backdrops, body), 204)
    assert.deepEqual(await tags(), [first, tagOf(x), tagOf(y)])
    assert.equal(await write('POST', `${backdrops}/2/Index?newIndex=0`), 204)
    assert.equal(await write('POST', `${backdrops}/0`, z), 204)
    assert.deepEqual(await tags(), [tagOf(z), first, tagOf(x)])
    const files = ['fanart.jpg', 'fanart1.jpg', 'fanart2.png', 'folder.jpg']
    assert.deepEqual(await visible(films, 'Alien'), files)
    assert.equal(await write('DELETE', `${backdrops}/1`), 204)
    assert.deepEqual(await tags(), [tagOf(z), tagOf(x)])
    assert.deepEqual(await visible(films, 'Alien'), files.slice(1))
    assert.equal(await write('POST', `${backdrops}/5`, x), 400)
  })

  test('jellyfin#12051: backdrops of a season have a file each', async () => {
    const { Id } = await find('Season', 'Season 2')
    const tags = async () => (await find('Season', 'Season 2')).BackdropImageTags!
    const [x, y] = [await picture(115), await picture(116)]
    const backdrops = `/Items/${Id}/Images/Backdrop`
    for (const body of [x, y]) assert.equal(await write('POST', backdrops, body), 204)
    assert.deepEqual(await tags(), [tagOf(x), tagOf(y)])
    const files = async () =>
      (await visible(shows, 'Show')).filter((name) => name.includes('fanart'))
    assert.deepEqual(await files(), ['season02-fanart.jpg', 'season02-fanart1.jpg'])
    assert.equal(await write('DELETE', `${backdrops}/0`), 204)
    assert.deepEqual(await tags(), [tagOf(y)])
    assert.equal(await write('DELETE', `${backdrops}/0`), 204)
    assert.deepEqual(await files(), [])
  })

  test('films that share a folder, seasons and episodes', async () => {
    const [one, season, episode] = await Promise.all([picture(120), picture(121), picture(122)])
    const film = await find('Movie', 'Uno')
    assert.equal(await write('POST', `/Items/${film.Id}/Images/Primary`, one), 204)
    assert.deepEqual(await visible(films, 'Two'), ['Uno-poster.jpg'])
    assert.equal((await find('Movie', 'Uno')).ImageTags!['Primary'], tagOf(one))

    const before = await find('Season', 'Season 1')
    assert.equal(await write('POST', `/Items/${before.Id}/Images/Primary`, season), 204)
    assert.equal((await find('Season', 'Season 1')).ImageTags!['Primary'], tagOf(season))
    const all = shows.require('Show/season-all-poster.jpg').tag
    assert.equal((await find('Season', 'Season 2')).ImageTags!['Primary'], all)
    const { Items } = await keyart.client.json<Page<ItemDto>>(
      '/Items?Recursive=true&IncludeItemTypes=Episode&SortBy=SortName',
      { headers },
    )
    assert.equal(await write('POST', `/Items/${Items[0]!.Id}/Images/Primary`, episode), 204)
    assert.deepEqual(await visible(shows, 'Show/Season 1'), ['Show S01E01-thumb.jpg'])
    const names = [
      'Season 1',
      'Season 2',
      'poster.jpg',
      'season-all-poster.jpg',
      'season01-poster.jpg',
    ]
    assert.deepEqual(await visible(shows, 'Show'), names)
    // What stands in for all seasons stays for the others, and is hidden for the one.
    const two = await find('Season', 'Season 2')
    assert.equal(await write('DELETE', `/Items/${Items[0]!.Id}/Images/Primary`), 204)
    assert.equal(await write('POST', `/Items/${two.Id}/Images/Primary`, season), 204)
    assert.equal(await write('DELETE', `/Items/${two.Id}/Images/Primary`), 204)
    assert.deepEqual(await visible(shows, 'Show'), names)
  })

  test('a photograph is never touched; what has no place is kept by Keyart', async () => {
    const photo = await find('Photo', 'a')
    const was = await readFile(join(photos.root, 'Trip/a.jpg'))
    assert.equal(await write('POST', `/Items/${photo.Id}/Images/Primary`, await picture(130)), 204)
    assert.equal((await uploads()).length, 1)
    assert.equal(await write('DELETE', `/Items/${photo.Id}/Images/Primary`), 204)
    assert.equal((await uploads()).length, 0)
    assert.equal(await write('DELETE', `/Items/${photo.Id}/Images/Primary`), 204)
    assert.equal((await find('Photo', 'a')).ImageTags!['Primary'], undefined)
    assert.ok((await readFile(join(photos.root, 'Trip/a.jpg'))).equals(was))
    const film = await find('Movie', 'Alien')
    assert.equal(await write('POST', `/Items/${film.Id}/Images/Box`, await picture(131)), 204)
    const user = `/Users/${'0a'.repeat(16)}/Images/Primary`
    assert.equal(await write('POST', user, await picture(132)), 204)
    assert.equal((await uploads()).length, 2)
  })

  test('a folder that cannot be written is a clear problem and changes nothing', async () => {
    const film = await find('Movie', 'Gone')
    const before = await uploads()
    await rename(join(films.root, 'Gone'), join(films.root, '..', 'Gone'))
    const post = async () => {
      const { status, body } = await keyart.client.ask(`/Items/${film.Id}/Images/Primary`, {
        method: 'POST',
        headers: { 'content-type': 'image/jpeg', ...headers },
        body: await picture(140),
      })
      return [status, (JSON.parse(body.toString()) as { code?: string }).code]
    }
    assert.deepEqual(await post(), [409, 'MEDIA_READ_ONLY'])
    // A link that leads out of the library is followed no more than by a scan.
    await symlink(join(films.root, '..', 'Gone'), join(films.root, 'Gone'))
    assert.deepEqual(await post(), [409, 'MEDIA_READ_ONLY'])
    assert.deepEqual(await readdir(join(films.root, '..', 'Gone')), ['Gone.mkv'])
    assert.deepEqual((await find('Movie', 'Gone')).ImageTags, {})
    assert.deepEqual(await uploads(), before)
  })

  test('a link into a folder that the operator named is written through', async () => {
    await symlink(join(linked.root, 'Linked'), join(films.root, 'Linked'))
    await keyart.client.ask('/Library/Refresh', { method: 'POST', headers })
    await keyart.scanned()
    const item = await find('Movie', 'Linked')
    assert.equal(await write('POST', `/Items/${item.Id}/Images/Primary`, await picture(150)), 204)
    const saved = await readdir(join(linked.root, 'Linked'))
    assert.deepEqual(saved.toSorted(), ['Linked.mkv', 'poster.jpg'])
  })
})
