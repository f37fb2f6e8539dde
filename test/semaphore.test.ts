import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Semaphore } from '../src/semaphore.ts'

test('so many run at a time, and the others begin in the order of their coming', async () => {
  const semaphore = new Semaphore(2)
  const begun: number[] = []
  const ends = [0, 1, 2, 3].map(() => Promise.withResolvers<void>())
  const tasks = ends.map(({ promise }, at) =>
    semaphore.run(async () => {
      begun.push(at)
      await promise
      return at
    }),
  )
  assert.deepEqual([begun, semaphore.waiting, semaphore.isFull], [[0, 1], 2, true])
  ends[1]!.resolve()
  assert.equal(await tasks[1], 1)
  assert.deepEqual([begun, semaphore.waiting], [[0, 1, 2], 1])
  for (const { resolve } of ends) resolve()
  assert.deepEqual(await Promise.all(tasks), [0, 1, 2, 3])
  assert.deepEqual([begun, semaphore.waiting, semaphore.isFull], [[0, 1, 2, 3], 0, false])
})

test('a task that fails leaves its place', async () => {
  const semaphore = new Semaphore(1)
  await assert.rejects(
    semaphore.run(() => Promise.reject(new Error('no'))),
    /no/,
  )
  assert.equal(await semaphore.run(async () => 'yes'), 'yes')
})
