import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { FreedMemory } from '../../../src/cli/server/freed-memory.ts'
import { eventually } from '../../support/keyart.ts'

test('what was freed is given back once it is much, and again when it has become much again', async () => {
  let [unused, left, trims] = [100, 100, 0]
  const trim = () => {
    trims++
    unused = left
    return true
  }
  using _freed = new FreedMemory({ trim, unused: () => unused, maxFreed: 10, interval: 5 })
  await sleep(50)
  unused = 110
  await sleep(50)
  assert.equal(trims, 0)
  // Of this, nothing but a part can be given back.
  left = 130
  unused = 150
  await eventually(async () => assert.equal(trims, 1))
  await sleep(50)
  assert.equal(trims, 1)
  unused = 145
  await eventually(async () => assert.equal(trims, 2))
})

test('where nothing can be given back, nobody looks again', async () => {
  let [unused, trims] = [0, 0]
  const trim = () => {
    trims++
    return false
  }
  using _freed = new FreedMemory({ trim, unused: () => (unused += 100), maxFreed: 10, interval: 5 })
  await eventually(async () => assert.equal(trims, 1))
  await sleep(50)
  assert.equal(trims, 1)
})
