import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import { refreshLists } from './item-lists.ts'
import type { ScanView } from './scan-status.ts'
import type { ScanStatus } from './wire.ts'

/** Changes when the scan has found something, so that what is shown asks anew. */
export const ScanTurn = createContext(0)

/** What the scan says; absent before it has said anything. */
export const CurrentScan = createContext<ScanStatus | undefined>(undefined)

export function useScanTurn(): number {
  return useContext(ScanTurn)
}

const refreshEveryMs = 2500

/** The turn for `ScanTurn`; grows at most every few seconds while the scan finds things. */
export function useTurnsOf(scan: ScanView): number {
  const [turn, setTurn] = useState(0)
  const found =
    scan.kind === 'known' ? `${scan.status.items}/${scan.status.images}/${scan.status.state}` : ''
  const seen = useRef('')
  const shown = useRef(0)
  useEffect(() => {
    if (found === '' || found === seen.current) return
    const first = seen.current === ''
    const refresh = () => {
      seen.current = found
      shown.current = Date.now()
      if (first) return
      refreshLists()
      setTurn((count) => count + 1)
    }
    const timer = setTimeout(refresh, Math.max(0, shown.current + refreshEveryMs - Date.now()))
    return () => clearTimeout(timer)
  }, [found])
  return turn
}
