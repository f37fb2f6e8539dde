import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { toDtoOptions } from '../../../src/dto/options.ts'
import { Collages } from '../../../src/http/images/collages.ts'
import { type ItemDeps, loadItemDtos, loadNameDtos } from '../../../src/http/items/item-dtos.ts'
import { ItemJson } from '../../../src/http/items/item-json.ts'
import { candidate, makeItem, makeLibrary, sound } from '../../contracts/catalog.ts'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/temporary.ts'

/** Counts the calls of the catalog, each of which is a fixed number of statements. */
function counting(catalog: Catalog) {
  const counted = {
    calls: 0,
    names: [] as string[],
    catalog: new Proxy(catalog, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...parameters: unknown[]) => {
          counted.calls++
          counted.names.push(String(name))
          return (value as (...all: unknown[]) => unknown).apply(target, parameters)
        }
      },
    }),
  }
  return counted
}

test('a list of a hundred asks the catalog as often as one of ten', async () => {
  await using folder = await temporaryFolder()
  await using catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
  const library = makeLibrary('movies', 'Films')
  await catalog.setLibraries([library])
  const items = Array.from({ length: 100 }, (_, at) =>
    makeItem(library, 'Movie', `Film ${at}`, {
      genres: [`Genre ${at}`],
      people: [{ name: `Person ${at}`, kind: 'Actor' }],
    }),
  )
  const sets = items.map((_, at) => makeItem(library, 'BoxSet', `Set ${at}`))
  const parts = sets.map(({ id }, at) =>
    makeItem(library, 'Movie', `Part ${at}`, { parentId: id, sortName: `part ${at}` }),
  )
  const posters = [...items, ...parts].map(({ id }) =>
    candidate(id, 'Primary', library, `${id}.jpg`),
  )
  await catalog.putOriginals(
    posters.map(({ original, ownerId }) => ({ ref: original, state: sound(ownerId) })),
    1,
  )
  await catalog.replaceUnit({
    libraryId: library.id,
    unit: 'U',
    items: [...items, ...sets, ...parts],
    images: posters,
  })
  await catalog.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
  const options = toDtoOptions({ fields: ['People', 'Genres', 'ChildCount'] })

  const callsFor = async (limit: number) => {
    const counted = counting(catalog)
    const collages = new Collages({ catalog: counted.catalog, libraries: [library], isOn: true })
    const deps: ItemDeps = {
      catalog: counted.catalog,
      libraries: [library],
      serverId: 's',
      collages,
    }
    const page = await counted.catalog.queryItems({ recursive: true, limit, countTotal: true })
    assert.equal((await loadItemDtos(deps, page.items, options, 'u')).length, limit)
    const { names } = await counted.catalog.queryNames({ kind: 'person', limit })
    assert.equal((await loadNameDtos(deps, names, options, { userId: 'u' })).length, limit)
    const genres = (await counted.catalog.queryNames({ kind: 'genre', limit })).names
    const dtos = await loadNameDtos(deps, genres, options, { userId: 'u' })
    // Each is a collage of the poster of the one film.
    assert.equal(new Set(dtos.map((dto) => dto.ImageTags?.['Primary'])).size, limit)
    assert.ok(dtos.every((dto) => dto.ImageTags?.['Primary'] !== undefined))
    const sets = await counted.catalog.queryItems({ recursive: true, kinds: ['BoxSet'], limit })
    for (const dto of await loadItemDtos(deps, sets.items, options))
      assert.match(dto.ImageTags?.['Primary'] ?? '', /^[0-9a-f]{32}$/)
    assert.equal(sets.items.length, limit)
    return counted.calls
  }
  assert.equal(await callsFor(100), await callsFor(10))
})

test('issue 17: a list that was asked for before is not looked up item by item again', async () => {
  await using folder = await temporaryFolder()
  await using catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
  const library = makeLibrary('movies', 'Films')
  await catalog.setLibraries([library])
  const items = Array.from({ length: 20 }, (_, at) => makeItem(library, 'Movie', `Film ${at}`))
  await catalog.replaceUnit({ libraryId: library.id, unit: 'U', items, images: [] })
  await catalog.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
  const counted = counting(catalog)
  const collages = new Collages({ catalog: counted.catalog, libraries: [library], isOn: true })
  const json = new ItemJson({
    catalog: counted.catalog,
    libraries: [library],
    serverId: 's',
    collages,
  })
  const query = { recursive: true, kinds: ['Movie'], limit: 20, countTotal: true } as const
  /** The list as it is sent, and what the catalog was asked for it. */
  const list = async () => {
    counted.names = []
    const { ids, total = 0 } = await counted.catalog.queryIds(query)
    const options = toDtoOptions({ fields: ['ChildCount'] })
    const page = await json.pageOf(ids, options, 'u', { total, startIndex: 0 })
    return { text: page.json.toString(), asked: counted.names }
  }

  const first = await list()
  assert.ok(first.asked.includes('findItems'))
  catalog.releaseMemory()
  assert.deepEqual(await list(), { text: first.text, asked: ['queryIds'] })
  await catalog.changeUserItems('u', [items[3]!.id], { isFavorite: true })
  const after = await list()
  assert.deepEqual(after.asked, ['queryIds', 'touchedItems'])
  assert.equal(after.text.split('"IsFavorite":true').length, 2)
  assert.equal(after.text.replace('"IsFavorite":true', '"IsFavorite":false'), first.text)
})
