import { useRef } from 'preact/hooks'
import { planGrid } from '../grid-layout.ts'
import type { GridShape } from '../grid-layout.ts'
import { useGridView } from '../use-grid-view.ts'
import type { ItemDto } from '../wire.ts'
import { Card } from './card.tsx'

interface ShelfProps {
  readonly items: readonly ItemDto[]
  readonly shape: GridShape
  readonly label: string
}

/** A row of cards that scrolls sideways; its cells are as wide as those of a grid. */
export function Shelf({ items, shape, label }: ShelfProps) {
  const element = useRef<HTMLUListElement>(null)
  const view = useGridView(element)
  const layout = planGrid(view.width, items.length, shape, 52)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const cards = [...(element.current?.querySelectorAll<HTMLElement>('.card') ?? [])]
    const next = cards[cards.findIndex((card) => card === document.activeElement) + step]
    if (step === 0 || next === undefined) return
    event.preventDefault()
    next.focus()
    next.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }
  return (
    <ul
      ref={element}
      class="shelf"
      aria-label={label}
      style={{ gap: `${layout.gap}px` }}
      onKeyDown={onKeyDown}
    >
      {view.width > 0 &&
        items.map((item) => (
          <li key={item.Id} style={{ width: `${layout.cellWidth}px` }}>
            <Card item={item} width={layout.cellWidth} artHeight={layout.artHeight} />
          </li>
        ))}
    </ul>
  )
}
