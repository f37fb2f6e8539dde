import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { contentBox } from '../../../../src/render/sharp/process/content-box.ts'

/** A picture in letters, a row a string. */
const colours: Readonly<Record<string, readonly number[]>> = {
  '.': [0, 0, 0, 0], // nothing
  ',': [255, 255, 255, 0], // nothing, too
  w: [255, 255, 255, 255],
  v: [254, 255, 255, 255], // nearly white
  g: [255, 255, 255, 128], // white glass
  x: [200, 0, 0, 255],
}

function boxOf(...rows: readonly string[]) {
  const width = rows[0]?.length ?? 0
  const rgba = Uint8Array.from(
    rows.flatMap((row) => row.split('').flatMap((c) => colours[c] ?? [])),
  )
  const { left, top, width: w, height: h } = contentBox({ width, height: rows.length, rgba })
  return `${w}x${h}+${left}+${top}`
}

const table: readonly [name: string, rows: readonly string[], expected: string][] = [
  ['a white margin', ['wwww', 'wwxw', 'wwww', 'wwww'], '1x1+2+1'],
  ['a transparent margin', ['....', '.,x.', '.x..', '....'], '2x2+1+1'],
  ['margins of several widths', ['wwwww', 'xwwxw', 'wwwww'], '4x1+0+1'],
  ['no margin', ['xw', 'wx'], '2x2+0+0'],
  ['nearly white is not white', ['vvv', 'vxv', 'vvv'], '3x3+0+0'],
  ['white all over', ['www', 'www'], '3x2+0+0'],
  ['nothing all over', ['...', ',,,'], '3x2+0+0'],
  [
    'a white margin within a transparent one',
    ['.....', '.www.', '.wxw.', '.www.', '.....'],
    '1x1+2+2',
  ],
  ['white letters on nothing stay whole', ['.....', '.w.w.', '.www.', '.....'], '3x2+1+1'],
  ['white glass is something', ['...', '.g.', '...'], '1x1+1+1'],
  ['a white block on nothing', ['...', '.w.', '...'], '1x1+1+1'],
  ['one pixel', ['x'], '1x1+0+0'],
  ['white inside is kept', ['wwwww', 'wxwxw', 'wwwww'], '3x1+1+1'],
]

for (const [name, rows, expected] of table)
  test(`${name}: ${expected}`, () => assert.equal(boxOf(...rows), expected))

test('a field on a blank ground is found exactly', () => {
  const edge = fc.integer({ min: 0, max: 6 })
  const side = fc.integer({ min: 1, max: 8 })
  fc.assert(
    fc.property(edge, edge, edge, edge, side, side, fc.constantFrom('.', 'w'), (...made) => {
      const [left, top, right, bottom, width, height, ground] = made
      const blank = ground.repeat(left + width + right)
      const row = ground.repeat(left) + 'x'.repeat(width) + ground.repeat(right)
      const rows = [
        ...Array.from({ length: top }, () => blank),
        ...Array.from({ length: height }, () => row),
        ...Array.from({ length: bottom }, () => blank),
      ]
      assert.equal(boxOf(...rows), `${width}x${height}+${left}+${top}`)
    }),
  )
})
