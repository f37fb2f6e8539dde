import { join } from 'node:path'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { contentId } from '../../src/library/id.ts'
import { catalogLists } from '../../src/prerender/image-lists.ts'
import { itemTarget } from '../../src/upstream/images/image-target.ts'
import { upstreamImageLists } from '../../src/upstream/images/image-lists.ts'
import { candidate, makeItem, makeLibrary, sound } from '../contracts/catalog.ts'
import { imageListsContract } from '../contracts/image-lists.ts'
import { temporaryFolder } from '../support/temporary.ts'

const images = [
  ['Primary', 0],
  ['Backdrop', 0],
  ['Backdrop', 1],
] as const

async function openCatalog() {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder('lists'))
  const catalog = stack.use(await openSqliteCatalog(join(path, 'catalog.sqlite')))
  const owned = stack.move()
  return { catalog, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

imageListsContract('libraries of Keyart', async (count) => {
  const { catalog, [Symbol.asyncDispose]: dispose } = await openCatalog()
  const films = makeLibrary('movies', 'Films')
  await catalog.setLibraries([films])
  const items = Array.from({ length: count }, (_, at) => ({
    ...makeItem(films, 'Movie', `film ${at}`),
    createdAt: at + 1,
  }))
  const candidates = items.flatMap(({ id, path }) =>
    images.map(([type, index]) => candidate(id, type, films, `${path}/${type}${index}`)),
  )
  await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items, images: candidates })
  await catalog.putOriginals(
    candidates.map(({ original }) => ({ ref: original, state: sound(original.key) })),
    1,
  )
  const ids = items.map(({ id }) => id)
  return { lists: catalogLists(catalog), ids, [Symbol.asyncDispose]: dispose }
})

imageListsContract('an upstream', async (count) => {
  const { catalog, [Symbol.asyncDispose]: dispose } = await openCatalog()
  const ids = Array.from({ length: count }, (_, at) => contentId(`film ${at}`))
  const targets = ids.map((id) =>
    images.map(([type, index]) => ({ ...itemTarget('', id, type, index), tag: 'a tag' })),
  )
  await catalog.upstream.putListed(
    targets.map((own, at) => ({ ownerId: ids[at]!, kind: 'Movie', images: own })),
    1,
  )
  const stored = targets.flat().map(({ slot, ownerId, type, index }) => {
    const state = sound(slot)
    if (state.kind !== 'image') throw new TypeError('Expected an image')
    const facts = { length: 1, lastModified: undefined, etag: undefined }
    const { probe, stamp } = state
    return { slot, ownerId, type, index, probe, stamp, modifiedAt: 1, facts }
  })
  await catalog.upstream.put(stored)
  // Listed, and not fetched yet.
  const due = { ...itemTarget('', 'd'.repeat(32), 'Primary', 0), tag: 'a tag' }
  await catalog.upstream.putListed([{ ownerId: due.ownerId, kind: 'Movie', images: [due] }], 1)
  const { lists } = upstreamImageLists(catalog.upstream, { has: () => true })
  return { lists, ids, [Symbol.asyncDispose]: dispose }
})
