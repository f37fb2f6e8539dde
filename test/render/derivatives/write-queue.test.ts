import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { WriteQueue } from '../../../src/render/derivatives/write-queue.ts'
import { DiskStorage } from '../../../src/storage/disk.ts'
import { temporaryFolder } from '../../support/temporary.ts'

const key = 'a'.repeat(32)
const bytes = Buffer.from('a picture')

async function openQueue() {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const storage = await DiskStorage.open(join(path, 'derivatives'))
  const queue = new WriteQueue(storage, assert.ifError)
  const owned = stack.move()
  return { storage, queue, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

test('a write waits while clients wait, and is found meanwhile', async () => {
  await using there = await openQueue()
  const { storage, queue } = there
  const [one, other] = [queue.hold(), queue.hold()]
  const written = queue.write(key, bytes)
  one[Symbol.dispose]()
  // A write that does not wait would be done long before this one.
  await storage.write('b'.repeat(32), bytes)
  await storage.write('c'.repeat(32), bytes)
  assert.equal(await storage.read(key), undefined)
  assert.deepEqual([queue.find(key), queue.bytes], [bytes, bytes.length])
  other[Symbol.dispose]()
  await written
  assert.deepEqual(await storage.read(key), bytes)
  assert.deepEqual([queue.find(key), queue.bytes], [undefined, 0])
})

test('a write does not wait for ever while clients wait', async () => {
  await using there = await openQueue()
  using _ = there.queue.hold()
  await there.queue.write(key, bytes)
  await there.queue.settled()
  assert.deepEqual(await there.storage.read(key), bytes)
})
