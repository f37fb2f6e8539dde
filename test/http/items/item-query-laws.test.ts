import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sortKeys } from '../../../src/catalog/items/item-catalog.ts'
import { isKeyartError } from '../../../src/errors.ts'
import { itemsQuery, type ItemsQuery, toItemQuery } from '../../../src/http/items/item-query.ts'
import {
  type ParametersSchema,
  readParameters,
  splitQuery,
} from '../../../src/http/protocol/query-keys.ts'
import { itemKinds } from '../../../src/library/item.ts'
import { oddTexts } from '../../support/malformed.ts'
import { testIds } from '../../support/ids.ts'

const schema = itemsQuery as unknown as ParametersSchema
const names = Object.keys(itemsQuery.properties)
const anyCase = fc
  .tuple(fc.constantFrom(...names), fc.boolean())
  .map(([name, isUpper]) => (isUpper ? name.toUpperCase() : name))
const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...oddTexts),
  fc.constantFrom('Movie,Series', 'SortName,Random', 'Descending', 'true', '0a'.repeat(16), '20'),
)

test('no query of items throws anything but its own error, and each reading is one that the catalog knows', () => {
  let read = 0
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.oneof(anyCase, fc.string()), value), { maxLength: 8 }),
      fc.boolean(),
      (pairs, isRaw) => {
        // As clients write it, and as those write it who want to see it break.
        const text = isRaw
          ? pairs.map((pair) => pair.join('=')).join('&')
          : new URLSearchParams(pairs).toString()
        try {
          const query = toItemQuery(testIds, readParameters(schema, splitQuery(text)) as ItemsQuery)
          read++
          for (const { key } of query.sortBy ?? []) assert.ok(sortKeys.includes(key))
          for (const kind of [...(query.kinds ?? []), ...(query.excludeKinds ?? [])])
            assert.ok(itemKinds.includes(kind))
          for (const id of query.ids ?? []) assert.match(id, /^[0-9a-f]{32}$/)
          for (const number of [query.startIndex, query.limit])
            assert.ok(number === undefined || Number.isSafeInteger(number))
        } catch (error) {
          assert.ok(isKeyartError(error) && error.status === 400, String(error))
        }
      },
    ),
    { numRuns: 3000 },
  )
  assert.ok(read > 500, String(read))
})
