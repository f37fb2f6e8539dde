import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoize } from '../../src/library/memoize.ts'

test('the last texts are made once, and those before them anew', () => {
  const made: string[] = []
  const shout = memoize(2, (text) => {
    made.push(text)
    return text.toUpperCase()
  })
  assert.deepEqual(['a', 'b', 'a', 'b', 'c', 'a'].map(shout), ['A', 'B', 'A', 'B', 'C', 'A'])
  assert.deepEqual(made, ['a', 'b', 'c', 'a'])
})
