import { useLayoutEffect, useRef } from 'preact/hooks'
import { placeToResume } from './history.ts'

/** Scrolls a place that was come back to where it was left, once it is `ready` (as high as then). */
export function useResume(ready: boolean): void {
  // Read at once: scroll events of the page being built would overwrite it.
  const target = useRef(placeToResume()?.scroll)
  useLayoutEffect(() => {
    if (!ready || target.current === undefined) return
    scrollTo({ top: target.current, behavior: 'instant' })
    target.current = undefined
  }, [ready])
}
