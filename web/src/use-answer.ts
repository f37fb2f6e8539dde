import { useEffect, useState } from 'preact/hooks'

export type Answer<T> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown; readonly retry: () => void }

const remembered = new Map<string, unknown>()
const maxRemembered = 60

/**
 * What `ask` answers. An answer given before under `key` is there at once and replaced when the new
 * one comes. `turn`: a change of it asks again.
 */
export function useAnswer<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  turn?: unknown,
): Answer<T> {
  const [tries, setTries] = useState(0)
  const [state, setState] = useState<{ readonly key: string; readonly answer: Answer<T> }>()
  useEffect(() => {
    const abort = new AbortController()
    ask(abort.signal).then(
      (value) => {
        remember(key, value)
        if (!abort.signal.aborted) setState({ key, answer: { kind: 'there', value } })
      },
      (error: unknown) => {
        const retry = () => setTries((count) => count + 1)
        if (!abort.signal.aborted) setState({ key, answer: { kind: 'failed', error, retry } })
      },
    )
    return () => abort.abort()
  }, [key, turn, tries])

  if (state?.key === key) return state.answer
  if (remembered.has(key)) return { kind: 'there', value: remembered.get(key) as T }
  return { kind: 'waiting' }
}

function remember(key: string, value: unknown): void {
  remembered.delete(key)
  remembered.set(key, value)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
}
