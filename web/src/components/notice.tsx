import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { CallError } from '../api.ts'
import { mayPass } from '../use-retry.ts'

/** A place with nothing to show: says what is so and what to do. */
export function Notice({
  title,
  children,
  alert = false,
}: {
  readonly title: string
  readonly children: ComponentChildren
  readonly alert?: boolean
}) {
  return (
    <section class="notice" role={alert ? 'alert' : undefined}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

/** An address that leads nowhere. */
export function NoPlace({ what }: { readonly what: 'page' | 'library' }) {
  useEffect(() => {
    document.title = 'Not found · Keyart'
  }, [])
  return (
    <Notice title={`There is no such ${what}`} alert>
      <p>
        {what === 'page'
          ? 'The address is mistyped, or from another version of Keyart.'
          : 'It may have been renamed or removed, or is not yours to see.'}
      </p>
      <p>
        <a href="#/" class="button">
          To the start
        </a>
      </p>
    </Notice>
  )
}

/** A call that failed, with what the visitor can do about it. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { title, advice } = explain(error)
  return (
    <Notice title={title} alert>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>{advice}</p>
      {mayPass(error) && <p>The page tries again by itself.</p>}
      <p>
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>{' '}
        <a href="#/" class="button quiet">
          To the start
        </a>
      </p>
    </Notice>
  )
}

function explain(error: unknown): { readonly title: string; readonly advice: string } {
  const status = error instanceof CallError ? error.status : -1
  if (status === 0)
    return {
      title: 'The server does not answer',
      advice: 'Check that Keyart is running and can be reached from here.',
    }
  if (status === 404)
    return {
      title: 'Not found',
      advice: 'It may have been renamed or removed since the last scan. Search for it by name.',
    }
  if (status === 503) return { title: 'The server is busy', advice: 'Wait a moment.' }
  return {
    title: 'That did not work',
    advice: 'If the problem persists, the server’s log says why.',
  }
}
