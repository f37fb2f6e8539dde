import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { planUnit } from '../../../src/scan/plan/plan-unit.ts'
import { namingCases } from '../../golden/naming.ts'
import { testIds } from '../../support/ids.ts'
import { listingOf } from './listing-of.ts'

suite('every name of artwork', () => {
  for (const { title, kind, files, images } of namingCases)
    test(title, () => {
      const library = {
        id: testIds.library({ kind, name: 'L' }),
        kind,
        name: 'L',
        root: '/nowhere',
      }
      const contents = planUnit(library, testIds, listingOf(files), new Map())
      const owners = new Map(contents.items.map(({ id, kind: of, path }) => [id, `${of} ${path}`]))
      for (const [owner] of images)
        if (owner.startsWith('Person ')) owners.set(testIds.name('person', owner.slice(7)), owner)
      const found = Map.groupBy(
        contents.images,
        ({ ownerId, type }) => `${owners.get(ownerId)} ${type}`,
      )
      assert.deepEqual(
        Object.fromEntries(
          [...found].map(([key, some]) => [key, some.map((one) => one.original.key)]),
        ),
        Object.fromEntries(
          images.map(([owner, type, ...expected]) => [`${owner} ${type}`, expected]),
        ),
      )
    })
})

test('a folder’s name is whole, dots and all, where artwork is named after it', () => {
  const library = {
    id: testIds.library({ kind: 'movies', name: 'L' }),
    kind: 'movies',
    name: 'L',
    root: '/nowhere',
  } as const
  const poster = 'Mr. Nobody. Vol.2.5/Mr. Nobody. Vol.2.5.jpg'
  const others = ['Mr. Nobody. Vol.2.jpg', 'Mr.jpg'].map((name) => `Mr. Nobody. Vol.2.5/${name}`)
  for (const files of [[poster, ...others], [poster]]) {
    const listing = listingOf(['Mr. Nobody. Vol.2.5/film.mkv', ...files])
    const { images } = planUnit(library, testIds, listing, new Map())
    assert.deepEqual(
      images.map(({ type, original }) => [type, original.key]),
      [['Primary', poster]],
    )
  }
})
