import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  gridKeys,
  moveFocus,
  planGrid,
  scrollToShow,
  visibleRows,
} from '../../web/src/grid-layout.ts'

const poster = { ratio: 2 / 3, scale: 1 }
const widths = fc.integer({ min: 1, max: 8000 })
const counts = fc.integer({ min: 0, max: 20000 })

test('three posters stand side by side on a small phone', () => {
  assert.equal(planGrid(328, 10, poster, 50).columns, 3)
})

test('cells fill the width and never overflow it; all items have a cell', () => {
  fc.assert(
    fc.property(widths, counts, (width, count) => {
      const layout = planGrid(width, count, poster, 50)
      const used = layout.columns * layout.cellWidth + (layout.columns - 1) * layout.gap
      assert.ok(used <= Math.max(width, layout.cellWidth))
      assert.ok(used > width - layout.columns || layout.cellWidth === 1)
      assert.ok(layout.rows * layout.columns >= count)
      assert.ok((layout.rows - 1) * layout.columns < Math.max(1, count))
    }),
  )
})

test('every row that touches the view is visible, and few others', () => {
  let inside = 0
  fc.assert(
    fc.property(
      widths,
      counts,
      fc.integer({ min: -3000, max: 3_000_000 }),
      fc.integer({ min: 1, max: 3000 }),
      (width, count, top, height) => {
        const layout = planGrid(width, count, poster, 50)
        const { first, end } = visibleRows(layout, { top, height }, 100)
        assert.ok(first >= 0 && end <= layout.rows && first <= end)
        assert.ok(end - first <= Math.ceil((height + 200) / layout.rowStep) + 1)
        const middle = Math.floor((top + height / 2) / layout.rowStep)
        if (middle < 0 || middle >= layout.rows) return
        assert.ok(middle >= first && middle < end)
        inside++
      },
    ),
    { numRuns: 1000 },
  )
  assert.ok(inside > 50, String(inside))
})

test('keys stay in the grid and move by cells, rows and pages', () => {
  fc.assert(
    fc.property(
      widths,
      fc.integer({ min: 1, max: 5000 }),
      fc.nat(),
      fc.constantFrom(...gridKeys),
      (width, count, seed, key) => {
        const layout = planGrid(width, count, poster, 50)
        const next = moveFocus(layout, seed % count, key, 3)
        assert.ok(next >= 0 && next < count)
      },
    ),
  )
  const layout = { ...planGrid(328, 8, poster, 50) }
  assert.equal(layout.columns, 3)
  const from4 = (key: (typeof gridKeys)[number]) => moveFocus(layout, 4, key, 3)
  assert.deepEqual(gridKeys.map(from4), [3, 5, 1, 7, 0, 7, 1, 7])
  assert.equal(moveFocus(layout, 5, 'ArrowDown', 3), 7, 'down to the end of a short last row')
  assert.equal(moveFocus(layout, 6, 'ArrowDown', 3), 6)
  assert.equal(moveFocus(layout, 1, 'ArrowUp', 3), 1)
})

test('scrolling to a cell shows its whole row, and moves nothing that is shown already', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5000 }),
      fc.nat(),
      fc.integer({ min: 0, max: 100_000 }),
      (count, seed, top) => {
        const layout = planGrid(1200, count, poster, 50)
        const index = seed % count
        const view = { top, height: 900 }
        const by = scrollToShow(layout, view, index)
        const rowTop = Math.floor(index / layout.columns) * layout.rowStep - (top + by)
        assert.ok(rowTop >= 0 && rowTop + layout.rowStep - layout.gap <= view.height)
        assert.equal(scrollToShow(layout, { ...view, top: top + by }, index), 0)
      },
    ),
  )
})
