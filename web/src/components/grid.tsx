import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { isGridKey, moveFocus, planGrid, scrollToShow, visibleRows } from '../grid-layout.ts'
import type { GridShape } from '../grid-layout.ts'
import { placeLeft, placeToResume } from '../history.ts'
import { useList } from '../item-lists.ts'
import type { PagedItems } from '../paged-items.ts'
import { useGridView } from '../use-grid-view.ts'
import { useResume } from '../use-resume.ts'
import { Card } from './card.tsx'

interface GridProps {
  readonly list: PagedItems
  readonly shape: GridShape
  readonly label: string
  /** Cells shown as empty frames until the list knows its length. */
  readonly guess?: number
}

/** Room for two lines of caption; `--caption` in the style sheet is the same. */
const captionHeight = 52
const overscan = 500
/** A grid flown over asks for nothing until it slows down. */
const settleMs = 60

/** A grid in the page's own scroll of which only the rows near the window exist. */
export function Grid({ list, shape, label, guess = 24 }: GridProps) {
  useList(list)
  const element = useRef<HTMLDivElement>(null)
  const view = useGridView(element)
  const [active, setActive] = useState(() => placeToResume()?.focus ?? 0)
  const focusWanted = useRef(placeToResume()?.focus !== undefined)

  const layout = planGrid(view.width, list.total ?? guess, shape, captionHeight)
  const measured = view.width > 0
  const rows = measured ? visibleRows(layout, view, overscan) : { first: 0, end: 0 }
  const first = rows.first * layout.columns
  const end = Math.min(layout.count, rows.end * layout.columns)
  useResume(measured && list.total !== undefined)

  useEffect(() => {
    if (!measured) return
    const ask = () => list.need(first, Math.max(first, end - 1))
    if (list.total === undefined) return ask()
    const timer = setTimeout(ask, settleMs)
    return () => clearTimeout(timer)
  }, [list, list.wishes, measured, first, end])

  // Another order or search in the same grid begins anew; a cell that has the focus keeps it.
  const told = useRef(list)
  useLayoutEffect(() => {
    if (told.current === list) return
    told.current = list
    setActive(0)
    scrollTo({ top: 0, behavior: 'instant' })
  }, [list])

  useLayoutEffect(() => {
    if (!focusWanted.current) return
    const card = element.current?.querySelector<HTMLElement>(`[data-index="${active}"]`)
    if (card === null || card === undefined) return
    focusWanted.current = false
    card.focus({ preventScroll: true })
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (!isGridKey(event.key) || event.metaKey || event.ctrlKey || event.altKey) return
    const box = element.current?.getBoundingClientRect()
    if (box === undefined) return
    event.preventDefault()
    // The header covers the top of the window.
    const covered = headerHeight() + 12
    const window = { top: covered - box.top, height: innerHeight - covered - 12 }
    const pageRows = Math.max(1, Math.floor(window.height / layout.rowStep))
    const next = moveFocus(layout, active, event.key, pageRows)
    if (next === active) return
    focusWanted.current = true
    setActive(next)
    const by = scrollToShow(layout, window, next)
    if (by !== 0) scrollBy({ top: by, behavior: 'instant' })
  }

  const onFocus = (event: FocusEvent) => {
    const card = event.target instanceof Element ? event.target.closest('[data-index]') : null
    if (card === null) return
    const index = Number(card.getAttribute('data-index'))
    placeLeft().focus = index
    setActive(index)
  }

  // The way in by Tab must exist even when the last focused cell has scrolled away.
  const tabStop = active >= first && active < end ? active : first
  const rowNumbers = Array.from({ length: rows.end - rows.first }, (_, row) => rows.first + row)
  return (
    <div
      ref={element}
      class="grid"
      role="grid"
      aria-label={label}
      aria-rowcount={layout.rows}
      aria-colcount={layout.columns}
      aria-busy={list.total === undefined}
      style={{ height: `${layout.height}px` }}
      onKeyDown={onKeyDown}
      onFocusCapture={onFocus}
    >
      {rowNumbers.map((row) => (
        <div
          key={row}
          class="row"
          role="row"
          aria-rowindex={row + 1}
          style={{
            transform: `translateY(${row * layout.rowStep}px)`,
            gap: `${layout.gap}px`,
          }}
        >
          {cellsOf(row, layout.columns, layout.count).map((index) => (
            <div
              key={index}
              role="gridcell"
              aria-colindex={(index % layout.columns) + 1}
              style={{ width: `${layout.cellWidth}px` }}
            >
              <Card
                item={list.at(index)}
                width={layout.cellWidth}
                artHeight={layout.artHeight}
                index={index}
                tabIndex={index === tabStop ? 0 : -1}
              />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

function cellsOf(row: number, columns: number, count: number): readonly number[] {
  const first = row * columns
  return Array.from({ length: Math.min(columns, count - first) }, (_, column) => first + column)
}

function headerHeight(): number {
  return document.querySelector('.header')?.getBoundingClientRect().height ?? 0
}
