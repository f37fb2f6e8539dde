import { useEffect, useState } from 'preact/hooks'
import { formatRoute, parseRoute } from './router.ts'
import type { Route } from './router.ts'

/**
 * Places gone through. Each entry of the browser's history carries its depth, so that Escape knows
 * whether there is a place of ours to go back to, and each remembers where it was left.
 */
interface Mark {
  readonly depth: number
  /** Tells apart two visits at the same depth. */
  readonly visit: string
}

interface Left {
  scroll: number
  /** The item last focused in the place's grid. */
  focus: number | undefined
}

const storageKey = 'keyart.places'
const left = new Map<string, Left>(readLeft())
const listeners = new Set<() => void>()
let cameBack = performance.getEntriesByType('navigation').some(isReturn)

function isReturn(entry: PerformanceEntry): boolean {
  const type = entry instanceof PerformanceNavigationTiming ? entry.type : ''
  return type === 'reload' || type === 'back_forward'
}

function currentMark(): Mark {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'visit' in state) return state as Mark
  const mark: Mark = { depth: 0, visit: newVisit() }
  history.replaceState(mark, '')
  return mark
}

function newVisit(): string {
  return Math.random().toString(36).slice(2, 10)
}

export function startHistory(): void {
  history.scrollRestoration = 'manual'
  currentMark()
  addEventListener('popstate', () => {
    cameBack = true
    tell()
  })
  const keepScroll = () => {
    placeLeft().scroll = scrollY
  }
  addEventListener('scroll', keepScroll, { passive: true })
  addEventListener('pagehide', writeLeft)
  // Plain links with a hash are places of ours; whatever asks for a new tab stays the browser's.
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a[href^="#/"]') : null
    if (link === null) return
    event.preventDefault()
    visit(parseRoute(link.getAttribute('href') ?? ''))
  })
}

export function visit(route: Route): void {
  placeLeft().scroll = scrollY
  const mark: Mark = { depth: currentMark().depth + 1, visit: newVisit() }
  cameBack = false
  history.pushState(mark, '', formatRoute(route))
  tell()
}

/** Changes the place without a new step in the history: a search being typed, another order. */
export function change(route: Route): void {
  history.replaceState(currentMark(), '', formatRoute(route))
  tell()
}

/** To where the visitor came from, or to `otherwise` when that was not on this page. */
export function goBack(otherwise: Route): void {
  if (currentMark().depth > 0) history.back()
  else change(otherwise)
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash)
  useEffect(() => {
    const listener = () => setHash(location.hash)
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, [])
  return parseRoute(hash)
}

/** What is remembered of the current place. */
export function placeLeft(): Left {
  const key = currentMark().visit
  const saved = left.get(key) ?? { scroll: 0, focus: undefined }
  left.set(key, saved)
  return saved
}

/** Where to go on when the current place was come back to; else `undefined`. */
export function placeToResume(): Left | undefined {
  return cameBack ? left.get(currentMark().visit) : undefined
}

function tell(): void {
  for (const listener of listeners) listener()
}

function readLeft(): [string, Left][] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as [string, Left][]
  } catch {
    return []
  }
}

function writeLeft(): void {
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...left].slice(-50)))
  } catch {
    // A browser that keeps nothing only forgets the scroll position.
  }
}
