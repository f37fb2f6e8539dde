import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { field, openColouredFixture, quartersOf } from '../support/coloured-library.ts'
import { eventually, type Keyart } from '../support/keyart.ts'

type Headers = Readonly<Record<string, string>>

suite('collages', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let root: string
  let admin: Headers, user: Headers, stranger: Headers

  before(async () => {
    const fixture = stack.use(await openColouredFixture())
    ;({ keyart, root, admin, user, stranger } = fixture)
  })
  after(() => stack.disposeAsync())

  const named = async (path: string, headers = user) =>
    (await keyart.client.json<Page<ItemDto>>(path, { headers })).Items
  const find = async (path: string, name: string, headers = user) =>
    (await named(path, headers)).find((dto) => dto.Name === name)!
  const collection = () => find('/Items?Recursive=true&IncludeItemTypes=BoxSet', 'Zen')
  const drama = (headers = user) => keyart.client.json<ItemDto>('/Genres/Drama', { headers })
  const tagOf = (dto: ItemDto) => dto.ImageTags?.['Primary']
  const get = (path: string, headers: Headers = {}) => keyart.client.ask(path, { headers })
  const primary = (dto: ItemDto, query = '') =>
    `/Items/${dto.Id}/Images/Primary?tag=${tagOf(dto)}&format=png${query}`
  const look = async (path: string, headers: Headers = {}) => {
    const { status, headers: got, body } = await get(path, headers)
    assert.equal(status, 200, `${path}: ${body.toString().slice(0, 200)}`)
    const isKept = String(got['cache-control']).includes('immutable')
    return { quarters: await quartersOf(body), isKept, etag: got['etag'] }
  }

  test('a library shows four backdrops, a genre and a studio four posters', async () => {
    const library = await find('/UserViews', 'Films')
    assert.equal(library.PrimaryImageAspectRatio, 16 / 9)
    assert.equal((await look(primary(library))).quarters, 'cyan magenta white red')
    for (const dto of [
      await drama(),
      await find('/Studios?Fields=PrimaryImageAspectRatio', 'Acme'),
    ]) {
      assert.equal(dto.PrimaryImageAspectRatio, 2 / 3)
      const { quarters, isKept } = await look(primary(dto))
      assert.deepEqual({ quarters, isKept }, { quarters: 'red green blue yellow', isKept: true })
    }
  })

  test('two members are halves, one is the picture itself', async () => {
    assert.equal((await look(primary(await collection()))).quarters, 'magenta magenta cyan cyan')
    const western = await find('/Genres', 'Western')
    assert.equal((await look(primary(western))).quarters, 'red red red red')
  })

  test('an artist shows albums, with a folder and without', async () => {
    const band = await find('/Artists?Fields=PrimaryImageAspectRatio', 'Band')
    assert.equal(band.PrimaryImageAspectRatio, 1)
    const shown = []
    for (const dto of await named('/Artists')) {
      const { quarters } = await look(primary(dto))
      const byName = await look(`/Artists/${dto.Name}/Images/Primary?format=png&tag=${tagOf(dto)}`)
      assert.deepEqual(byName.quarters, quarters)
      shown.push([dto.Name, quarters])
    }
    assert.deepEqual(shown, [
      ['Band', 'green yellow green yellow'],
      ['Guest', 'yellow yellow yellow yellow'],
    ])
  })

  test('persons, years and films have none', async () => {
    for (const path of ['/Persons', '/Years'])
      for (const dto of await named(path)) {
        assert.deepEqual(dto.ImageTags, {}, dto.Name)
        assert.equal((await get(`/Items/${dto.Id}/Images/Primary`)).status, 404)
      }
    const films = await find('/UserViews', 'Films')
    for (const [type, index] of [
      ['Primary', 1],
      ['Thumb', 0],
    ] as const)
      assert.equal((await get(`/Items/${films.Id}/Images/${type}/${index}`)).status, 404)
  })

  test('at every size, in every format, with every effect', async () => {
    const library = await find('/UserViews', 'Films')
    const path = `/Items/${library.Id}/Images/Primary?tag=${tagOf(library)}`
    for (const [query, format, width, height] of [
      ['&format=png', 'png', 960, 540],
      ['&format=jpg&maxWidth=300', 'jpeg', 300, 169],
      ['&format=webp&fillWidth=100&fillHeight=100', 'webp', 178, 100],
      ['&format=avif&width=64&height=64', 'heif', 64, 64],
      ['&format=gif&maxHeight=90', 'gif', 160, 90],
      ['&format=png&maxWidth=200&blur=3&percentPlayed=40', 'png', 200, 112],
      ['&format=png&unplayedCount=12&foregroundLayer=.5', 'png', 960, 540],
      ['&format=png&cropWhitespace=true', 'png', 960, 540],
    ] as const) {
      const answer = await get(path + query)
      assert.equal(answer.status, 200, query + answer.body.toString().slice(0, 200))
      const made = await sharp(answer.body).metadata()
      assert.deepEqual([made.format, made.width, made.height], [format, width, height], query)
    }
  })

  test('answers preconditions by entity tag, never by date', async () => {
    const path = primary(await drama())
    const { etag } = await look(path)
    assert.equal((await get(path, { 'if-none-match': String(etag) })).status, 304)
    const future = new Date(Date.now() + 1e8).toUTCString()
    assert.equal((await get(path, { 'if-modified-since': future })).status, 200)
    const head = await keyart.client.ask(path, { method: 'HEAD' })
    assert.deepEqual([head.status, head.headers['etag']], [200, etag])
  })

  test('shows nobody what they may not see, and the tag says which one is meant', async () => {
    const all = await drama()
    const own = await drama(stranger)
    assert.equal(own.Id, all.Id)
    assert.notEqual(tagOf(own), tagOf(all))
    const bare = `/Genres/Drama/Images/Primary?format=png`
    const four = 'red green blue yellow'
    const one = 'white white white white'
    // As a page has it: without a token.
    assert.deepEqual(
      await Promise.all(
        [primary(own), primary(all), `${bare}&tag=${tagOf(all)}`].map(
          async (path) => (await look(path)).quarters,
        ),
      ),
      [one, four, four],
    )
    assert.equal((await look(bare, user)).quarters, four)
    for (const path of [primary(own), `${bare}&tag=${tagOf(own)}`]) {
      const { quarters, isKept } = await look(path, stranger)
      assert.deepEqual({ quarters, isKept }, { quarters: one, isKept: true })
    }
    // The tag of what others see helps nobody.
    for (const path of [primary(all), bare]) {
      const { quarters, isKept } = await look(path, stranger)
      assert.deepEqual({ quarters, isKept }, { quarters: one, isKept: false })
    }
    for (const path of ['/Genres/Action/Images/Primary', '/Studios/Acme/Images/Primary']) {
      assert.equal((await get(path)).status, 404)
      assert.equal((await get(path, user)).status, 200)
      assert.equal((await get(path, stranger)).status, 404)
    }
    const films = await find('/UserViews', 'Films')
    assert.equal((await get(primary(films), stranger)).status, 404)
  })

  test('has another tag when a picture of a member changes, and the old one is not kept', async () => {
    const old = await drama()
    const film = await find('/Items?Recursive=true&IncludeItemTypes=Movie', 'Alien')
    const image = `/Items/${film.Id}/Images/Primary`
    const send = async (method: string, body?: Buffer) => {
      const headers = { 'content-type': 'image/png', ...admin }
      const answer = await keyart.client.ask(image, { method, headers, ...(body && { body }) })
      assert.equal(answer.status, 204, answer.body.toString())
    }
    await send('POST', await field('white'))
    const changed = await drama()
    assert.notEqual(tagOf(changed), tagOf(old))
    assert.equal((await look(primary(changed))).quarters, 'white green blue yellow')
    const { quarters, isKept } = await look(primary(old), user)
    assert.deepEqual({ quarters, isKept }, { quarters: 'white green blue yellow', isKept: false })
    // Which of the libraries that mention the genre it is from, the old tag no longer says.
    assert.equal((await get(primary(old))).status, 404)
    await send('DELETE')
    assert.equal(tagOf(await drama()), tagOf(old))
    assert.deepEqual((await look(primary(old))).isKept, true)
  })

  test('gives way to a picture of its own, and comes back', async () => {
    for (const dto of [await drama(), await find('/UserViews', 'Films'), await collection()]) {
      const path = `/Items/${dto.Id}/Images/Primary`
      const before = await look(primary(dto))
      const headers = { 'content-type': 'image/png', ...admin }
      const body = await field('magenta')
      const none = await keyart.client.ask(path, { method: 'DELETE', headers })
      // As where there is no image at all.
      assert.equal(none.status, 204)
      assert.equal((await look(primary(dto))).etag, before.etag, 'a collage cannot be deleted')
      assert.equal((await keyart.client.ask(path, { method: 'POST', headers, body })).status, 204)
      const own = await keyart.client.json<ItemDto>(`/Items/${dto.Id}`, { headers: user })
      assert.notEqual(tagOf(own), tagOf(dto))
      const shown = await look(primary(own))
      assert.equal(shown.quarters, 'magenta magenta magenta magenta')
      assert.equal((await keyart.client.ask(path, { method: 'DELETE', headers })).status, 204)
      const back = await keyart.client.json<ItemDto>(`/Items/${dto.Id}`, { headers: user })
      assert.equal(tagOf(back), tagOf(dto))
      assert.deepEqual(await look(primary(back)), before)
    }
  })

  test('heals when the file of a member is another one than was scanned', async () => {
    const old = await collection()
    const file = join(root, 'films/Zen [boxset]/Part 1/poster.png')
    await writeFile(file, await field('yellow', 44, 66))
    const { quarters, isKept } = await look(primary(old, '&maxWidth=77'))
    assert.deepEqual({ quarters, isKept }, { quarters: 'yellow yellow cyan cyan', isKept: false })
    const healed = await collection()
    assert.notEqual(tagOf(healed), tagOf(old))
    assert.equal((await look(primary(healed))).isKept, true)
    // The tag of the wide picture of the library does not depend on it.
    await eventually(async () => assert.equal((await keyart.report()).state, 'idle'))
  })
})
