import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Check, Readiness } from '../../src/health/readiness.ts'

const works: Check = { name: 'work', run: async () => 'done' }
const cause = new Error('No disk')
const fails: Check = { name: 'read', run: () => Promise.reject(cause) }

test('what fails is named, with its cause', async () => {
  const readiness = new Readiness([works, fails], { timeout: 10_000, goodFor: 10_000 })
  assert.deepEqual(await readiness.findFailures(), [{ name: 'read', cause }])
  const ready = new Readiness([works, works], { timeout: 10_000, goodFor: 10_000 })
  assert.deepEqual(await ready.findFailures(), [])
})

test('however often it is asked, it looks once, and again when the outcome is old', async () => {
  let runs = 0
  const check = { name: 'count', run: async () => ++runs }
  const readiness = new Readiness([check], { timeout: 10_000, goodFor: 50 })
  await Promise.all(Array.from({ length: 100 }, () => readiness.findFailures()))
  assert.equal(runs, 1)
  await readiness.findFailures()
  assert.equal(runs, 1)
  while (runs < 2) {
    await sleep(10)
    await readiness.findFailures()
  }
})

test('a check that hangs is answered for in time and not started again', async () => {
  let runs = 0
  const stuck = Promise.withResolvers<void>()
  const hangs = { name: 'wait', run: () => (runs++, stuck.promise) }
  const readiness = new Readiness([works, hangs], { timeout: 20, goodFor: 0 })
  for (let times = 0; times < 3; times++) {
    const [failure, ...others] = await readiness.findFailures()
    assert.equal(failure?.name, 'wait')
    assert.match(String(failure?.cause), /within 20 ms/)
    assert.deepEqual(others, [])
    await sleep(5)
  }
  assert.equal(runs, 1)
  stuck.resolve()
  // It is well again as soon as the old one has ended.
  while ((await readiness.findFailures()).length > 0) await sleep(5)
})
