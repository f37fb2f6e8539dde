import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScanTarget } from '../../src/scan/status/scan-status.ts'
import { RescanBackoff } from '../../src/scan/rescan-backoff.ts'
import { eventually } from '../support/keyart.ts'

test('what was not to be read is looked at again, ever later while it stays so', async () => {
  const asked: ScanTarget[] = []
  const times: number[] = []
  using backoff = new RescanBackoff((target) => {
    asked.push(target)
    times.push(performance.now())
    // A scan that ends as the one before.
    backoff.add(target as Exclude<ScanTarget, 'all'>)
    backoff.settle()
  }, 20)
  backoff.add({ libraryId: 'a', units: new Set(['x']) })
  backoff.add({ libraryId: 'a', units: new Set(['y']) })
  await sleep(40)
  // Not before the scan has ended.
  assert.deepEqual(asked, [])
  backoff.settle()
  await eventually(async () => assert.ok(asked.length >= 4))
  assert.deepEqual(asked[0], { libraryId: 'a', units: new Set(['x', 'y']) })
  assert.deepEqual(asked[3], asked[0])
  assert.ok(times[3]! - times[2]! > 1.5 * 40)
})

test('a library that was not to be read is looked at as a whole, and what was is not again', async () => {
  const asked: ScanTarget[] = []
  using backoff = new RescanBackoff((target) => asked.push(target), 5)
  backoff.add({ libraryId: 'a', units: new Set(['x']) })
  backoff.add({ libraryId: 'a', units: 'all' })
  backoff.add({ libraryId: 'b', units: new Set(['z']) })
  backoff.settle()
  await eventually(async () => assert.equal(asked.length, 2))
  assert.deepEqual(asked, [
    { libraryId: 'a', units: 'all' },
    { libraryId: 'b', units: new Set(['z']) },
  ])
  backoff.settle()
  await sleep(50)
  assert.equal(asked.length, 2)
})
