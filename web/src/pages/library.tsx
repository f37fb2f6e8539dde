import { useEffect, useRef } from 'preact/hooks'
import { Grid } from '../components/grid.tsx'
import { Failure, Notice } from '../components/notice.tsx'
import { NothingYet } from '../components/nothing-yet.tsx'
import { Toolbar } from '../components/toolbar.tsx'
import { change } from '../history.ts'
import { itemList, sortKeys, useList } from '../item-lists.ts'
import { sectionsOf, traitsOf } from '../kinds.ts'
import type { LibraryRoute } from '../router.ts'
import type { PagedItems } from '../paged-items.ts'
import type { ItemDto } from '../wire.ts'

interface LibraryPageProps {
  readonly route: LibraryRoute
  readonly library: ItemDto
  readonly scanning: boolean
}

/** A whole library as one grid, searched and sorted by the server. */
export function LibraryPage({ route, library, scanning }: LibraryPageProps) {
  const sections = sectionsOf(library)
  const shown = sections.find((section) => section === route.show) ?? sections[0] ?? 'Movie'
  const traits = traitsOf(shown)
  const requested = itemList({
    parentId: route.id,
    recursive: true,
    types: [shown],
    search: route.search,
    sortBy: sortKeys[route.sort],
    descending: route.descending,
  })
  useList(requested)
  const list = useSettled(requested, `${route.id}/${shown}`)
  useEffect(() => {
    document.title = `${library.Name} · Keyart`
  }, [library.Name])
  useEffect(() => {
    if (requested.total === undefined) requested.need(0, 0)
  }, [requested, requested.wishes])

  return (
    <div class="page library">
      <Toolbar
        route={route}
        name={library.Name}
        sections={sections}
        shown={shown}
        total={list.total}
      />
      {requested.error !== undefined && list.total === undefined ? (
        <Failure error={requested.error} retry={() => requested.retry()} />
      ) : list.total === 0 ? (
        <Nothing route={route} scanning={scanning} many={traits.many} />
      ) : (
        <Grid
          key={shown}
          list={list}
          shape={traits.shape}
          label={`${traits.many} in ${library.Name}`}
        />
      )}
    </div>
  )
}

/** The list last known under the same `place` until the new one has come: typing must not flicker. */
function useSettled(requested: PagedItems, place: string): PagedItems {
  const settled = useRef<{ readonly place: string; readonly list: PagedItems }>(undefined)
  if (requested.total !== undefined || settled.current?.place !== place)
    settled.current = { place, list: requested }
  return settled.current.list
}

interface NothingProps {
  readonly route: LibraryRoute
  readonly scanning: boolean
  readonly many: string
}

function Nothing({ route, scanning, many }: NothingProps) {
  if (route.search === '') {
    if (route.show === undefined) return <NothingYet scanning={scanning} />
    return (
      <Notice title={`No ${many.toLowerCase()} here`}>
        <p>This library has none. Look in its other sections.</p>
      </Notice>
    )
  }
  return (
    <Notice title={`Nothing called “${route.search}”`}>
      <p>
        Part of a name is enough. The search looks at {many.toLowerCase()} of this library only.
      </p>
      <p>
        <button type="button" class="button" onClick={() => change({ ...route, search: '' })}>
          Show all {many.toLowerCase()}
        </button>{' '}
        <a
          class="button quiet"
          href={`#/search?${new URLSearchParams({ q: route.search }).toString()}`}
        >
          Search everything
        </a>
      </p>
    </Notice>
  )
}
