import { formatRoute, libraryRoute } from '../router.ts'
import type { Route } from '../router.ts'
import type { ScanView } from '../scan-status.ts'
import { currentSession, signOut } from '../session.ts'
import { useTheme } from '../theme.ts'
import type { ItemDto } from '../wire.ts'
import { ScanPill } from './scan-pill.tsx'
import { SearchBox } from './search-box.tsx'

interface HeaderProps {
  readonly route: Route
  readonly libraries: readonly ItemDto[]
  readonly scan: ScanView
}

export function Header({ route, libraries, scan }: HeaderProps) {
  const { theme, toggle } = useTheme()
  const { user } = currentSession()
  const place = (id: string) =>
    route.page === 'library' && route.id === id ? ('page' as const) : undefined
  return (
    <header class="header">
      <a class="brand" href="#/" aria-label="Keyart, start">
        <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
          <rect x="3" y="5" width="14" height="22" rx="3" class="mark-back" />
          <rect x="11" y="3" width="18" height="26" rx="3.5" class="mark-front" />
          <path d="M20 10a4 4 0 0 1 1.6 7.66L23 23h-6l1.4-5.34A4 4 0 0 1 20 10z" class="mark-key" />
        </svg>
        <span>Keyart</span>
      </a>
      <nav class="libraries" aria-label="Libraries">
        {libraries.map((library) => (
          <a
            key={library.Id}
            href={formatRoute(libraryRoute(library.Id))}
            aria-current={place(library.Id)}
          >
            {library.Name}
          </a>
        ))}
      </nav>
      <ScanPill scan={scan} />
      <SearchBox route={route} libraries={libraries} />
      <button
        type="button"
        class="icon"
        onClick={toggle}
        aria-label={theme === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
        title={theme === 'dark' ? 'Light' : 'Dark'}
      >
        <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
          {theme === 'dark' ? (
            <path d="M12 7a5 5 0 1 0 0 10 5 5 0 0 0 0-10zm0-6v3m0 16v3M1 12h3m16 0h3M4.2 4.2l2.1 2.1m11.4 11.4 2.1 2.1m0-15.6-2.1 2.1M6.3 17.7l-2.1 2.1" />
          ) : (
            <path d="M20.5 14.2A8.6 8.6 0 0 1 9.8 3.5a8.6 8.6 0 1 0 10.7 10.7z" />
          )}
        </svg>
      </button>
      {user !== undefined && (
        <button
          type="button"
          class="icon"
          onClick={() => void signOut()}
          aria-label={`Sign out ${user.name}`}
          title={`Sign out ${user.name}`}
        >
          <svg viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d="M14 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8M10 12h11m-4-4 4 4-4 4" />
          </svg>
        </button>
      )}
    </header>
  )
}
