import assert from 'node:assert/strict'
import { test } from 'node:test'
import { batchWrites } from '../../../src/catalog/scan/batch-writes.ts'

test('what comes in within a turn goes together, in order, and of a write only those fail that must', async () => {
  const writes: (readonly number[])[] = []
  const put = batchWrites<number>(async (some) => {
    await Promise.resolve()
    writes.push(some)
    if (some.includes(5)) throw new Error('five')
  }, 3)
  const results = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(put))
  assert.deepEqual(writes, [[1, 2, 3], [4, 5, 6], [4], [5], [6]])
  assert.deepEqual(
    results.map(({ status }) => status === 'fulfilled'),
    [true, true, true, true, false, true],
  )
  await put(7)
  assert.deepEqual(writes.at(-1), [7])
})
