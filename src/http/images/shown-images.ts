import type { ImageCatalog } from '../../catalog/images/image-catalog.ts'
import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { NameCatalog } from '../../catalog/items/name-catalog.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { Collages } from './collages.ts'
import { maySeeImagesOf, type Visible } from '../access/visible.ts'

export interface ShownImagesDeps {
  readonly catalog: Pick<ImageCatalog, 'findImages'> &
    Pick<ItemCatalog, 'findItem'> &
    Pick<NameCatalog, 'findNames'>
  readonly collages: Collages
}

/**
 * The images of an owner and type that the caller may see, by index: its own, else the
 * collage that `tag` means. What is hidden is answered as if it were not there.
 */
export async function findShownImages(
  { catalog, collages }: ShownImagesDeps,
  visible: Visible,
  { ownerId, type }: { readonly ownerId: string; readonly type: ImageType },
  tag: string | undefined,
): Promise<readonly ImageRecord[]> {
  if (!(await maySeeImagesOf(catalog, visible, ownerId))) return []
  const own = await catalog.findImages(ownerId, type)
  if (own.length > 0) return own
  // Clients show studios as wide cards, and people put one picture of a studio in place.
  if (type === 'Thumb' && (await isStudio(catalog, ownerId)))
    return await findShownImages({ catalog, collages }, visible, { ownerId, type: 'Primary' }, tag)
  if (type !== 'Primary') return own
  const collage = await collages.find(ownerId, tag, visible)
  return collage === undefined ? [] : [collage]
}

async function isStudio(catalog: Pick<NameCatalog, 'findNames'>, id: string): Promise<boolean> {
  return (await catalog.findNames([id]))[0]?.kind === 'studio'
}
