import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrustLevel } from '../../../src/render/budget/client.ts'
import { planKey } from '../../../src/render/plan/key.ts'
import { Fixture, jpeg } from '../../support/derivatives.ts'
import { noise } from '../../support/pictures.ts'

test('point 15: what a stranger wants larger than the original is served, and kept nowhere', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(60, 90).jpeg())
  const open = async (width: number, ...standings: readonly TrustLevel[]) => {
    const plan = jpeg(width, 1.5 * width)
    const key = planKey(image.tag, plan)
    const asked = standings.map((trustLevel, at) =>
      fixture.derivatives.open(key, image, plan, { client: { key: `${at}`, trustLevel } }),
    )
    const [{ origin, bytes }] = (await Promise.all(asked)) as [Awaited<(typeof asked)[0]>]
    await fixture.derivatives.settled()
    assert.ok(bytes.length > 0)
    const isKept = fixture.derivatives.isHeld(key) || (await fixture.storage.has(key))
    return [origin, isKept]
  }
  assert.deepEqual(await open(200, 'stranger'), ['uncached', false])
  assert.deepEqual(await open(200, 'stranger'), ['uncached', false])
  assert.deepEqual(await open(202, 'stranger', 'guest'), ['rendered', true])
  assert.deepEqual(await open(204, 'user'), ['rendered', true])
  // As large as the original, or smaller.
  assert.deepEqual(await open(60, 'stranger'), ['rendered', true])
  assert.deepEqual([...fixture.derivatives.sizesOf(image.tag).values()].length, 3)
})
