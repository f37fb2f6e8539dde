/** The page's places, each a hash, so that every place can be linked to and reloaded. */

export const sortNames = ['name', 'year', 'added'] as const
export type SortName = (typeof sortNames)[number]

export interface LibraryRoute {
  readonly page: 'library'
  readonly id: string
  /** Which of the library's sections: albums or artists. The first when absent. */
  readonly show: string | undefined
  readonly sort: SortName
  readonly descending: boolean
  readonly search: string
}

export interface ItemRoute {
  readonly page: 'item'
  readonly id: string
  /** The image looked at closely. */
  readonly image: { readonly type: string; readonly index: number } | undefined
}

export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'search'; readonly search: string }
  | LibraryRoute
  | ItemRoute
  /** What an address says that names no place. */
  | { readonly page: 'unknown'; readonly hash: string }

/** Years and dates begin with the newest, names with A. */
export function sortsDownAtFirst(sort: SortName): boolean {
  return sort !== 'name'
}

export function libraryRoute(id: string): LibraryRoute {
  return { page: 'library', id, show: undefined, sort: 'name', descending: false, search: '' }
}

/** The place that a hash names: the start where there is none. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?')
  const values = new URLSearchParams(query)
  const [page, id, part, type, index] = path.split('/').map(decodeSegment)
  if (page === 'search') return { page, search: values.get('q') ?? '' }
  if (page === 'library' && id) {
    const sort = sortNames.find((name) => name === values.get('sort')) ?? 'name'
    const order = values.get('order')
    return {
      page,
      id,
      show: values.get('show') ?? undefined,
      sort,
      descending: order === null ? sortsDownAtFirst(sort) : order === 'desc',
      search: values.get('q') ?? '',
    }
  }
  if (page === 'item' && id) {
    const number = Number(index ?? 0)
    const image =
      part === 'image' && type && Number.isInteger(number) && number >= 0
        ? { type, index: number }
        : undefined
    return { page, id, image }
  }
  // One that is begun and not ended leads to the start, where it can be found.
  const isBegun = page === '' || page === 'library' || page === 'item'
  return isBegun ? { page: 'home' } : { page: 'unknown', hash: hash.slice(0, 200) }
}

export function formatRoute(route: Route): string {
  const query = new URLSearchParams()
  switch (route.page) {
    case 'home':
      return '#/'
    case 'search':
      query.set('q', route.search)
      return `#/search?${query.toString()}`
    case 'library': {
      if (route.show !== undefined) query.set('show', route.show)
      if (route.sort !== 'name') query.set('sort', route.sort)
      if (route.descending !== sortsDownAtFirst(route.sort))
        query.set('order', route.descending ? 'desc' : 'asc')
      if (route.search !== '') query.set('q', route.search)
      const text = query.toString()
      return `#/library/${encodeURIComponent(route.id)}${text === '' ? '' : `?${text}`}`
    }
    case 'item': {
      const place = `#/item/${encodeURIComponent(route.id)}`
      if (route.image === undefined) return place
      return `${place}/image/${encodeURIComponent(route.image.type)}/${route.image.index}`
    }
    case 'unknown':
      return route.hash
    default:
      return route satisfies never
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
