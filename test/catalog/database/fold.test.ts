import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { nameKey } from '../../../src/catalog/database/fold.ts'

test('the key of a key is itself, and forms of Unicode are not told apart', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
      const key = nameKey(name)
      assert.equal(nameKey(key), key)
      assert.equal(nameKey(name.normalize('NFD')), nameKey(name.normalize('NFC')))
    }),
  )
})
