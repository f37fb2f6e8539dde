import type { BlurHashes, ImageTypeName, ItemWithImages, OneImage } from './dto.ts'

/** An image that exists, by a tag that names its content. */
export interface ImageRef {
  readonly owner: 'Items' | 'Users'
  readonly id: string
  readonly type: ImageTypeName
  readonly index: number
  readonly tag: string
  /** The placeholder to show until the picture is there; absent where the server gave none. */
  readonly blurHash: string | undefined
  /** Whether it belongs to another item: the series of an episode, the album of a song, … */
  readonly inherited: boolean
}

type Place = readonly [id: string | null | undefined, tag: string | null | undefined]

/** Where a type is inherited from, the nearest first: the order in which jellyfin-web chooses. */
const inheritance: Partial<Record<ImageTypeName, (item: ItemWithImages) => readonly Place[]>> = {
  Primary: (item) => [
    [item.SeriesId, item.SeriesPrimaryImageTag],
    [item.PrimaryImageItemId, item.PrimaryImageTag],
    [item.ParentPrimaryImageItemId, item.ParentPrimaryImageTag],
    [item.AlbumId, item.AlbumPrimaryImageTag],
  ],
  Logo: (item) => [[item.ParentLogoItemId, item.ParentLogoImageTag]],
  Art: (item) => [[item.ParentArtItemId, item.ParentArtImageTag]],
  Thumb: (item) => [
    [item.SeriesId, item.SeriesThumbImageTag],
    [item.ParentThumbItemId, item.ParentThumbImageTag],
  ],
}

/**
 * Every image of `type` that belongs to `item` itself, in order; for all but Backdrop, Screenshot
 * and Chapter one at most.
 */
export function ownImages(item: ItemWithImages, type: ImageTypeName): readonly ImageRef[] {
  const tags = ownTags(item, type)
  return tags.flatMap((tag, index) => (tag ? toRefs(item, type, index, item.Id, tag, false) : []))
}

/**
 * The images of `type` to show for `item`: its own, or those that it inherits from its series,
 * season, album or folder. Empty when there are none, and then there is nothing to ask for.
 */
export function images(item: ItemWithImages, type: ImageTypeName): readonly ImageRef[] {
  const own = ownImages(item, type)
  if (own.length > 0) return own
  if (type === 'Backdrop')
    return (item.ParentBackdropImageTags ?? []).flatMap((tag, index) =>
      toRefs(item, type, index, item.ParentBackdropItemId, tag, true),
    )
  for (const [id, tag] of inheritance[type]?.(item) ?? []) {
    const [ref] = toRefs(item, type, 0, id, tag, true)
    if (ref !== undefined) return [ref]
  }
  return []
}

/** The first of `images`. */
export function image(item: ItemWithImages, type: ImageTypeName): ImageRef | undefined {
  return images(item, type)[0]
}

/** The picture of a user. */
export function userImage(user: OneImage): ImageRef | undefined {
  const [ref] = toRefs(user, 'Primary', 0, user.Id, user.PrimaryImageTag, false)
  return ref && { ...ref, owner: 'Users' }
}

/** The picture of somebody in `People`. */
export function personImage(person: OneImage): ImageRef | undefined {
  return toRefs(person, 'Primary', 0, person.Id, person.PrimaryImageTag, false)[0]
}

/**
 * Width / height that a row of cards should have so that its pictures fit best: the mean of the
 * items' `PrimaryImageAspectRatio`. `undefined` when no item has one.
 */
export function averageAspectRatio(
  items: Iterable<Pick<ItemWithImages, 'PrimaryImageAspectRatio'>>,
): number | undefined {
  const ratios = Array.from(items, (item) => item.PrimaryImageAspectRatio ?? 0).filter(
    (ratio) => ratio > 0,
  )
  return ratios.length === 0
    ? undefined
    : ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
}

function ownTags(item: ItemWithImages, type: ImageTypeName) {
  switch (type) {
    case 'Backdrop':
      return item.BackdropImageTags ?? []
    case 'Screenshot':
      return item.ScreenshotImageTags ?? []
    case 'Chapter':
      return (item.Chapters ?? []).map(({ ImageTag }) => ImageTag)
    default:
      return [item.ImageTags?.[type]]
  }
}

function toRefs(
  { ImageBlurHashes }: Pick<ItemWithImages, 'ImageBlurHashes'>,
  type: ImageTypeName,
  index: number,
  id: string | null | undefined,
  tag: string | null | undefined,
  inherited: boolean,
): readonly ImageRef[] {
  if (!id || !tag) return []
  const blurHash = (ImageBlurHashes as BlurHashes | null | undefined)?.[type]?.[tag]
  return [{ owner: 'Items', id, type, index, tag, blurHash, inherited }]
}
