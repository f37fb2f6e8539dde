import { useEffect, useState } from 'preact/hooks'
import { mayPass, useRetry } from './use-retry.ts'

export type Answer<T> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'there'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown; readonly retry: () => void }

const remembered = new Map<string, unknown>()
const maxRemembered = 60

/**
 * What `ask` answers. An answer given before under `key` is there at once and replaced when the new
 * one comes. `turn`: a change of it asks again. A failure that may pass is tried again by itself,
 * and hides no answer that was there before.
 */
export function useAnswer<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  turn?: unknown,
): Answer<T> {
  const [tries, setTries] = useState(0)
  const [state, setState] = useState<{ readonly key: string; readonly answer: Answer<T> }>()
  const retry = () => setTries((count) => count + 1)
  useEffect(() => {
    const abort = new AbortController()
    ask(abort.signal).then(
      (value) => {
        remember(key, value)
        if (!abort.signal.aborted) setState({ key, answer: { kind: 'there', value } })
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ key, answer: { kind: 'failed', error, retry } })
      },
    )
    return () => abort.abort()
  }, [key, turn, tries])

  const answer = state?.key === key ? state.answer : undefined
  const error = answer?.kind === 'failed' ? answer.error : undefined
  useRetry(error, retry)
  const isHidden = answer === undefined || (error !== undefined && mayPass(error))
  if (isHidden && remembered.has(key)) return { kind: 'there', value: remembered.get(key) as T }
  return answer ?? { kind: 'waiting' }
}

function remember(key: string, value: unknown): void {
  remembered.delete(key)
  remembered.set(key, value)
  const [oldest] = remembered.keys()
  if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
}
