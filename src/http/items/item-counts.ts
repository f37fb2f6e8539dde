import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NameCatalog } from '../../catalog/items/name-catalog.ts'
import type { CatalogState } from '../../catalog/database/catalog-state.ts'
import { traitsOf } from '../../dto/kinds.ts'
import { type Item, type ItemKind, leafKinds } from '../../library/item.ts'

/** What is played or looked at below each folder, by id. */
export async function countLeaves(
  catalog: Pick<ItemCatalog, 'leafCounts' | 'kindCounts'>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, number>> {
  const folders = items.filter(({ kind }) => traitsOf(kind).isFolder)
  const isLibrary = ({ kind }: Item) => kind === 'CollectionFolder'
  const below = folders.filter((item) => !isLibrary(item)).map(({ id }) => id)
  const counts = new Map(below.length === 0 ? [] : await catalog.leafCounts(below))
  // A library is not walked through.
  for (const { id } of folders.filter(isLibrary)) {
    const kinds = await catalog.kindCounts([id])
    counts.set(
      id,
      leafKinds.reduce((sum, kind) => sum + (kinds.get(kind) ?? 0), 0),
    )
  }
  return counts
}

/** Albums and songs of artists with a folder, by the folder's id. */
export async function countOfArtists(
  catalog: Pick<NameCatalog, 'mentionCounts'> & Pick<CatalogState, 'ids'>,
  items: readonly Item[],
): Promise<ReadonlyMap<string, ReadonlyMap<ItemKind, number>>> {
  const artists = items.filter(({ kind }) => kind === 'MusicArtist')
  if (artists.length === 0) return new Map()
  const nameIds = new Map(artists.map(({ id, name }) => [id, catalog.ids.name('artist', name)]))
  // Who sees the folder sees its library, and maybe no other.
  const libraryIds = [...new Set(artists.map(({ libraryId }) => libraryId))]
  const counts = await catalog.mentionCounts([...nameIds.values()], libraryIds)
  return new Map(
    artists.map(({ id }) => [id, counts.get(nameIds.get(id) ?? '') ?? new Map<ItemKind, number>()]),
  )
}
