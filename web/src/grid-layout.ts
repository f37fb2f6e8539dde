/** The arithmetic of a grid of equal cells of which only the visible rows exist. All in CSS pixels. */

export interface GridShape {
  /** Width of the picture over its height. */
  readonly ratio: number
  /** How wide a cell wants to be, against a poster's. */
  readonly scale: number
}

export interface GridLayout {
  readonly count: number
  readonly columns: number
  readonly rows: number
  readonly gap: number
  readonly cellWidth: number
  readonly artHeight: number
  /** From the top of one row to the top of the next. */
  readonly rowStep: number
  readonly height: number
}

export interface View {
  /** Where the visible part begins, from the grid's top; negative while the grid lies below it. */
  readonly top: number
  readonly height: number
}

/** A posters' width that gives three a row on a small phone and about fifteen on a 4K screen. */
function wantedCell(width: number): number {
  return Math.min(230, Math.max(96, 80 + width * 0.05))
}

export function planGrid(
  width: number,
  count: number,
  shape: GridShape,
  captionHeight: number,
): GridLayout {
  const gap = width < 600 ? 12 : width < 1600 ? 20 : 26
  const wanted = wantedCell(width) * shape.scale
  const columns = Math.max(1, Math.floor((width + gap) / (wanted + gap)))
  const cellWidth = Math.max(1, Math.floor((width - gap * (columns - 1)) / columns))
  const artHeight = Math.round(cellWidth / shape.ratio)
  const rows = Math.ceil(count / columns)
  const rowStep = artHeight + captionHeight + gap
  const height = rows === 0 ? 0 : rows * rowStep - gap
  return { count, columns, rows, gap, cellWidth, artHeight, rowStep, height }
}

/** Rows from `first` up to, not including, `end` that touch the view or lie `overscan` pixels near. */
export function visibleRows(
  layout: GridLayout,
  view: View,
  overscan: number,
): { readonly first: number; readonly end: number } {
  const clamp = (row: number) => Math.min(layout.rows, Math.max(0, row))
  const first = clamp(Math.floor((view.top - overscan) / layout.rowStep))
  const end = clamp(Math.ceil((view.top + view.height + overscan) / layout.rowStep))
  return { first, end: Math.max(first, end) }
}

/** How far to scroll (negative: up) so that the row of `index` lies in the view, as little as can be. */
export function scrollToShow(layout: GridLayout, view: View, index: number): number {
  const top = Math.floor(index / layout.columns) * layout.rowStep
  const bottom = top + layout.rowStep - layout.gap
  if (top < view.top || bottom - top > view.height) return top - view.top
  return Math.max(0, bottom - (view.top + view.height))
}

export const gridKeys = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Home',
  'End',
  'PageUp',
  'PageDown',
] as const
export type GridKey = (typeof gridKeys)[number]

export function isGridKey(key: string): key is GridKey {
  return (gridKeys as readonly string[]).includes(key)
}

/** The cell that a key leads to from `index`; `index` itself at an edge. `pageRows` >= 1. */
export function moveFocus(
  layout: GridLayout,
  index: number,
  key: GridKey,
  pageRows: number,
): number {
  const { columns, count } = layout
  const last = count - 1
  const to = (target: number) => (target >= 0 && target <= last ? target : index)
  switch (key) {
    case 'ArrowLeft':
      return to(index - 1)
    case 'ArrowRight':
      return to(index + 1)
    case 'ArrowUp':
      return to(index - columns)
    case 'ArrowDown':
      // From above a short last row, down leads to its end.
      return Math.floor(index / columns) < layout.rows - 1 ? Math.min(last, index + columns) : index
    case 'PageUp':
      return Math.max(index % columns, index - pageRows * columns)
    case 'PageDown':
      return Math.min(last, index + pageRows * columns)
    case 'Home':
      return 0
    case 'End':
      return Math.max(0, last)
    default:
      return key satisfies never
  }
}
