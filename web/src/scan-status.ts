import { useEffect, useState } from 'preact/hooks'
import { base } from './base.ts'
import { authorization, endSession, hasToken, withOwnToken } from './session.ts'
import type { ScanStatus } from './wire.ts'

export type ScanView =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'lost' }
  | { readonly kind: 'known'; readonly status: ScanStatus }

const address = `${base}/keyart/api/scan`
const pollEveryMs = 3000

/** The scan as the server tells it: by events, or by asking again and again where they do not pass. */
export function watchScan(tell: (view: ScanView) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let ended = false
  const source = new EventSource(withOwnToken(address))

  const poll = async (): Promise<void> => {
    try {
      const response = await fetch(address, {
        headers: { Accept: 'application/json', ...authorization() },
      })
      // Revoked while the page was open.
      if (response.status === 401 && hasToken()) return endSession()
      // In front of another server, which does the scans.
      if (response.status === 404) return
      if (!response.ok) throw new Error(String(response.status))
      const status = (await response.json()) as ScanStatus
      if (!ended) tell({ kind: 'known', status })
    } catch {
      if (!ended) tell({ kind: 'lost' })
    }
    if (!ended) timer = setTimeout(() => void poll(), pollEveryMs)
  }

  source.addEventListener('message', (event: MessageEvent<string>) => {
    tell({ kind: 'known', status: JSON.parse(event.data) as ScanStatus })
  })
  source.addEventListener('error', () => {
    // Closed: the answer was no event stream. Otherwise the browser connects again by itself.
    if (source.readyState === EventSource.CLOSED) void poll()
    else tell({ kind: 'lost' })
  })
  return () => {
    ended = true
    source.close()
    clearTimeout(timer)
  }
}

export function useScan(): ScanView {
  const [view, setView] = useState<ScanView>({ kind: 'unknown' })
  useEffect(() => watchScan(setView), [])
  return view
}
