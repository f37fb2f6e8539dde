import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import { findInstallation, type InstallationKind } from '../api.ts'
import { CurrentScan } from '../scan-turn.ts'
import { useAnswer } from '../use-answer.ts'
import { Notice } from './notice.tsx'

/** No library at all, or nothing in them yet: what to do, in the visitor's kind of installation. */
export function NothingYet({ scanning }: { readonly scanning: boolean }) {
  const kind = useAnswer('installation', findInstallation)
  const drawing = useContext(CurrentScan)?.drawing
  if (drawing !== undefined)
    return (
      <Notice title="Drawing the demo library">
        <p>
          {drawing.done} of {drawing.total} files. The first films appear here in a moment, and the
          others while you look around.
        </p>
      </Notice>
    )
  if (scanning)
    return (
      <Notice title="Looking through your folders">
        <p>The first scan is running. Pictures appear here as they are found.</p>
      </Notice>
    )
  return (
    <Notice title="No artwork yet">
      {kind.kind === 'there' && advice[kind.value]}
      <p>
        The kinds are <code>movies</code>, <code>tvshows</code>, <code>music</code> and{' '}
        <code>photos</code>. Artwork is found by its name beside the media, such as{' '}
        <code>poster.jpg</code> or <code>folder.jpg</code>.
      </p>
    </Notice>
  )
}

const folders = '--library movies=/path/to/films --library tvshows=/path/to/series'

const container = `docker run -d -p 8097:8097 -v keyart-data:/data \\
  -v /path/to/films:/media/films:ro \\
  -v /path/to/series:/media/series:ro \\
  -e KEYART_LIBRARY="movies=/media/films;tvshows=/media/series" keyart`

const settings = `{ "libraries": [
  { "kind": "movies", "folder": "/path/to/films" },
  { "kind": "tvshows", "folder": "/path/to/series" }
] }`

const start = (command: string) => (
  <>
    <p>Start Keyart with the folders of your media:</p>
    <pre>{command}</pre>
  </>
)

const advice: Readonly<Record<InstallationKind, ComponentChildren>> = {
  npm: start(`keyart serve ${folders}`),
  checkout: start(`npm start -- ${folders}`),
  container: (
    <>
      <p>Mount the folders of your media into the container, and name them as they are in there:</p>
      <pre>{container}</pre>
      <p>
        With Compose, they are under <code>volumes</code> and <code>environment</code>. The user
        that Keyart runs as, 1000 by default, must be able to read them.
      </p>
    </>
  ),
  service: (
    <>
      <p>
        Name the folders of your media in the settings of the service,{' '}
        <code>/etc/keyart/keyart.json</code>:
      </p>
      <pre>{settings}</pre>
      <p>Then restart it:</p>
      <pre>systemctl restart keyart</pre>
      <p>
        The user of the service must be able to read them. <code>journalctl -u keyart</code> says
        what it found.
      </p>
    </>
  ),
}
