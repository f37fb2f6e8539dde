import assert from 'node:assert/strict'
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { addReaders, field, quartersOf } from '../support/coloured-library.ts'
import { Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree, tagOf } from '../support/tree.ts'

type Headers = Readonly<Record<string, string>>

const nfo = (set: string) => `<movie><plot>A film.</plot><set>${set}</set></movie>`
const sets = '/Items?IncludeItemTypes=BoxSet&Recursive=true&SortBy=SortName'

suite('issue 15: sets of films that .nfo files name', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let films: Tree
  let admin: Headers, user: Headers, stranger: Headers
  let fanart: Buffer

  before(async () => {
    const root = stack.use(await temporaryFolder()).path
    fanart = await field('red', 64, 36)
    films = new Tree(join(root, 'films'))
      .film('Zulu Moon (1979)/Zulu Moon (1979).mkv')
      .text('Zulu Moon (1979)/movie.nfo', nfo('Alien: Saga'))
      .bytes('Zulu Moon (1979)/movieset-fanart.png', fanart)
      .picture('Zulu Moon (1979)/movieset-poster.jpg')
      .film('Alien Two (1986)/Alien Two (1986).mkv')
      .text(
        'Alien Two (1986)/Alien Two (1986).nfo',
        nfo('<name>ALIEN: saga</name><overview>All of them.</overview>'),
      )
      .bytes('Alien Two (1986)/movieset-fanart.png', fanart)
      // By the folder above, with a film that lies beside it.
      .film('Heist Set/Heist One (2001)/a.mkv', 'Heist Set/Heist Two (2003)/b.mkv')
      .text('Heist Set/Heist One (2001)/movie.nfo', nfo('Heist Collection'))
      .text('Heist Set/Heist Two (2003)/movie.nfo', nfo('Heist Collection'))
      .picture(
        'Heist Set/poster.jpg',
        'Heist Set/movieset-poster.jpg',
        'Heist Set/movieset-logo.png',
      )
      // No artwork of their own.
      .film('Bare One (2001)/a.mkv', 'Bare Two (2002)/b.mkv', 'Alone (2003)/c.mkv')
      .text('Bare One (2001)/movie.nfo', nfo('Bare'))
      .text('Bare Two (2002)/movie.nfo', nfo('Bare'))
      .text('Alone (2003)/movie.nfo', nfo('Loners'))
      .bytes('Bare One (2001)/poster.png', await field('green'))
      .bytes('Bare Two (2002)/poster.png', await field('blue'))
      // One film, and artwork in a folder for sets.
      .film('Solo (2005)/a.mkv')
      .text('Solo (2005)/movie.nfo', nfo('Solo: The Set'))
      .picture('Set Artwork/Solo_ The Set/poster.jpg')
      // A folder is a set already.
      .film('Saga [boxset]/One (2001)/a.mkv', 'Saga [boxset]/Two (2002)/b.mkv')
      .text('Saga [boxset]/One (2001)/movie.nfo', nfo('Saga'))
      .text('Saga [boxset]/Two (2002)/movie.nfo', nfo('Saga'))
    await films.write()
    await new Tree(join(root, 'others'))
      .film('Other One (2001)/a.mkv', 'Other Two (2002)/b.mkv')
      .text('Other One (2001)/movie.nfo', nfo('Bare'))
      .text('Other Two (2002)/movie.nfo', nfo('Bare'))
      .write()
    const libraries = [
      { kind: 'movies', name: 'Films', folder: films.root },
      { kind: 'movies', name: 'Others', folder: join(root, 'others') },
    ] as const
    const data = join(root, 'data')
    ;({ admin, user, stranger } = await addReaders(data))
    keyart = stack.use(
      await Keyart.start({ libraries, data, args: ['--no-scan-watch', '--artwork-save-to-media'] }),
    )
  })
  after(() => stack.disposeAsync())

  const list = async (path: string, headers = user) =>
    (await keyart.client.json<Page<ItemDto>>(path, { headers })).Items
  const names = (items: readonly ItemDto[]) => items.map(({ Name }) => Name)
  const find = async (name: string, headers = user) =>
    (await list(`${sets}&Fields=Overview,ChildCount,RecursiveItemCount,ParentId`, headers)).find(
      ({ Name }) => Name === name,
    )!
  const rescan = async () => {
    const since = Date.now()
    const answer = await keyart.client.ask('/Library/Refresh', { method: 'POST', headers: admin })
    assert.equal(answer.status, 204)
    await keyart.scanned(since)
  }

  test('each is listed once a library, with its name, overview, artwork and films by year', async () => {
    assert.deepEqual(names(await list(sets)), [
      'Alien: Saga',
      'Bare',
      'Bare',
      'Heist Collection',
      'Saga',
      'Solo: The Set',
    ])
    const alien = await find('Alien: Saga')
    assert.equal(alien.Overview, 'All of them.')
    assert.deepEqual([alien.ChildCount, alien.RecursiveItemCount], [2, 2])
    assert.equal(
      alien.ImageTags?.['Primary'],
      films.require('Zulu Moon (1979)/movieset-poster.jpg').tag,
    )
    // A copy in the folder of each film is one picture.
    assert.deepEqual(alien.BackdropImageTags, [tagOf(fanart)])
    const image = await keyart.client.ask(`/Items/${alien.Id}/Images/Primary`, { headers: user })
    assert.equal(image.status, 200)
    for (const more of ['', '&Recursive=true', '&IncludeItemTypes=Movie', '&SortBy=ProductionYear'])
      assert.deepEqual(
        names(await list(`/Items?ParentId=${alien.Id}${more}`)),
        ['Zulu Moon', 'Alien Two'],
        more,
      )
    const byName = await list(`/Items?ParentId=${alien.Id}&SortBy=SortName`)
    assert.deepEqual(names(byName), ['Alien Two', 'Zulu Moon'])
    const [zulu] = await list(`/Items?ParentId=${alien.Id}`)
    assert.deepEqual(names(await list(`/Items/${zulu!.Id}/Collections`)), ['Alien: Saga'])
    // So is a box set that is a folder.
    const [one] = await list(`/Items?ParentId=${(await find('Saga')).Id}`)
    assert.deepEqual(names(await list(`/Items/${one!.Id}/Collections`)), ['Saga'])
    // The films stay where they are.
    const library = (await list('/UserViews')).find(({ Name }) => Name === 'Films')!
    const right = names(await list(`/Items?ParentId=${library.Id}`))
    for (const name of ['Zulu Moon', 'Alien Two', 'Alien: Saga', 'Heist Set'])
      assert.ok(right.includes(name), name)
    assert.deepEqual(names(await list('/Items?searchTerm=alien%20sag&Recursive=true')), [
      'Alien: Saga',
    ])
  })

  test('artwork of the folder above, of a folder for sets, and a collage', async () => {
    const heist = await find('Heist Collection')
    assert.equal(heist.ImageTags?.['Primary'], films.require('Heist Set/movieset-poster.jpg').tag)
    assert.equal(heist.ImageTags?.['Logo'], films.require('Heist Set/movieset-logo.png').tag)
    const folder = (await list('/Items?IncludeItemTypes=Folder&Recursive=true')).find(
      ({ Name }) => Name === 'Heist Set',
    )
    assert.equal(folder?.ImageTags?.['Primary'], films.require('Heist Set/poster.jpg').tag)
    assert.equal(
      (await find('Solo: The Set')).ImageTags?.['Primary'],
      films.require('Set Artwork/Solo_ The Set/poster.jpg').tag,
    )
    const bare = (await list(sets)).find(
      ({ Name, ImageTags }) => Name === 'Bare' && ImageTags?.['Primary'] !== undefined,
    )!
    const { body } = await keyart.client.ask(`/Items/${bare.Id}/Images/Primary?format=png`, {
      headers: user,
    })
    assert.equal(await quartersOf(body), 'green green blue blue')
  })

  test('who does not see the library sees neither set nor films', async () => {
    const [own, ...more] = await list(sets, stranger)
    assert.deepEqual([own?.Name, more], ['Bare', []])
    assert.deepEqual(names(await list(`/Items?ParentId=${own!.Id}`, stranger)), [
      'Other One',
      'Other Two',
    ])
    const alien = await find('Alien: Saga')
    for (const path of [
      `/Items/${alien.Id}`,
      `/Items?ParentId=${alien.Id}`,
      `/Items/${alien.Id}/Images/Primary`,
    ])
      assert.equal((await keyart.client.ask(path, { headers: stranger })).status, 404, path)
    assert.deepEqual(names(await list('/Items?searchTerm=alien&Recursive=true', stranger)), [])
  })

  test('played with its films', async () => {
    const { Id } = await find('Bare', stranger)
    const me = (await keyart.client.json<{ Id: string }>('/Users/Me', { headers: stranger })).Id
    const play = await keyart.client.ask(`/Users/${me}/PlayedItems/${Id}`, {
      method: 'POST',
      headers: stranger,
    })
    assert.equal(play.status, 200)
    const films = await list(`/Items?ParentId=${Id}&userId=${me}`, stranger)
    assert.deepEqual(
      films.map(({ UserData }) => UserData?.Played),
      [true, true],
    )
    const played = await list(`${sets}&isPlayed=true&userId=${me}`, stranger)
    assert.deepEqual(
      played.map(({ Name, UserData }) => [Name, UserData?.Played, UserData?.UnplayedItemCount]),
      [['Bare', true, 0]],
    )
  })

  test('an upload goes before the files, a deleted picture stays away with its copies', async () => {
    const { Id } = await find('Alien: Saga')
    const bytes = await field('yellow')
    const upload = await keyart.client.ask(`/Items/${Id}/Images/Primary`, {
      method: 'POST',
      headers: { ...admin, 'content-type': 'image/png' },
      body: bytes.toString('base64'),
    })
    assert.equal(upload.status, 204)
    assert.equal((await find('Alien: Saga')).ImageTags?.['Primary'], tagOf(bytes))
    const gone = await keyart.client.ask(`/Items/${Id}/Images/Backdrop/0`, {
      method: 'DELETE',
      headers: admin,
    })
    assert.equal(gone.status, 204)
    // No file of a film's folder is touched for it.
    await access(join(films.root, 'Zulu Moon (1979)/movieset-fanart.png'))
    assert.deepEqual((await find('Alien: Saga')).BackdropImageTags ?? [], [])
    await rescan()
    assert.equal((await find('Alien: Saga')).ImageTags?.['Primary'], tagOf(bytes))
  })

  test('a set follows what its films say, and goes with the last one', async () => {
    const alien = await find('Alien: Saga')
    films.text('Zulu Moon (1979)/movie.nfo', nfo('Loners'))
    await films.write()
    await rescan()
    assert.deepEqual(names(await list(`/Items?ParentId=${alien.Id}`)), ['Alien Two'])
    // It was alone and had no artwork; now it has both.
    const loners = await find('Loners')
    assert.deepEqual(names(await list(`/Items?ParentId=${loners.Id}`)), ['Zulu Moon', 'Alone'])
    assert.equal(
      loners.ImageTags?.['Primary'],
      films.require('Zulu Moon (1979)/movieset-poster.jpg').tag,
    )
    await rm(join(films.root, 'Alien Two (1986)'), { recursive: true })
    await rm(join(films.root, 'Set Artwork'), { recursive: true })
    await rescan()
    assert.deepEqual(names(await list(sets)), [
      'Bare',
      'Bare',
      'Heist Collection',
      'Loners',
      'Saga',
    ])
    const answer = await keyart.client.ask(`/Items/${alien.Id}`, { headers: user })
    assert.equal(answer.status, 404)
  })
})
