import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fold, nameKey } from '../../../src/catalog/database/fold.ts'

test('letters with several forms have one key', () => {
  for (const [a, b] of [
    ['Straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ΟΔΥΣΣΕΥΣ', 'Οδυσσεύς'],
    ['ᾼδης', 'αδησ'],
    ['İstanbul', 'istanbul'],
    ['ŉ', 'ʼn'],
    ['ﬁlm', 'Film'],
  ] as const)
    assert.equal(nameKey(a), nameKey(b), `${a} ${b}`)
})

test('the key of the key of any character is itself, and forms of Unicode are not told apart', () => {
  for (let point = 0; point <= 0x10ffff; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue
    const name = `a${String.fromCodePoint(point)}b`
    const key = nameKey(name)
    if (nameKey(key) !== key) assert.fail(`key of U+${point.toString(16)}`)
    if (nameKey(name.normalize('NFD')) !== key) assert.fail(`NFD of U+${point.toString(16)}`)
    const folded = fold(name)
    if (fold(folded) !== folded) assert.fail(`fold of U+${point.toString(16)}`)
  }
})

test('so it is with names', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (name) => {
      const key = nameKey(name)
      assert.equal(nameKey(key), key)
      assert.equal(nameKey(name.normalize('NFD')), nameKey(name.normalize('NFC')))
    }),
    { numRuns: 2_000 },
  )
})
