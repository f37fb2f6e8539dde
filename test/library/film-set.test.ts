import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { filmSetPath, isFilmSet, planFilmSet } from '../../src/library/film-set.ts'
import type { Item } from '../../src/library/item.ts'

function film(name: string, year: number | undefined, overview?: string): Item {
  const set = { id: 's', name: `Set of ${name}`, sortName: 'set' }
  return {
    id: name,
    libraryId: 'l',
    parentId: 'folder',
    kind: 'Movie',
    path: name,
    name,
    sortName: name,
    genres: ['Drama'],
    studios: [],
    people: [],
    artists: [],
    createdAt: 5,
    ...(year === undefined ? {} : { year }),
    set: overview === undefined ? set : { ...set, overview },
  }
}

test('a set is called as its first film has it, and says what the first that says anything does', () => {
  const films = [film('C', undefined, 'last'), film('B', 1999, 'this'), film('A', 1980)]
  const set = planFilmSet(films, false)
  assert.deepEqual(
    [set?.kind, set?.id, set?.name, set?.overview, set?.year, set?.parentId, set?.libraryId],
    ['BoxSet', 's', 'Set of A', 'this', 1980, 'l', 'l'],
  )
  assert.ok(isFilmSet(set!))
})

test('one film makes a set if that has artwork; none never does', () => {
  assert.equal(planFilmSet([film('A', 1)], false), undefined)
  assert.equal(planFilmSet([film('A', 1)], true)?.name, 'Set of A')
  assert.equal(planFilmSet([], true), undefined)
  const { set: _, ...plain } = film('A', 1)
  assert.equal(planFilmSet([plain, plain], true), undefined)
})

test('names are compared as folders could have them', () => {
  const path = filmSetPath('Mission: Impossible')
  for (const name of ['mission impossible', 'Mission_ Impossible', ' Mission  Impossible?'])
    assert.equal(filmSetPath(name), path)
  assert.equal(filmSetPath('Ame\u0301lie'), filmSetPath('Amélie'))
  assert.notEqual(filmSetPath('???'), filmSetPath('**'))
})

test('no name leads out of the library, or is the folder of a box set', () => {
  const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('..', '/../..', 'X [boxset]'))
  fc.assert(
    fc.property(odd, (name) => {
      const path = filmSetPath(name)
      assert.ok(!/[/\\]/.test(path) && path.length > '..'.length)
      assert.ok(isFilmSet({ kind: 'BoxSet', path }))
    }),
  )
  assert.ok(!isFilmSet({ kind: 'BoxSet', path: '#set-x [boxset]' }))
})
