import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ItemQuery, SortKey } from '../../../src/catalog/items/item-catalog.ts'
import { type QueryStrategy, queryStrategy } from '../../../src/catalog/items/query-strategy.ts'

const by = (key: SortKey, descending = false) => ({ sortBy: [{ key, descending }] })
const films = { recursive: true, kinds: ['Movie'], limit: 100 } as const

const table: readonly (readonly [query: ItemQuery, way: QueryStrategy])[] = [
  [films, 'near'],
  [{ ...films, ...by('SortName', true) }, 'near'],
  [{ ...films, startIndex: 900 }, 'near'],
  [{ ...films, startIndex: 901 }, 'index'],
  [{ ...films, kinds: ['Movie', 'Episode'] }, 'index'],
  [{ ...films, libraryIds: ['a', 'b'] }, 'index'],
  [{ ...films, ...by('DateCreated', true) }, 'index'],
  [{ ...films, ...by('ProductionYear') }, 'index'],
  [{ ...films, kinds: ['Movie', 'Episode'], ...by('ProductionYear') }, 'list'],
  [{ ...films, ...by('Album') }, 'list'],
  [{ ...films, ...by('Random') }, 'list'],
  [{ ...films, ...by('PlayCount') }, 'list'],
  [{ ...films, searchTerm: 'a' }, 'list'],
  [{ ...films, imageTypes: ['Backdrop'] }, 'list'],
  [{ ...films, mentions: [['a']] }, 'list'],
  [{ recursive: true, kinds: ['Movie'] }, 'list'],
  [{ parentId: 'a', limit: 100 }, 'near'],
  [{ parentId: 'a', limit: 100, startIndex: 5000 }, 'index'],
  [{ parentId: 'a', limit: 100, ...by('DateCreated') }, 'list'],
  [{ ids: ['a'], ...by('Album') }, 'near'],
]

test('how a page is found', () => {
  for (const [query, strategy] of table)
    assert.equal(queryStrategy(query), strategy, JSON.stringify(query))
})
