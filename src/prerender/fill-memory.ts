import type { ImageCatalog } from '../catalog/images/image-catalog.ts'
import type { ItemCatalog } from '../catalog/items/item-catalog.ts'
import type { ImageRecord } from '../library/image.ts'
import type { ItemKind } from '../library/item.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'

export interface FillDeps {
  readonly catalog: Pick<ImageCatalog, 'imagesOf'> & Pick<ItemCatalog, 'queryItems'>
  readonly derivatives: Pick<Derivatives, 'readAhead'>
}

export interface Filling {
  /** What clients are likely to ask of an image. */
  readonly keysOf: (image: ImageRecord) => Iterable<string>
  /** Bytes stored under a key; `undefined` when there are none. */
  readonly sizeOf: (key: string) => number | undefined
  /** Awaited before each image. What it throws ends the filling. */
  readonly whenIdle: () => Promise<void>
}

/** What the walls of libraries are made of. */
export const wallKinds: readonly ItemKind[] = [
  'Movie',
  'BoxSet',
  'Series',
  'MusicArtist',
  'MusicAlbum',
  'PhotoAlbum',
]

/** Items read at a time. */
const pageItems = 200

/**
 * Reads into memory, one by one, what clients are likely to request and is stored already: of the
 * posters on walls, those that came last first. Ends when memory has no free room for the next.
 */
export async function fillMemory(
  { catalog, derivatives }: FillDeps,
  { keysOf, sizeOf, whenIdle }: Filling,
): Promise<void> {
  for await (const posters of pagesOfPosters(catalog))
    for (const poster of posters) {
      await whenIdle()
      for (const key of keysOf(poster)) {
        const bytes = sizeOf(key)
        if (bytes !== undefined && !(await derivatives.readAhead(key, bytes))) return
      }
    }
}

async function* pagesOfPosters(
  catalog: FillDeps['catalog'],
): AsyncIterable<readonly ImageRecord[]> {
  for (let startIndex = 0; ; startIndex += pageItems) {
    const { items } = await catalog.queryItems({
      recursive: true,
      kinds: wallKinds,
      sortBy: [{ key: 'DateCreated', descending: true }],
      startIndex,
      limit: pageItems,
    })
    const images = await catalog.imagesOf(items.map(({ id }) => id))
    yield items.flatMap(({ id }) => images.get(id) ?? []).filter(({ type }) => type === 'Primary')
    if (items.length < pageItems) return
  }
}
