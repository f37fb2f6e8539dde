import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { listen } from '../../src/http/listen.ts'
import { Ids } from '../../src/library/ids.ts'
import type { ItemKind } from '../../src/library/item.ts'
import type { NameKind } from '../../src/library/mentions.ts'
import { type AskOptions, Client, mapSome } from '../support/ask.ts'
import { oldItemId, oldNameId } from '../support/ids.ts'
import { quarters, write } from '../support/pictures.ts'
import { headersOf, openRoles, userIds } from '../support/roles.ts'

/*
 * What a stranger knows: every name, path and library, and the code; so every id that depends on
 * nothing else. Each is asked for beside one of which there is nothing.
 */

const nfo =
  '<movie><title>Film</title><genre>Drama</genre><genre>Shared</genre><studio>Acme</studio><actor><name>Mara</name></actor></movie>'

async function fill(path: string): Promise<void> {
  for (const folder of ['films/Film (2001)/.actors', 'music/Band/Songs'])
    await mkdir(join(path, folder), { recursive: true })
  await writeFile(join(path, 'films/Film (2001)/movie.nfo'), nfo)
  await writeFile(join(path, 'music/Band/Songs/01 - One.mp3'), '')
  await writeFile(
    join(path, 'music/Band/Songs/album.nfo'),
    '<album><title>Songs</title><genre>Shared</genre></album>',
  )
  await write(join(path, 'films/Film (2001)/fanart.jpg'), quarters(64, 36).jpeg())
  await write(join(path, 'films/Film (2001)/.actors/Mara.jpg'), quarters(30, 40).jpeg())
  await write(join(path, 'music/Band/Songs/folder.jpg'), quarters(40, 40).jpeg())
}

const place = await openRoles({ fill, args: ['--library', 'music=music'] })
const listening = await listen(place.deps, {
  host: '127.0.0.1',
  port: 0,
  http: place.app.config.http,
})
const client = new Client(listening.url)
after(async () => {
  client[Symbol.dispose]()
  await listening[Symbol.asyncDispose]()
  await place[Symbol.asyncDispose]()
})

/** What there is, and a twin of the same length that there is not. */
type Pair = readonly [there: string, absent: string]

const libraries = {
  films: { kind: 'movies', name: 'Movies' },
  photos: { kind: 'photos', name: 'Photos' },
  music: { kind: 'music', name: 'Music' },
} as const

const things: readonly (readonly [keyof typeof libraries, ItemKind, string])[] = [
  ['films', 'CollectionFolder', ''],
  ['photos', 'CollectionFolder', ''],
  ['films', 'Movie', 'Film (2001)'],
  ['films', 'Movie', 'Film (2001)/Film (2001).mkv'],
  ['photos', 'Photo', 'photo.jpg'],
  ['music', 'MusicArtist', 'Band'],
  ['music', 'MusicAlbum', 'Band/Songs'],
]

const names: Readonly<Record<string, readonly [NameKind, Pair]>> = {
  Artists: ['artist', ['Band', 'Bend']],
  Genres: ['genre', ['Drama', 'Dramo']],
  MusicGenres: ['genre', ['Drama', 'Dramo']],
  GameGenres: ['genre', ['Drama', 'Dramo']],
  Persons: ['person', ['Mara', 'Maro']],
  Studios: ['studio', ['Acme', 'Acmo']],
  Years: ['year', ['2001', '2002']],
}

const random = () => randomUUID().replaceAll('-', '')

/** Ids by the rules of before, and by those of today with secrets that somebody may try. */
function guessedIds(): readonly Pair[] {
  const tried = ['', 'ids', place.deps.serverId].map((secret) => new Ids(secret))
  const guesses = [
    ...things.flatMap(([name, kind, path]) => [
      oldItemId(libraries[name], kind, path),
      ...tried.map((ids) => ids.item(libraries[name], kind, path)),
    ]),
    ...Object.values(names).flatMap(([kind, [name]]) => [
      oldNameId(kind, name),
      ...tried.map((ids) => ids.name(kind, name)),
    ]),
    place.deps.serverId,
  ]
  return guesses.map((id) => [id, random()])
}

async function tagsOf(): Promise<readonly string[]> {
  const tags: string[] = []
  for await (const { images } of pages()) tags.push(...images.map(({ tag }) => tag))
  return [...new Set(tags)]
}

async function* pages() {
  for (let last: string | undefined = ''; last !== undefined;) {
    const page = await place.app.catalog.announcedImages(last, 100)
    yield page
    last = page.lastOwnerId
  }
}

async function ask(url: string, options: AskOptions = {}) {
  const { status, headers, body } = await client.ask(url, options)
  const { date: _, 'x-request-id': id = '', ...rest } = headers
  return { status, headers: rest, body: body.toString('latin1').replaceAll(String(id), '') }
}

/** Asks for both and holds the answers against each other; the first is given. */
async function compare([there, absent]: Pair, options: AskOptions = {}) {
  const answers = await Promise.all([ask(there, options), ask(absent, options)])
  assert.deepEqual(answers[0], answers[1], `${options.method ?? 'GET'} ${there} | ${absent}`)
  return answers[0]
}

/** As `fill` has them, of anything else one that is sound. */
const sound: Readonly<Record<string, string>> = {
  type: 'Primary',
  index: '0',
  newIndex: '0',
  tag: '0',
  format: 'jpg',
  maxWidth: '0',
  maxHeight: '0',
  percentPlayed: '0',
  unplayedCount: '0',
  code: 'BUSY',
}

/** The pairs of URLs of a route: each differ in one place. */
function pairsOf(url: string, query: readonly string[], tag: string): readonly Pair[] {
  const users: readonly Pair[] = [[userIds.user, random()]]
  const first = url.split('/')[1] ?? ''
  const named = names[first]?.[1]
  const isUsers = /^\/Users\/:id(?:\/|$)/.test(url)
  const choicesOf = (name: string): readonly Pair[] => {
    if (name === 'userId' || (name === 'id' && isUsers)) return users
    if (name === 'name')
      return named === undefined ? [] : [named, [named[0].toUpperCase(), named[1].toUpperCase()]]
    if (/id$/i.test(name)) return guessedIds()
    return []
  }
  const inPath = [...url.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const build = (values: Readonly<Record<string, string>>) =>
    url.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? sound[name] ?? random())
  const whole = Object.fromEntries(
    inPath.map((name) => [name, choicesOf(name)[0]?.[0] ?? sound[name] ?? random()]),
  )
  const pairs = inPath.flatMap((name) =>
    choicesOf(name).map(([there, absent]): Pair => [
      build({ ...whole, [name]: there }),
      build({ ...whole, [name]: absent }),
    ]),
  )
  // A picture that strangers have tells nothing without the id of what it is of.
  const one = named === undefined ? tag : random()
  const tagged = query.includes('tag')
    ? pairs.map(([there, absent]): Pair => [`${there}?tag=${one}`, `${absent}?tag=${one}`])
    : []
  const words = {
    searchTerm: 'Film',
    nameStartsWith: 'Film',
    genres: 'Drama',
    person: 'Mara',
    studios: 'Acme',
  }
  const asked = query.flatMap((name): readonly Pair[] => {
    const plain = build(whole)
    const word = words[name as keyof typeof words]
    if (word !== undefined) return [[`${plain}?${name}=${word}`, `${plain}?${name}=xyzzy`]]
    return choicesOf(name === 'ids' ? 'id' : name)
      .slice(0, 3)
      .map(([there, absent]): Pair => [`${plain}?${name}=${there}`, `${plain}?${name}=${absent}`])
  })
  return [...pairs, ...tagged, ...asked]
}

suite('a stranger who knows every name, path and library', () => {
  test('the things are there, for those who may see them', async () => {
    const user = { headers: headersOf('user') }
    const { ids } = place.app.catalog
    for (const [name, kind, path] of things.filter(([, , one]) => !one.endsWith('.mkv'))) {
      const { status } = await client.ask(`/Items/${ids.item(libraries[name], kind, path)}`, user)
      assert.equal(status, 200, `${kind} ${path}`)
    }
    for (const [list, [, [there, absent]]] of Object.entries(names)) {
      if (list === 'GameGenres') continue
      assert.equal((await client.ask(`/${list}/${there}`, user)).status, 200, list)
      assert.equal((await client.ask(`/${list}/${absent}`, user)).status, 404, list)
      // What others were answered is known by now.
      for (const _ of [1, 2]) await client.ask(`/${list}/${there}/Images/Primary`, user)
    }
    assert.equal((await client.ask('/Genres/Drama/Images/Primary', user)).status, 200)
  })

  test('learns nothing by any route', async () => {
    const [tag] = await tagsOf()
    assert.ok(tag !== undefined)
    const calls: (readonly [Pair, AskOptions])[] = []
    for (const { methods, url, query } of place.routes)
      for (const method of methods) {
        if (method === 'OPTIONS' || url === '/socket') continue
        const body =
          method === 'POST' ? { headers: { 'content-type': 'application/json' }, body: '{}' } : {}
        for (const pair of pairsOf(url, query, tag)) calls.push([pair, { method, ...body }])
      }
    assert.ok(calls.length > 1500, `${calls.length}`)
    await mapSome(calls, 8, async ([pair, options]) => {
      const { status } = await compare(pair, options)
      assert.ok(status >= 400 && status < 500, `${options.method} ${pair[0]}: ${status}`)
    })
  })

  test('nor under other spellings of a route, nor with a token that is none', async () => {
    for (const [list, [, [there, absent]]] of Object.entries(names))
      for (const prefix of ['/emby', '/mediabrowser'])
        for (const rest of ['Primary', 'Backdrop/0', 'primary?width=10&format=webp'])
          for (const headers of [{}, headersOf('bad')])
            await compare(
              [
                `${prefix}/${list}/${there}/images/${rest}`,
                `${prefix}/${list}/${absent}/images/${rest}`,
              ],
              { headers },
            )
  })

  test('nor from how long it takes', async () => {
    const [id, none] = guessedIds()[0]!
    const tag = random()
    const pairs: readonly Pair[] = [
      ['/Genres/Drama/Images/Primary', '/Genres/Dramo/Images/Primary'],
      [`/Genres/Drama/Images/Primary?tag=${tag}`, `/Genres/Dramo/Images/Primary?tag=${tag}`],
      [`/Persons/Mara/Images/Primary?tag=${tag}`, `/Persons/Maro/Images/Primary?tag=${tag}`],
      [`/Artists/Band/Images/Primary?tag=${tag}`, `/Artists/Bend/Images/Primary?tag=${tag}`],
      [`/Items/${id}/Images/Primary`, `/Items/${none}/Images/Primary`],
      [`/Items/${id}`, `/Items/${none}`],
    ]
    for (const pair of pairs) {
      const took: [number[], number[]] = [[], []]
      for (let round = 0; round < 15; round++)
        for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
          const from = performance.now()
          await client.ask(pair[at])
          took[at].push(performance.now() - from)
        }
      const [there, absent] = took.map((times) => times.toSorted((a, b) => a - b)[7]!)
      // Orders of magnitude alone: other programs run here, too.
      const ratio = (there! + 5) / (absent! + 5)
      assert.ok(ratio > 0.1 && ratio < 10, `${pair[0]}: ${there} ms and ${absent} ms`)
    }
  })

  test('nor by signing in', async () => {
    const attempt = (username: string) =>
      ask('/Users/AuthenticateByName', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, pw: 'wrong' }),
      })
    for (let round = 0; round < 3; round++)
      assert.deepEqual(await attempt('user'), await attempt('usar'))
  })
})

suite('a page that was given URLs', () => {
  const user = { headers: headersOf('user') }

  test('shows every image of a DTO without a token, with the tag and without', async () => {
    const { Items } = await client.json<{ Items: ItemDto[] }>(
      '/Items?Recursive=true&Fields=People',
      user,
    )
    const views = await client.json<{ Items: ItemDto[] }>('/UserViews', user)
    const { Items: genres } = await client.json<{ Items: ItemDto[] }>('/Genres', user)
    const shared = genres.find(({ Name }) => Name === 'Shared')
    let shown = 0
    for (const { Id, ImageTags = {}, BackdropImageTags = [], People = [] } of [
      ...Items,
      ...views.Items,
      ...genres,
    ]) {
      const urls = [
        ...Object.entries(ImageTags).map(([type, tag]) => [`/Items/${Id}/Images/${type}`, tag]),
        ...BackdropImageTags.map((tag, at) => [`/Items/${Id}/Images/Backdrop/${at}`, tag]),
        ...People.map((person) => [
          `/Items/${person.Id}/Images/Primary`,
          person.PrimaryImageTag ?? '',
        ]),
      ]
      for (const [url, tag] of urls)
        for (const query of ['', `?tag=${tag}`, `?tag=${tag}&width=20`]) {
          if (Id === shared?.Id && query === '') continue
          assert.equal((await client.ask(url! + query)).status, 200, url! + query)
          shown++
        }
    }
    assert.ok(shown >= 24, `${shown}`)
  })

  test('shows the collage of a genre of several libraries with its current tag alone', async () => {
    const { Items } = await client.json<{ Items: ItemDto[] }>('/Genres', user)
    const genre = Items.find(({ Name }) => Name === 'Shared')
    const path = `/Items/${genre?.Id}/Images/Primary`
    assert.equal((await client.ask(`${path}?tag=${genre?.ImageTags?.['Primary']}`)).status, 200)
    assert.equal((await client.ask(`${path}?tag=${random()}`)).status, 404)
    assert.equal((await client.ask(path)).status, 404)
    assert.equal((await client.ask(path, user)).status, 200)
  })

  test('shows an image by name with its current tag, and no other', async () => {
    const { ImageTags } = await client.json<ItemDto>('/Persons/Mara', user)
    const path = '/Persons/Mara/Images/Primary'
    assert.equal((await client.ask(`${path}?tag=${ImageTags?.['Primary']}`)).status, 200)
    assert.equal((await client.ask(`${path}?tag=${random()}`)).status, 404)
    assert.equal((await client.ask(path)).status, 404)
    assert.equal((await client.ask(path, user)).status, 200)
  })
})

test('what everyone was shown by name while there was no account is hidden with the first', async () => {
  await using empty = await openRoles({ users: false, fill })
  const status = async () => (await empty.server.inject('/Genres/Drama/Images/Primary')).statusCode
  assert.deepEqual([await status(), await status()], [200, 200])
  await empty.app.catalog.putUser({ id: userIds.user, name: 'user', createdAt: 1 })
  await empty.app.catalog.setPassword(userIds.user, 'a hash of none')
  assert.equal(await status(), 404)
})
