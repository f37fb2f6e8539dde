import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ScanQueue } from '../../src/scan/scan-queue.ts'

test('requests for one library become one task', () => {
  const queue = new ScanQueue(['a', 'b'])
  queue.add({ libraryId: 'b', units: new Set(['1']) })
  queue.add({ libraryId: 'a', units: new Set(['1']) })
  queue.add({ libraryId: 'b', units: new Set(['2', '1']) })
  assert.deepEqual(queue.take(), { libraryId: 'b', units: new Set(['1', '2']) })
  queue.add({ libraryId: 'a', units: 'all' })
  queue.add({ libraryId: 'a', units: new Set(['3']) })
  assert.deepEqual(queue.take(), { libraryId: 'a', units: 'all' })
  assert.equal(queue.take(), undefined)
})

test('all is every library; one that is not known is none', () => {
  const queue = new ScanQueue(['a', 'b'])
  queue.add({ libraryId: 'c', units: 'all' })
  assert.ok(queue.isEmpty)
  queue.add({ libraryId: 'b', units: new Set(['1']) })
  queue.add('all')
  assert.deepEqual(
    [queue.take(), queue.take()],
    [
      { libraryId: 'b', units: 'all' },
      { libraryId: 'a', units: 'all' },
    ],
  )
})
