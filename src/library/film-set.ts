import type { FilmSet, Item } from './item.ts'

/*
 * Films that `.nfo` files count among one set. The set is an item that no folder stands for: it is
 * there as long as its films name it, in whichever units these lie.
 */

/** The role with which a film mentions its set. */
export const filmSetRole = 'set'

/** The unit of all sets of a library. No folder is called so. */
export const filmSetUnit = '/sets'

const prefix = '#set-'

/**
 * Sets are told apart without regard to case, blanks and what no folder's name may have, for there
 * are folders of artwork by the names of sets. Encoded, as a name may be `..`.
 */
export function filmSetPath(name: string): string {
  const lower = name.normalize('NFC').toLowerCase().toWellFormed()
  const plain = lower.replaceAll(/[\s_\\/:*?"<>|]+/g, ' ').trim()
  return `${prefix}${encodeURIComponent(plain === '' ? lower : plain)}`
}

/** Whether it is not the folder of a box set, whose path has brackets in it (`Name [boxset]`). */
export function isFilmSet({ kind, path }: Pick<Item, 'kind' | 'path'>): boolean {
  return kind === 'BoxSet' && path.startsWith(prefix) && !path.includes('[')
}

/**
 * The item of the set that `films` name; `undefined` where there is none. As in Kodi, a single film
 * makes no set, unless the set has artwork of its own.
 */
export function planFilmSet(films: readonly Item[], hasArtwork: boolean): Item | undefined {
  const ordered = films.toSorted(byRelease)
  const [first] = ordered
  if (first?.set === undefined || (films.length === 1 && !hasArtwork)) return undefined
  const { id, name, sortName } = first.set
  const overview = overviewOf(ordered)
  return {
    id,
    libraryId: first.libraryId,
    parentId: first.libraryId,
    kind: 'BoxSet',
    path: filmSetPath(name),
    name,
    sortName,
    ...(overview === undefined ? {} : { overview }),
    ...(first.year === undefined ? {} : { year: first.year }),
    genres: [],
    studios: [],
    people: [],
    artists: [],
    createdAt: Math.min(...films.map(({ createdAt }) => createdAt)),
  }
}

function overviewOf(films: readonly Item[]): string | undefined {
  return films.map(({ set }: { readonly set?: FilmSet }) => set?.overview).find(Boolean)
}

function byRelease(one: Item, other: Item): number {
  const years = (one.year ?? Infinity) - (other.year ?? Infinity)
  if (years !== 0 && !Number.isNaN(years)) return years
  return one.sortName < other.sortName ? -1 : Number(one.sortName > other.sortName)
}
