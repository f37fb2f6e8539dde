import type { AnnouncedPage, ImageCatalog } from '../catalog/images/image-catalog.ts'
import type { ItemCatalog } from '../catalog/items/item-catalog.ts'
import type { ImageRecord } from '../library/image.ts'
import { firstScreens } from './first-screens.ts'
import { pagesOnWalls } from './walls.ts'

/** The images that there are, in the orders in which they are created in advance. */
export interface ImageLists {
  countImages(): Promise<number>
  /** Images of all types by owner id; owners without any are absent. */
  imagesOf(ownerIds: readonly string[]): Promise<ReadonlyMap<string, readonly ImageRecord[]>>
  /** All images, page by page: those of the `limit` owners that come next after `afterOwnerId`. */
  announcedImages(afterOwnerId: string, limit: number): Promise<AnnouncedPage>
  /** Owners of what newcomers see first. */
  firstScreens(): Promise<readonly string[]>
  /** Owners of the posters on walls, page by page, those that came last first. */
  wallOwners(): AsyncIterable<readonly string[]>
}

/** The images of Keyart's own libraries. */
export function catalogLists(
  catalog: Pick<ImageCatalog, 'announcedImages' | 'counts' | 'imagesOf'> &
    Pick<ItemCatalog, 'queryItems'>,
): ImageLists {
  return {
    countImages: async () => (await catalog.counts()).images,
    imagesOf: (ownerIds) => catalog.imagesOf(ownerIds),
    announcedImages: (after, limit) => catalog.announcedImages(after, limit),
    firstScreens: () => firstScreens(catalog),
    wallOwners: () => pagesOnWalls(catalog),
  }
}
