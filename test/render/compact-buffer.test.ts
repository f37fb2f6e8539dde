import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DerivativeCache } from '../../src/render/derivatives/derivative-cache.ts'
import { planKey } from '../../src/render/plan/key.ts'
import { compactBuffer } from '../../src/render/compact-buffer.ts'
import type { DerivePlan } from '../../src/render/plan/plan.ts'
import { Fixture, jpeg } from '../support/derivatives.ts'
import { FailingStorage } from '../support/failing-storage.ts'
import { usedBytes } from '../support/heap.ts'
import { noise, quarters } from '../support/pictures.ts'

/** That nothing but `bytes` lies in their piece of memory. */
function assertOwn(bytes: Buffer | undefined, where: string): void {
  assert.ok(bytes !== undefined, where)
  const held = bytes.buffer.byteLength
  assert.ok(held <= 1.2 * bytes.length, `${where}: ${held} bytes held for ${bytes.length}`)
}

/** A small part of a large piece of memory. */
const part = () => Buffer.from(new ArrayBuffer(2_400_000), 1_000_000, 388)
const pooled = () => Buffer.from('x'.repeat(388))

test('bytes of their own stay where they are, and others move', () => {
  const own = Buffer.alloc(70_000)
  assert.equal(compactBuffer(own), own)
  for (const bytes of [part(), pooled()]) assertOwn(compactBuffer(bytes), 'a part')
  assert.deepEqual(compactBuffer(pooled()), pooled())
})

// Point 5: 388 bytes counted, 2.4 MB held.
suite('point 5: what is counted is what is held', () => {
  test('of all that the store of derivatives takes', async () => {
    await using fixture = await Fixture.open()
    const storage = new FailingStorage(fixture.storage)
    const kept = new DerivativeCache({
      storage,
      memoryBytes: 1_000_000,
      onStoreFailed: assert.ifError,
    })
    const keys = Array.from({ length: 4 }, (_, at) => String(at).padStart(32, '0'))
    kept.remember(keys[0]!, part())
    kept.rememberIfFree(keys[1]!, part())
    // Held until it is written.
    storage.trouble = { kind: 'slow', milliseconds: 20 }
    const keeping = kept.store(keys[2]!, part())
    for (const key of keys.slice(0, 3)) assertOwn(kept.inMemory(key), key)
    await keeping
    assertOwn(await kept.read(keys[2]!), 'read')
    assertOwn(kept.inMemory(keys[2]!), 'read, in memory')
    kept.remember(keys[3]!, pooled())
    assertOwn(kept.inMemory(keys[3]!), 'pooled')
  })

  test('of all that the renderer makes together', async () => {
    await using fixture = await Fixture.open()
    const image = await fixture.put('a.png', noise(1000, 1000).png())
    const plans: DerivePlan[] = [jpeg(8, 8), jpeg(1000, 1000), { ...jpeg(900, 900), format: 'png' }]
    const original = { path: `${fixture.root}/a.png` }
    const options = { tag: image.tag, priority: 'interactive', source: image } as const
    for (const bytes of await fixture.renderer.renderAll(original, plans, options))
      assertOwn(bytes, `of ${bytes.length}`)
  })

  test('of a derivative that a person takes out of a group being prepared', async () => {
    await using fixture = await Fixture.open({ slots: 1 })
    const image = await fixture.put('a.png', noise(1000, 1000).png())
    const small = jpeg(8, 8)
    const large: DerivePlan = { ...jpeg(3000, 3000), format: 'png' }
    const key = planKey(image.tag, small)
    const { derivatives } = fixture
    const preparing = derivatives.prepare(image, [small, large], {
      priority: 'prerender',
      hold: new Set([key]),
    })
    await fixture.waiting()
    const { bytes, origin } = await derivatives.open(key, image, small)
    assert.equal(origin, 'collapsed')
    assertOwn(bytes, 'taken')
    assertOwn(derivatives.held(key), 'held')
    await preparing
  })

  test('of many small ones, with all that goes with them', async () => {
    await using fixture = await Fixture.open()
    const memoryBytes = 4_000_000
    const { storage } = fixture
    const kept = new DerivativeCache({ storage, memoryBytes, onStoreFailed: assert.ifError })
    const small = await quarters(2, 2).webp().toBuffer()
    const before = usedBytes()
    for (let at = 0; at < 100_000; at++)
      kept.remember(String(at).padStart(32, '0'), Buffer.from(small))
    const held = usedBytes() - before
    assert.ok(kept.memoryBytes <= memoryBytes)
    assert.ok(held < 1.2 * memoryBytes, `${held} bytes held for ${kept.memoryBytes}`)
  })
})
