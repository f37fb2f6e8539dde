import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatRoute, parseRoute, sortNames } from '../../web/src/router.ts'
import type { Route } from '../../web/src/router.ts'

const word = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' })
const routes: fc.Arbitrary<Route> = fc.oneof(
  fc.constant({ page: 'home' as const }),
  fc.record({ page: fc.constant('search' as const), search: fc.string() }),
  fc.record({
    page: fc.constant('library' as const),
    id: word,
    show: fc.option(word, { nil: undefined }),
    sort: fc.constantFrom(...sortNames),
    descending: fc.boolean(),
    search: fc.string(),
  }),
  fc.record({
    page: fc.constant('item' as const),
    id: word,
    image: fc.option(fc.record({ type: word, index: fc.nat() }), { nil: undefined }),
  }),
)

/** fast-check's records have no prototype; strict equality would mind. */
const plain = (route: Route): Route => structuredClone(route)

test('every place can be written and read again', () => {
  fc.assert(
    fc.property(routes, (route) => assert.deepEqual(parseRoute(formatRoute(route)), plain(route))),
  )
})

test('any hash leads somewhere', () => {
  fc.assert(fc.property(fc.string(), (hash) => assert.ok(parseRoute(hash).page)))
  assert.deepEqual(parseRoute(''), { page: 'home' })
  assert.deepEqual(parseRoute('#/library/'), { page: 'home' })
  assert.deepEqual(parseRoute('#/item/%zz'), { page: 'item', id: '%zz', image: undefined })
  assert.deepEqual(parseRoute('#/item/a/image/Logo/-1'), {
    page: 'item',
    id: 'a',
    image: undefined,
  })
})

test('a library begins with its names from A and its years from the newest', () => {
  assert.equal(formatRoute(parseRoute('#/library/a')), '#/library/a')
  const years = parseRoute('#/library/a?sort=year')
  assert.ok(years.page === 'library' && years.descending)
})
