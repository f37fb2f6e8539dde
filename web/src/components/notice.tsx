import type { ComponentChildren } from 'preact'
import { CallError } from '../api.ts'

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

/** A call that failed, with what the visitor can do about it. */
export function Failure({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const { title, advice } = explain(error)
  return (
    <Notice title={title} alert>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>{advice}</p>
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
      advice: 'Check that Keyart is running and can be reached from here, then try again.',
    }
  if (status === 404)
    return {
      title: 'Not found',
      advice: 'It may have been renamed or removed since the last scan. Search for it by name.',
    }
  if (status === 503)
    return { title: 'The server is busy', advice: 'Wait a moment, then try again.' }
  return {
    title: 'That did not work',
    advice: 'Try again. If the problem persists, the server’s log says why.',
  }
}

/** No library at all, or nothing in them yet. */
export function NothingYet({ scanning }: { readonly scanning: boolean }) {
  if (scanning)
    return (
      <Notice title="Looking through your folders">
        <p>The first scan is running. Pictures appear here as they are found.</p>
      </Notice>
    )
  return (
    <Notice title="No artwork yet">
      <p>Start Keyart with the folders of your media:</p>
      <pre>keyart serve --library movies=/path/to/films --library tvshows=/path/to/series</pre>
      <p>
        The kinds are <code>movies</code>, <code>tvshows</code>, <code>music</code> and{' '}
        <code>photos</code>. Artwork is found by its name beside the media, such as{' '}
        <code>poster.jpg</code> or <code>folder.jpg</code>.
      </p>
    </Notice>
  )
}
