import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Catalog } from '../../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../../src/catalog/sqlite/sqlite.ts'
import { toDtoOptions } from '../../../src/dto/options.ts'
import { Collages } from '../../../src/http/images/collages.ts'
import { type ItemDeps, loadItemDtos, loadNameDtos } from '../../../src/http/items/item-dtos.ts'
import { candidate, makeItem, makeLibrary, sound } from '../../contracts/catalog.ts'
import { join } from 'node:path'
import { temporaryFolder } from '../../support/temporary.ts'

/** Counts the calls of the catalog, each of which is a fixed number of statements. */
function counting(catalog: Catalog): { readonly catalog: Catalog; calls: number } {
  const counted = {
    calls: 0,
    catalog: new Proxy(catalog, {
      get: (target, name, receiver) => {
        const value: unknown = Reflect.get(target, name, receiver)
        if (typeof value !== 'function') return value
        return (...parameters: unknown[]) => {
          counted.calls++
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
