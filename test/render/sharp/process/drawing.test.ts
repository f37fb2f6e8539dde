import assert from 'node:assert/strict'
import { test } from 'node:test'
import { affordableSide } from '../../../../src/render/sharp/process/drawing.ts'

/** Milliseconds of a drawing that takes one at 256 pixels, and grows by a power of its sides. */
const times = (power: number, at256 = 1) => {
  const drawn: number[] = []
  const draw = (side: number) => {
    drawn.push(side)
    return Promise.resolve(at256 * (side / 256) ** power)
  }
  return { draw, drawn }
}

test('issue 15, point 1: a drawing that grows as most do is drawn as large as it is wanted', async () => {
  const { draw, drawn } = times(2)
  assert.equal(await affordableSide(draw, 1920, 1875), 1920)
  assert.deepEqual(drawn, [256, 512])
})

test('a drawing whose filters are too slow is drawn as large as its time goes', async () => {
  for (const at256 of [1, 10, 100, 1000]) {
    const { draw, drawn } = times(4, at256)
    const side = await affordableSide(draw, 4000, 1875)
    assert.ok(side >= 256 && side < 4000)
    // Neither it nor what was tried takes longer.
    for (const tried of [side, ...drawn])
      assert.ok(at256 * (tried / 256) ** 4 <= 1876, `${at256}: ${tried}`)
  }
})
