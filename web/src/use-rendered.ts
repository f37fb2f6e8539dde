import { useEffect, useState } from 'preact/hooks'
import { callErrorOf, CallError } from './api.ts'
import { authorization } from './session.ts'

/** What the server answered to one image URL, headers and all. */
export type Rendered =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed'; readonly error: CallError }
  | {
      readonly kind: 'there'
      /** The very bytes that were measured, as an address for an `img`. */
      readonly source: string
      readonly bytes: number
      readonly mime: string
      readonly cacheStatus: string
      readonly cacheControl: string
      readonly milliseconds: number
    }

const typingPauseMs = 250

/** Fetches `url` a moment after it last changed; `turn`: a change of it asks the server again. */
export function useRendered(url: string, turn: number): Rendered {
  const [rendered, setRendered] = useState<Rendered>({ kind: 'waiting' })
  useEffect(() => {
    const abort = new AbortController()
    let source: string | undefined
    const ask = async (): Promise<void> => {
      const began = performance.now()
      const response = await fetch(url, {
        headers: { Accept: 'image/avif,image/webp,image/*,*/*;q=0.8', ...authorization() },
        // Past the browser's own cache: the server is to say what it did.
        cache: 'reload',
        signal: abort.signal,
      })
      if (!response.ok) throw await callErrorOf(response)
      const blob = await response.blob()
      if (abort.signal.aborted) return
      source = URL.createObjectURL(blob)
      setRendered({
        kind: 'there',
        source,
        bytes: blob.size,
        mime: response.headers.get('Content-Type') ?? blob.type,
        cacheStatus: response.headers.get('Cache-Status') ?? 'not said',
        cacheControl: response.headers.get('Cache-Control') ?? 'not said',
        milliseconds: performance.now() - began,
      })
    }
    const timer = setTimeout(() => {
      ask().catch((cause: unknown) => {
        if (abort.signal.aborted) return
        const error =
          cause instanceof CallError
            ? cause
            : new CallError(0, 'The server does not answer.', { cause })
        setRendered({ kind: 'failed', error })
      })
    }, typingPauseMs)
    return () => {
      clearTimeout(timer)
      abort.abort()
      if (source !== undefined) URL.revokeObjectURL(source)
    }
  }, [url, turn])
  return rendered
}
