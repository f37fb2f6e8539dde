export const libraryKinds = ['movies', 'tvshows', 'music', 'photos'] as const
/** What a library holds. The spelling is the wire's `CollectionType`, but for `photos`. */
export type LibraryKind = (typeof libraryKinds)[number]

export interface Library {
  /** 32 hex digits: `Ids.library`. */
  readonly id: string
  readonly kind: LibraryKind
  readonly name: string
  /** Absolute folder. Never leaves the server. */
  readonly root: string
  /** Absolute folders elsewhere to which links in it may lead; absent: none. */
  readonly linkTargets?: readonly string[]
}

/** A library as it is known without its folder. */
export type StoredLibrary = Pick<Library, 'id' | 'kind' | 'name'>

/** Name of the first library of a kind for which none is configured. */
export const defaultLibraryNames = {
  movies: 'Movies',
  tvshows: 'TV Shows',
  music: 'Music',
  photos: 'Photos',
} as const satisfies Record<LibraryKind, string>
