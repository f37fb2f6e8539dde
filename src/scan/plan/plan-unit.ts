import type { UnitContents } from '../../catalog/scan/scan-catalog.ts'
import { planArtwork } from '../../library/naming/artwork.ts'
import type { Ids } from '../../library/ids.ts'
import type { Library, LibraryKind } from '../../library/library.ts'
import type { TagsByPath } from '../../library/song-tags.ts'
import type { UnitListing } from '../walk/listing.ts'
import { planMovies } from './plan-movies.ts'
import { planMusic } from './plan-music.ts'
import { planPhotos } from './plan-photos.ts'
import { planSeries } from './plan-series.ts'
import { type Nfos, UnitDraft } from './unit-draft.ts'
import { treeOf, type UnitFolder } from './unit-tree.ts'

/** Adds what lies in `folder` to the draft: the library's own folder, or the top one of a unit. */
export type PlanFolder = (draft: UnitDraft, folder: UnitFolder) => void

const planners = {
  movies: planMovies,
  tvshows: planSeries,
  music: planMusic,
  photos: planPhotos,
} as const satisfies Record<LibraryKind, PlanFolder>

/** Decides which items and images a unit has. Unit `''` has the library's own item, always. */
export function planUnit(
  library: Library,
  ids: Ids,
  listing: UnitListing,
  nfos: Nfos,
  tags: TagsByPath = new Map(),
): UnitContents {
  const draft = new UnitDraft(library, ids, nfos, tags)
  const folder = treeOf(listing)
  if (folder === undefined) return draft.finish(listing.unit)
  if (listing.unit === '') {
    const { name } = library
    const kind = 'CollectionFolder'
    const { id } = draft.add({ kind, path: '', parentId: undefined, name, createdAt: 0 })
    draft.addArtwork(id, planArtwork(kind, { folder: folder.artwork, ownNames: [], alone: true }))
  }
  planners[library.kind](draft, folder)
  return draft.finish(listing.unit)
}
