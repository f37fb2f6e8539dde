import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { emptyLayout } from '../../src/library/image-layout.ts'
import { type Members, maxMembers } from '../../src/library/collage.ts'
import { candidate, makeItem, makeLibrary, sound } from './catalog.ts'

const films = makeLibrary('movies', 'Films')
const shows = makeLibrary('tvshows', 'Shows')
const set = makeItem(films, 'BoxSet', 'Set')
const filmsOf = (names: string, more = {}) =>
  names.split('').map((name) => makeItem(films, 'Movie', name, { genres: ['drama'], ...more }))
const loose = filmsOf('zyxwvu')
const inSet = filmsOf('abc', { parentId: set.id })
const shelf = makeItem(films, 'Folder', 'Shelf')
const inner = makeItem(films, 'Folder', 'Inner', { parentId: shelf.id })
const deep = filmsOf('mno', { parentId: inner.id })
const series = makeItem(shows, 'Series', 'S', { genres: ['Drama'] })

const types = { imageTypes: ['Primary'] } as const
const library: Members = {
  by: 'library',
  id: films.id,
  libraryId: films.id,
  kind: 'Movie',
  ...types,
}
const parent: Members = { ...library, by: 'parent', id: set.id }
const nameIn = ({ ids }: Catalog, name = 'Drama'): Members => {
  return { ...library, by: 'name', id: ids.name('genre', name) }
}
const otherNameIn = (catalog: Catalog): Members => {
  return { ...nameIn(catalog), libraryId: shows.id, kind: 'Series' }
}

/** What every implementation of `Catalog` promises of members. */
export function memberContract(
  implementation: string,
  open: (now: () => number) => Promise<Catalog>,
): void {
  suite(`members: ${implementation}`, () => {
    const fill = async () => {
      const catalog = await open(() => 1000)
      await catalog.setLibraries([films, shows])
      const owners = [...loose, ...inSet]
      const images = owners.map(({ id }) => candidate(id, 'Primary', films, `${id}.jpg`))
      const first = loose[5]!
      const backdrop = candidate(first.id, 'Backdrop', films, 'fanart.jpg')
      await catalog.putOriginals(
        [...images, backdrop].map(({ original }) => ({ ref: original, state: sound('t') })),
        1,
      )
      await catalog.replaceUnit({
        libraryId: films.id,
        unit: 'u',
        items: [set, ...owners],
        images: [...images, backdrop],
      })
      const poster = candidate(series.id, 'Primary', shows, 's.jpg')
      await catalog.putOriginals([{ ref: poster.original, state: sound('s') }], 1)
      await catalog.replaceUnit({
        libraryId: shows.id,
        unit: 'u',
        items: [series],
        images: [poster],
      })
      return catalog
    }
    const names = async (catalog: Catalog, asked: readonly Members[]) => {
      const found = await catalog.findMembers(asked)
      const items = await catalog.findItems(found.flat())
      const byId = new Map(items.map((item) => [item.id, item.name]))
      return found.map((ids) => ids.map((id) => byId.get(id)).join(''))
    }

    test('of libraries, folders and names, each by itself, by sort name', async () => {
      await using catalog = await fill()
      const name = nameIn(catalog)
      const asked = [library, parent, name, otherNameIn(catalog)]
      const [all, below, drama, dramaToo] = await names(catalog, asked)
      assert.deepEqual([all, below, dramaToo], ['abcu', 'abc', 'S'])
      assert.equal(drama?.length, maxMembers)
      assert.equal(drama, drama.split('').toSorted().join(''))
      assert.deepEqual(await names(catalog, [name]), [drama])
      assert.deepEqual(await catalog.findMembers([]), [])
    })

    test('of what lies in a folder however deep', async () => {
      await using catalog = await fill()
      await catalog.replaceUnit({
        libraryId: films.id,
        unit: 'shelf',
        items: [shelf, inner, ...deep],
        images: deep.map(({ id }) => candidate(id, 'Primary', films, 'u.jpg')),
      })
      await catalog.putOriginals(
        [{ ref: { source: films.id, key: 'u.jpg' }, state: sound('t') }],
        1,
      )
      const below = (id: string): Members => ({ ...library, by: 'below', id })
      const asked = [below(shelf.id), below(inner.id), below(set.id), below('nothing')]
      assert.deepEqual(await names(catalog, asked), ['mno', 'mno', 'abc', ''])
    })

    test('of other libraries, kinds, and names that nothing mentions there are none', async () => {
      await using catalog = await fill()
      const none = await catalog.findMembers([
        { ...parent, libraryId: shows.id },
        { ...library, kind: 'Series' },
        nameIn(catalog, 'Comedy'),
      ])
      assert.deepEqual(none, [[], [], []])
    })

    test('only with a sound image of one of the types, that is not hidden', async () => {
      await using catalog = await fill()
      const backdrop: Members = { ...library, imageTypes: ['Backdrop', 'Thumb'] }
      assert.deepEqual(await names(catalog, [backdrop, parent]), ['u', 'abc'])
      const [a, b] = inSet
      const stamp = { bytes: 3, mtimeMs: 6, ctimeMs: 6 }
      await catalog.putOriginals(
        [
          {
            ref: { source: films.id, key: `${a!.id}.jpg` },
            state: { kind: 'problem', reason: 'It is damaged', stamp },
          },
        ],
        2,
      )
      await catalog.editLayout(b!.id, 'Primary', () => ({
        ...emptyLayout,
        hidden: [{ ref: { source: films.id, key: `${b!.id}.jpg` }, tag: 't' }],
      }))
      assert.deepEqual(await names(catalog, [parent, library]), ['c', 'cuvw'])
    })

    test('as many questions as anyone has, answered in their order', async () => {
      await using catalog = await fill()
      const otherName = otherNameIn(catalog)
      const asked = Array.from({ length: 1300 }, (_, at) => (at % 2 === 0 ? parent : otherName))
      const found = await names(catalog, asked)
      assert.deepEqual(
        found,
        asked.map((members) => (members === parent ? 'abc' : 'S')),
      )
    })
  })
}
