import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { ItemCatalog } from '../../src/catalog/items/item-catalog.ts'
import type { NameCatalog } from '../../src/catalog/items/name-catalog.ts'
import type { NextUpQuery } from '../../src/catalog/items/user-item-catalog.ts'
import type { Item } from '../../src/library/item.ts'
import { makeItem, makeLibrary } from './catalog.ts'

const films = makeLibrary('movies', 'Films')
const shows = makeLibrary('tvshows', 'Shows')

const named = (names: readonly string[]) =>
  names.map((name) => ({ name, kind: 'Actor' as const, role: 'R' }))

const alien = makeItem(films, 'Movie', 'Alien', {
  genres: ['Horror', 'Fantasy'],
  studios: ['Fox'],
  people: [...named(['Sigourney Weaver', 'Ian Holm']), { name: 'Ridley Scott', kind: 'Director' }],
  year: 1979,
})
const brazil = makeItem(films, 'Movie', 'Brazil', {
  genres: ['fantasy'],
  people: named(['Ian Holm', 'Élodie']),
  year: 1985,
})
const series = makeItem(shows, 'Series', 'S', { genres: ['Drama'] })
const seasons = [0, 1, 2].map((number) =>
  makeItem(shows, 'Season', `S/${number}`, { parentId: series.id, indexNumber: number }),
)
const episodes = seasons.flatMap((season, number) =>
  [1, 2].map((index) =>
    makeItem(shows, 'Episode', `S/${number}/${index}`, {
      parentId: season.id,
      indexNumber: index,
      parentIndexNumber: number,
    }),
  ),
)

/** What every implementation of `Catalog` promises of names, plays and what clients keep. */
export function nameContract(
  implementation: string,
  open: (now: () => number) => Promise<Catalog>,
): void {
  suite(`names and plays: ${implementation}`, () => {
    let clock = 1000
    const fill = async () => {
      clock = 1000
      const catalog = await open(() => clock)
      await catalog.setLibraries([films, shows])
      const put = (libraryId: string, items: readonly Item[]) =>
        catalog.replaceUnit({ libraryId, unit: 'a', items, images: [] })
      await put(films.id, [alien, brazil])
      await put(shows.id, [series, ...seasons, ...episodes])
      await catalog.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
      await catalog.putUser({ id: 'v', name: 'Bert', createdAt: 1 })
      return catalog
    }
    const list = async (catalog: Catalog, query: Parameters<NameCatalog['queryNames']>[0]) =>
      (await catalog.queryNames(query)).names.map(({ name }) => name)

    test('names are listed once, in order, with or without bounds', async () => {
      await using catalog = await fill()
      const kind = 'person' as const
      const all = ['Élodie', 'Ian Holm', 'Ridley Scott', 'Sigourney Weaver']
      assert.deepEqual(await list(catalog, { kind }), all)
      assert.deepEqual(await list(catalog, { kind, descending: true }), all.toReversed())
      assert.deepEqual(await list(catalog, { kind, startIndex: 1, limit: 2 }), all.slice(1, 3))
      assert.deepEqual(await list(catalog, { kind, searchTerm: 'ELO' }), ['Élodie'])
      assert.deepEqual(await list(catalog, { kind, nameStartsWith: 's' }), ['Sigourney Weaver'])
      assert.deepEqual(await list(catalog, { kind, nameFrom: 'r' }), all.slice(2))
      assert.deepEqual(await list(catalog, { kind, nameBefore: 'r' }), all.slice(0, 2))
      assert.deepEqual(await list(catalog, { kind, roles: ['Director'] }), ['Ridley Scott'])
      assert.deepEqual(await list(catalog, { kind, itemId: brazil.id }), ['Élodie', 'Ian Holm'])
      const counted = await catalog.queryNames({ kind, limit: 1, countTotal: true })
      assert.equal(counted.total, 4)
      const genre = { kind: 'genre' } as const
      assert.deepEqual(await list(catalog, genre), ['Drama', 'Fantasy', 'Horror'])
      assert.deepEqual(await list(catalog, { ...genre, libraryIds: [shows.id] }), ['Drama'])
      assert.deepEqual(await list(catalog, { ...genre, libraryIds: [] }), [])
      assert.deepEqual(await list(catalog, { ...genre, itemKinds: ['Series'] }), ['Drama'])
      assert.deepEqual(await list(catalog, { ...genre, parentId: shows.id }), ['Drama'])
      assert.deepEqual(await list(catalog, { kind: 'year' }), ['1979', '1985'])
    })

    test('counts and items by name; what nobody mentions any more is gone', async () => {
      await using catalog = await fill()
      const fantasy = catalog.ids.name('genre', 'FANTASY')
      const holm = catalog.ids.name('person', 'ian holm')
      const counts = await catalog.mentionCounts([fantasy, holm])
      assert.equal(counts.get(fantasy)?.get('Movie'), 2)
      const find = async (...mentions: (readonly string[])[]) =>
        (await catalog.queryItems({ recursive: true, mentions })).items.map(({ name }) => name)
      assert.deepEqual(await find([fantasy]), ['Alien', 'Brazil'])
      assert.deepEqual(await find([fantasy], [catalog.ids.name('year', '1985')]), ['Brazil'])
      assert.deepEqual(await find(['none']), [])
      assert.deepEqual(
        (await catalog.similarItems(alien, { limit: 5 })).map(({ name }) => name),
        ['Brazil'],
      )
      const hidden = { libraryIds: [shows.id], limit: 5 }
      assert.deepEqual(await catalog.similarItems(alien, hidden), [])

      assert.equal((await catalog.findNames([holm])).length, 1)
      assert.equal((await catalog.findNames([holm], [shows.id])).length, 0)
      const unit = { libraryId: films.id, unit: 'a', images: [] }
      await catalog.replaceUnit({ ...unit, items: [{ ...brazil, people: [] }] })
      assert.equal((await catalog.findNames([holm])).length, 0)
      assert.deepEqual(await list(catalog, { kind: 'person' }), [])
      await catalog.removeUnits(films.id, ['a'])
      assert.deepEqual(await list(catalog, { kind: 'year' }), [])
    })

    test('plays and favourites are of one user, and folders count theirs', async () => {
      await using catalog = await fill()
      const [special, , one, two, three] = episodes
      assert.ok(special && one && two && three)
      const change = { played: true, playCount: 1, lastPlayedAt: 50 }
      await catalog.changeUserItems('u', [one.id], change)
      const states = await catalog.userItems('u', [one.id, series.id, alien.id])
      assert.deepEqual(states.get(one.id), { ...untouched, ...change })
      assert.deepEqual(states.get(series.id), { ...untouched, unplayed: 5 })
      assert.deepEqual(states.get(alien.id), untouched)
      assert.equal((await catalog.userItems('v', [one.id])).get(one.id)?.played, false)
      const touched = await catalog.touchedItems('u', [one, series, alien])
      for (const { id } of [one, series, alien])
        assert.deepEqual(touched.get(id) ?? untouched, states.get(id))
      assert.equal((await catalog.touchedItems('v', [one])).size, 0)
      const nextUp = async (query: NextUpQuery) => {
        const { items: found, total } = await catalog.nextUp(query)
        assert.equal(total, found.length)
        return found.map(({ path }) => path)
      }
      const next = (seriesId?: string) =>
        nextUp({ userId: 'u', ...(seriesId === undefined ? {} : { seriesId }) })
      assert.deepEqual(await next(), ['S/1/2'])
      assert.deepEqual(await nextUp({ userId: 'v' }), [])
      assert.equal((await nextUp({ userId: 'v', seriesId: series.id }))[0], 'S/1/1')
      assert.deepEqual(await nextUp({ userId: 'u', libraryIds: [films.id] }), [])
      const empty = await catalog.nextUp({ userId: 'u', startIndex: 1, limit: 5 })
      assert.deepEqual(empty, { items: [], total: 1 })
      await catalog.changeUserItems('u', [two.id, three.id], change)
      assert.deepEqual(await next(series.id), ['S/2/2'])

      const find = async (query: Parameters<ItemCatalog['queryItems']>[0]) =>
        (await catalog.queryItems({ recursive: true, userId: 'u', ...query })).items.map(
          ({ path }) => path,
        )
      const played = await find({ isPlayed: true })
      assert.deepEqual(played.toSorted(), ['S/1', 'S/1/1', 'S/1/2', 'S/2/1'])
      assert.deepEqual(await find({ isPlayed: false, kinds: ['Movie'] }), ['Alien', 'Brazil'])
      await catalog.changeUserItems('u', [brazil.id], { isFavorite: true, positionTicks: 7 })
      assert.deepEqual(await find({ isFavorite: true }), ['Brazil'])
      assert.deepEqual(await find({ isResumable: true }), ['Brazil'])
      const sortBy = [{ key: 'IsFavoriteOrLiked', descending: false } as const]
      assert.deepEqual(await find({ kinds: ['Movie'], sortBy }), ['Alien', 'Brazil'])
      const favouritesFirst = [{ key: 'IsFavoriteOrLiked', descending: true } as const]
      const found = await find({ kinds: ['Movie'], sortBy: favouritesFirst })
      assert.deepEqual(found, ['Brazil', 'Alien'])
      await catalog.removeUser('u')
      assert.deepEqual(await find({ isFavorite: true }), [])
    })

    test('what clients keep is theirs and the user’s', async () => {
      await using catalog = await fill()
      await catalog.putUserSetting('u', 'web', 'home', '{"a":1}')
      await catalog.putUserSetting('u', 'web', 'home', '{"a":2}')
      assert.equal(await catalog.findUserSetting('u', 'web', 'home'), '{"a":2}')
      assert.equal(await catalog.findUserSetting('u', 'tv', 'home'), undefined)
      assert.equal(await catalog.findUserSetting('v', 'web', 'home'), undefined)
      for (let at = 0; at < 505; at++) {
        clock++
        await catalog.putUserSetting('v', 'web', `n${at}`, '{}')
      }
      assert.equal(await catalog.findUserSetting('v', 'web', 'n4'), undefined)
      assert.equal(await catalog.findUserSetting('v', 'web', 'n5'), '{}')
    })
  })
}

const untouched = { played: false, playCount: 0, positionTicks: 0, isFavorite: false }
