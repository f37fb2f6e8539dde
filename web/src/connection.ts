import { createContext } from 'preact'
import { useContext, useEffect, useRef, useState } from 'preact/hooks'
import type { ScanView } from './scan-status.ts'

/** Grows each time that the server can be reached again: what failed meanwhile is asked for anew. */
export const Connection = createContext(0)

export function useConnection(): number {
  return useContext(Connection)
}

/** The number for `Connection`, by the scan's feed and by what the browser says of the network. */
export function useReconnects({ kind }: ScanView): number {
  const [count, setCount] = useState(0)
  const wasLost = useRef(false)
  useEffect(() => {
    if (kind === 'known' && wasLost.current) setCount((before) => before + 1)
    wasLost.current = kind === 'lost'
  }, [kind])
  useEffect(() => {
    const onOnline = () => setCount((before) => before + 1)
    addEventListener('online', onOnline)
    return () => removeEventListener('online', onOnline)
  }, [])
  return count
}
