import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { findLibraries } from './api.ts'
import { Header } from './components/header.tsx'
import { Failure, NoPlace } from './components/notice.tsx'
import { Connection, useReconnects } from './connection.ts'
import { goBack, placeToResume, useRoute } from './history.ts'
import { HomePage } from './pages/home.tsx'
import { ItemPage } from './pages/item.tsx'
import { LibraryPage } from './pages/library.tsx'
import { SearchPage } from './pages/search.tsx'
import { SignInPage } from './pages/sign-in.tsx'
import type { Route } from './router.ts'
import { currentSession } from './session.ts'
import { type ScanView, useScan } from './scan-status.ts'
import { CurrentScan, ScanTurn, useTurnsOf } from './scan-turn.ts'
import { useAnswer } from './use-answer.ts'
import type { Answer } from './use-answer.ts'
import type { ItemDto } from './wire.ts'

/** The gallery, or the way into it. */
export function App() {
  return currentSession().signInNeeded ? <SignInPage /> : <Gallery />
}

function Gallery() {
  const scan = useScan()
  return (
    <Connection.Provider value={useReconnects(scan)}>
      <Places scan={scan} />
    </Connection.Provider>
  )
}

function Places({ scan }: { readonly scan: ScanView }) {
  const route = useRoute()
  const turn = useTurnsOf(scan)
  const libraries = useAnswer('libraries', findLibraries, turn)
  const main = useRef<HTMLElement>(null)
  const scanning = scan.kind === 'known' && scan.status.state === 'running'
  const place = placeOf(route)

  useLayoutEffect(() => {
    if (placeToResume() !== undefined) return
    scrollTo({ top: 0, behavior: 'instant' })
    // A new place is read from its beginning; typing in the search box goes on.
    if (!(document.activeElement instanceof HTMLInputElement))
      main.current?.focus({ preventScroll: true })
  }, [place])

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || route.page === 'home') return
      if (event.target instanceof Element && event.target.closest('input, select, dialog')) return
      goBack({ page: 'home' })
    }
    addEventListener('keydown', onKeyDown)
    return () => removeEventListener('keydown', onKeyDown)
  }, [route.page])

  return (
    <ScanTurn.Provider value={turn}>
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        To the artwork
      </a>
      <Header
        route={route}
        libraries={libraries.kind === 'there' ? libraries.value : []}
        scan={scan}
      />
      <main id="main" ref={main} tabIndex={-1}>
        <CurrentScan.Provider value={scan.kind === 'known' ? scan.status : undefined}>
          <Place key={place} route={route} libraries={libraries} scanning={scanning} />
        </CurrentScan.Provider>
      </main>
    </ScanTurn.Provider>
  )
}

/** Two routes of one place differ only in what is shown of it. */
function placeOf(route: Route): string {
  return route.page === 'item' || route.page === 'library'
    ? `${route.page}/${route.id}`
    : route.page
}

interface PlaceProps {
  readonly route: Route
  readonly libraries: Answer<readonly ItemDto[]>
  readonly scanning: boolean
}

function Place({ route, libraries, scanning }: PlaceProps) {
  if (libraries.kind === 'failed')
    return <Failure error={libraries.error} retry={libraries.retry} />
  if (libraries.kind === 'waiting') return <div class="page" aria-busy="true" />
  switch (route.page) {
    case 'home':
      return <HomePage libraries={libraries.value} scanning={scanning} />
    case 'search':
      return <SearchPage search={route.search} />
    case 'item':
      return <ItemPage route={route} libraries={libraries.value} />
    case 'library': {
      const library = libraries.value.find(({ Id }) => Id === route.id)
      if (library === undefined) return <NoPlace what="library" />
      return <LibraryPage route={route} library={library} scanning={scanning} />
    }
    case 'unknown':
      return <NoPlace what="page" />
    default:
      return route satisfies never
  }
}
