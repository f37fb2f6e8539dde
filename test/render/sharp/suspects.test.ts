import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Suspects } from '../../../src/render/sharp/suspects.ts'

test('whoever ends a process of its own is the culprit; the others are tried one by one', () => {
  const suspects = new Suspects<string>()
  assert.equal(suspects.judge(['a', 'b', 'c'], true), undefined)
  assert.equal(suspects.next, 'a')
  suspects.dismiss('a')
  assert.equal(suspects.next, 'b')
  assert.equal(suspects.judge(['b'], true), 'b')
  assert.equal(suspects.next, 'c')
  suspects.dismiss('c')
  assert.equal(suspects.next, undefined)
})

test('a process that was not ready died of something else', () => {
  const suspects = new Suspects<string>()
  suspects.judge(['a'], true)
  assert.equal(suspects.judge(['a'], false), undefined)
  assert.equal(suspects.next, 'a')
  assert.deepEqual(suspects.drain(), ['a'])
})

test('only the one whose turn it is can be dismissed', () => {
  const suspects = new Suspects<string>()
  suspects.judge(['a', 'b'], true)
  suspects.dismiss('b')
  assert.ok(suspects.has('b'))
  assert.equal(suspects.next, 'a')
})

test('of any calls in flight exactly the deadly ones are found', () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }), (killsRenderer) => {
      const suspects = new Suspects<number>()
      const found: (number | undefined)[] = []
      suspects.judge([...killsRenderer.keys()], true)
      for (let next = suspects.next; next !== undefined; next = suspects.next)
        if (killsRenderer[next] === true) found.push(suspects.judge([next], true))
        else suspects.dismiss(next)
      assert.deepEqual(
        found,
        [...killsRenderer.keys()].filter((call) => killsRenderer[call]),
      )
    }),
  )
})
