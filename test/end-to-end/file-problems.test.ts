import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAccount, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

interface Problems {
  readonly problems: readonly { library?: string; path?: string; file?: string; reason: string }[]
  readonly total: number
}

suite('files that cannot be used', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let admin: Readonly<Record<string, string>>
  let user: Readonly<Record<string, string>>

  before(async () => {
    const { path } = stack.use(await temporaryFolder())
    const whole = (await noise(200, 300).jpeg().toBuffer()).toString('latin1')
    const films = new Tree(join(path, 'films'))
      .film('Alien/Alien.mkv', 'Brazil/Brazil.mkv', 'Cube.mkv')
      .text('Alien/poster.jpg', 'no picture')
      .text('Alien/fanart.jpg', whole.slice(0, 300))
      .text('Cube.nfo', ' '.repeat(2_000_000))
      .picture('Brazil/poster.jpg')
    await films.write()
    const shows = await new Tree(join(path, 'shows')).film('Show/Season 1/Show S01E01.mkv').write()
    const music = await new Tree(join(path, 'music')).film('Band/Record/01 Song.mp3').write()
    const data = join(path, 'data')
    admin = await addAccount(data)
    user = await addUser(data, '0a'.repeat(16))
    const libraries = [
      { kind: 'movies', folder: films.root },
      { kind: 'tvshows', folder: shows.root },
      { kind: 'music', folder: music.root },
    ]
    {
      await using _first = await Keyart.start({ libraries, data })
    }
    for (const { root } of [shows, music]) await rename(root, `${root}-away`)
    keyart = stack.use(await Keyart.start({ libraries, data }))
  })
  after(() => stack.disposeAsync())

  const ask = async (query: string, headers = admin) =>
    await keyart.client.json<Problems>(`/keyart/api/problems${query}`, { headers })

  test('are told to admins, by library and page by page', async () => {
    const { problems, total } = await ask('')
    assert.deepEqual(
      problems.map(({ library, path }) => [library, path]),
      [
        ['Movies', 'Alien/fanart.jpg'],
        ['Movies', 'Alien/poster.jpg'],
        ['Movies', 'Cube.nfo'],
        ['TV Shows', ''],
        ['Music', ''],
      ],
    )
    assert.equal(total, 5)
    const pages = [0, 2, 4].map((start) => ask(`?startIndex=${start}&limit=2`))
    const paged = (await Promise.all(pages)).flatMap((page) => page.problems)
    assert.deepEqual(paged, problems)
    const views = await keyart.client.json<Page<ItemDto>>('/UserViews', { headers: admin })
    const music = views.Items.find(({ Name }) => Name === 'Music')!
    const ofMusic = await ask(`?libraryId=${music.Id}`)
    assert.deepEqual([ofMusic.total, ofMusic.problems[0]?.library], [1, 'Music'])
    assert.match(ofMusic.problems[0]!.reason, /does not exist/)
    assert.equal((await ask(`?libraryId=${'0'.repeat(32)}`)).total, 0)
    const refused = await keyart.client.ask('/keyart/api/problems', { headers: user })
    assert.equal(refused.status, 403)
  })

  test('of an item are told to those who see it, without the folder', async () => {
    const films = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await keyart.client.json<Page<ItemDto>>(films, { headers: user })
    const of = async (name: string) => {
      const { Id } = Items.find(({ Name }) => Name === name)!
      const path = `/keyart/api/items/${Id}/problems`
      return (await keyart.client.json<Problems>(path, { headers: user })).problems
    }
    const alien = await of('Alien')
    assert.deepEqual(
      alien.map(({ file }) => file),
      ['fanart.jpg', 'poster.jpg'],
    )
    for (const { reason } of alien) assert.match(reason, /^The (?:file|image) /)
    assert.deepEqual(
      (await of('Cube')).map(({ file }) => file),
      ['Cube.nfo'],
    )
    assert.deepEqual(await of('Brazil'), [])
    const none = await keyart.client.ask(`/keyart/api/items/${'0'.repeat(32)}/problems`, {
      headers: user,
    })
    assert.equal(none.status, 404)
  })

  test('the log warns of each library that is away', () => {
    const warnings = keyart.log.filter((line) =>
      /The folder of a library cannot be read/.test(line),
    )
    assert.deepEqual(
      warnings.map((line) => (JSON.parse(line) as { library: string }).library).toSorted(),
      ['Music', 'TV Shows'],
    )
  })
})
