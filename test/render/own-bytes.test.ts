import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { KeptBytes } from '../../src/render/derivatives/kept-bytes.ts'
import { planKey } from '../../src/render/plan/key.ts'
import { ownBytes } from '../../src/render/own-bytes.ts'
import type { DerivePlan } from '../../src/render/plan/plan.ts'
import { House, jpeg } from '../support/derivatives.ts'
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
  assert.equal(ownBytes(own), own)
  for (const bytes of [part(), pooled()]) assertOwn(ownBytes(bytes), 'a part')
  assert.deepEqual(ownBytes(pooled()), pooled())
})

// Point 5: 388 bytes counted, 2.4 MB held.
suite('point 5: what is counted is what is held', () => {
  test('of all that the store of derivatives takes', async () => {
    await using house = await House.open()
    const storage = new FailingStorage(house.storage)
    const kept = new KeptBytes({ storage, memoryBytes: 1_000_000, onKeepFailed: assert.ifError })
    const keys = Array.from({ length: 4 }, (_, at) => String(at).padStart(32, '0'))
    kept.remember(keys[0]!, part())
    kept.rememberAhead(keys[1]!, part())
    // Held until it is written.
    storage.trouble = { kind: 'slow', milliseconds: 20 }
    const keeping = kept.keep(keys[2]!, part())
    for (const key of keys.slice(0, 3)) assertOwn(kept.inMemory(key), key)
    await keeping
    assertOwn(await kept.read(keys[2]!), 'read')
    assertOwn(kept.inMemory(keys[2]!), 'read, in memory')
    kept.remember(keys[3]!, pooled())
    assertOwn(kept.inMemory(keys[3]!), 'pooled')
  })

  test('of all that the renderer makes together', async () => {
    await using house = await House.open()
    const image = await house.put('a.png', noise(1000, 1000).png())
    const plans: DerivePlan[] = [jpeg(8, 8), jpeg(1000, 1000), { ...jpeg(900, 900), format: 'png' }]
    const original = { path: `${house.root}/a.png` }
    const options = { tag: image.tag, renderClass: 'person', source: image } as const
    for (const bytes of await house.renderer.renderAll(original, plans, options))
      assertOwn(bytes, `of ${bytes.length}`)
  })

  test('of a derivative that a person takes out of a group being prepared', async () => {
    await using house = await House.open({ slots: 1 })
    const image = await house.put('a.png', noise(1000, 1000).png())
    const small = jpeg(8, 8)
    const large: DerivePlan = { ...jpeg(3000, 3000), format: 'png' }
    const key = planKey(image.tag, small)
    const { derivatives } = house
    const preparing = derivatives.prepare(image, [small, large], {
      renderClass: 'prerender',
      hold: new Set([key]),
    })
    await house.waiting()
    const { bytes, origin } = await derivatives.open(key, image, small)
    assert.equal(origin, 'collapsed')
    assertOwn(bytes, 'taken')
    assertOwn(derivatives.held(key), 'held')
    await preparing
  })

  test('of many small ones, with all that goes with them', async () => {
    await using house = await House.open()
    const memoryBytes = 4_000_000
    const { storage } = house
    const kept = new KeptBytes({ storage, memoryBytes, onKeepFailed: assert.ifError })
    const small = await quarters(2, 2).webp().toBuffer()
    const before = usedBytes()
    for (let at = 0; at < 100_000; at++)
      kept.remember(String(at).padStart(32, '0'), Buffer.from(small))
    const held = usedBytes() - before
    assert.ok(kept.memoryBytes <= memoryBytes)
    assert.ok(held < 1.2 * memoryBytes, `${held} bytes held for ${kept.memoryBytes}`)
  })
})
