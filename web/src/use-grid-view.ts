import type { RefObject } from 'preact'
import { useLayoutEffect, useState } from 'preact/hooks'
import type { View } from './grid-layout.ts'

export interface GridView extends View {
  readonly width: number
}

/** Scrolling is told in steps of this many pixels; the overscan of a grid must be larger. */
const step = 80

/** How wide an element is and which part of it the window shows. Width 0: not measured yet. */
export function useGridView(element: RefObject<HTMLElement | null>): GridView {
  const [view, setView] = useState<GridView>({ width: 0, top: 0, height: 0 })
  useLayoutEffect(() => {
    const measure = () => {
      const box = element.current?.getBoundingClientRect()
      if (box === undefined) return
      const next = {
        width: Math.floor(box.width),
        top: Math.round(-box.top / step) * step,
        height: innerHeight,
      }
      setView((current) =>
        current.width === next.width && current.top === next.top && current.height === next.height
          ? current
          : next,
      )
    }
    measure()
    const resizes = new ResizeObserver(measure)
    if (element.current !== null) resizes.observe(element.current)
    // What grows above the grid moves it without resizing it.
    resizes.observe(document.body)
    addEventListener('scroll', measure, { passive: true })
    addEventListener('resize', measure)
    return () => {
      resizes.disconnect()
      removeEventListener('scroll', measure)
      removeEventListener('resize', measure)
    }
  }, [])
  return view
}
