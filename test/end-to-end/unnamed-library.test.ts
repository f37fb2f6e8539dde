import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import { apiKey, Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const movies = '/Items?Recursive=true&IncludeItemTypes=Movie'

test('point 20: a library that a start does not name is not shown, and is as it was once it is named again', async () => {
  await using folder = await temporaryFolder()
  const data = join(folder.path, 'data')
  const films = await new Tree(join(folder.path, 'films'))
    .film('Alien/Alien.mkv')
    .picture('Alien/poster.jpg')
    .text('Alien/movie.nfo', '<movie><title>Alien</title><genre>Horror</genre></movie>')
    .write()
  const photos = await new Tree(join(folder.path, 'photos')).picture('Trip/a.jpg').write(40)
  const one = { kind: 'movies', folder: films.root }
  const other = { kind: 'photos', folder: photos.root }
  const user = await runKeyart(['user', 'add', 'Ann', '--data', data])
  const ann = /[0-9a-f]{32}/.exec(user.out)![0]
  const headers = await apiKey(data)
  const filmsOf = async ({ client }: Keyart, more = '') =>
    (await client.json<Page<ItemDto>>(`${movies}${more}`)).Items
  let before: ItemDto | undefined
  {
    await using keyart = await Keyart.start({ libraries: [one, other], data, headers })
    const { client } = keyart
    before = (await filmsOf(keyart))[0]
    const favourite = `/Users/${ann}/FavoriteItems/${before!.Id}`
    assert.equal((await client.ask(favourite, { method: 'POST' })).status, 200)
    before = (await filmsOf(keyart, `&userId=${ann}`))[0]
    assert.equal(before?.UserData?.IsFavorite, true)
    assert.equal((await client.ask(`/Items/${before.Id}/Images/Primary?width=20`)).status, 200)
  }
  {
    await using keyart = await Keyart.start({ libraries: [other], data, headers })
    const said = keyart.log.filter((line) => line.includes('No longer configured'))
    assert.equal(said.length, 1)
    assert.match(said[0]!, /movies:Movies/)
    const { Items } = await keyart.client.json<Page<ItemDto>>('/Items')
    assert.deepEqual(
      Items.map(({ Name }) => Name),
      ['Photos'],
    )
    assert.deepEqual(await filmsOf(keyart), [])
    assert.deepEqual((await keyart.client.json<Page<ItemDto>>('/Genres')).Items, [])
    for (const path of [
      `/Items/${before.Id}`,
      `/Items/${before.Id}/Images/Primary`,
      `/Items/${before.Id}/Images/Primary?width=20`,
      '/Genres/Horror/Images/Primary',
    ]) {
      assert.equal((await keyart.client.ask(path)).status, 404, path)
      // Nor to those without a token, where images are open.
      const bare = await keyart.client.ask(path, { headers: { 'x-emby-token': '' } })
      assert.equal(bare.status, 404, path)
    }
  }
  {
    await using keyart = await Keyart.start({ libraries: [one, other], data, headers })
    assert.ok(!keyart.log.some((line) => line.includes('No longer configured')))
    assert.deepEqual((await filmsOf(keyart, `&userId=${ann}`))[0], before)
  }

  const list = await runKeyart(['library', 'list', '--data', data])
  assert.equal(list.out, 'movies:Movies  1 items\nphotos:Photos  2 items\n')
  assert.equal((await runKeyart(['library', 'forget', 'Music', '--data', data])).code, 2)
  const forgotten = await runKeyart(['library', 'forget', 'movies', '--data', data])
  assert.deepEqual([forgotten.code, forgotten.errors], [0, ''])
  assert.equal(
    (await runKeyart(['library', 'list', '--data', data])).out,
    'photos:Photos  2 items\n',
  )
  await using keyart = await Keyart.start({ libraries: [one, other], data, headers })
  const again = (await filmsOf(keyart, `&userId=${ann}`))[0]
  assert.deepEqual([again?.Id, again?.UserData?.IsFavorite], [before.Id, true])
})
