import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { findLatest } from '../../../src/http/items/latest.ts'
import { fillBigCatalog } from '../../support/big-catalog.ts'
import { temporaryFolder } from '../../support/temporary.ts'

test('of the latest films no more are read than are shown; episodes and songs are grouped', async () => {
  await using folder = await temporaryFolder()
  await using catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
  const { libraries, userId } = await fillBigCatalog(catalog, 900)
  let read = 0
  const counting: Parameters<typeof findLatest>[0] = {
    ancestorsOf: (items) => catalog.ancestorsOf(items),
    userItems: (user, ids) => catalog.userItems(user, ids),
    queryItems: async (query) => {
      const page = await catalog.queryItems(query)
      read += page.items.length
      return page
    },
  }
  const latestOf = async (parentId: string, isPlayed?: boolean) => {
    read = 0
    return await findLatest(
      counting,
      { parentId, limit: 20, isPlayed },
      { libraryIds: undefined, userId },
    )
  }
  const films = await latestOf(libraries.movies.id)
  assert.equal(read, 20)
  const expected = await catalog.queryItems({
    parentId: libraries.movies.id,
    recursive: true,
    kinds: ['Movie'],
    sortBy: [{ key: 'DateCreated', descending: true }],
    limit: 20,
  })
  assert.deepEqual(
    films.map(({ item }) => item.id),
    expected.items.map(({ id }) => id),
  )
  // Of those that were played already, others take their places.
  const unplayed = await latestOf(libraries.movies.id, false)
  assert.deepEqual([unplayed.length, read], [20, 60])
  const states = await catalog.userItems(
    userId,
    unplayed.map(({ item }) => item.id),
  )
  assert.ok(unplayed.every(({ item }) => states.get(item.id)?.played !== true))
  const shows = await latestOf(libraries.tvshows.id)
  assert.ok(shows.some(({ item, newItems = 0 }) => item.kind === 'Series' && newItems > 1))
  const albums = await latestOf(libraries.music.id)
  assert.ok(albums.length > 0 && albums.every(({ item }) => item.kind === 'MusicAlbum'))
})
