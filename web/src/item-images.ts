import type { ImageRef } from './image-url.ts'
import type { ImageInfo, ItemDto } from './wire.ts'

/** An own image of an item, with what is known of its original. */
export interface ItemImage extends ImageRef {
  readonly width: number | undefined
  readonly height: number | undefined
  readonly bytes: number | undefined
  /** Chapters have names. */
  readonly name: string | undefined
}

const order = [
  'Primary',
  'Backdrop',
  'Logo',
  'Art',
  'Banner',
  'Thumb',
  'Disc',
  'Box',
  'BoxRear',
  'Menu',
  'Profile',
  'Screenshot',
  'Chapter',
]

function rank(type: string): number {
  const place = order.indexOf(type)
  return place < 0 ? order.length : place
}

/** An image of `item` itself by type and position; its BlurHash is looked up by tag. */
export function ownImage(item: ItemDto, type: string, tag: string, index = 0): ImageRef {
  return imageOf(item, item.Id, type, tag, index)
}

function imageOf(
  item: ItemDto,
  itemId: string,
  type: string,
  tag: string,
  index: number,
): ImageRef {
  return { itemId, type, index, tag, blurHash: item.ImageBlurHashes?.[type]?.[tag] }
}

/**
 * Every own image that the item announces, joined with what `infos` knows of the originals. Images
 * that only `infos` lists are there too.
 */
export function allImages(item: ItemDto, infos: readonly ImageInfo[]): readonly ItemImage[] {
  const found = new Map<string, ItemImage>()
  const add = (image: ImageRef, name?: string) => {
    found.set(`${image.type}/${image.index}`, {
      ...image,
      width: undefined,
      height: undefined,
      bytes: undefined,
      name,
    })
  }
  for (const [type, tag] of Object.entries(item.ImageTags ?? {})) add(ownImage(item, type, tag))
  item.BackdropImageTags?.forEach((tag, index) => add(ownImage(item, 'Backdrop', tag, index)))
  item.ScreenshotImageTags?.forEach((tag, index) => add(ownImage(item, 'Screenshot', tag, index)))
  item.Chapters?.forEach(({ ImageTag: tag, Name }, index) => {
    if (tag !== undefined) add(ownImage(item, 'Chapter', tag, index), Name)
  })
  for (const info of infos) {
    const { ImageType: type, ImageIndex: index = 0 } = info
    const known = found.get(`${type}/${index}`)
    found.set(`${type}/${index}`, {
      itemId: item.Id,
      type,
      index,
      tag: info.ImageTag ?? known?.tag,
      blurHash: info.BlurHash ?? known?.blurHash,
      width: info.Width,
      height: info.Height,
      bytes: info.Size,
      name: known?.name,
    })
  }
  return [...found.values()].sort(
    (a, b) => rank(a.type) - rank(b.type) || a.type.localeCompare(b.type) || a.index - b.index,
  )
}

/** The picture that stands for an item in a grid, own or lent by its series, album or parent. */
export function cardImage(item: ItemDto): ImageRef | undefined {
  const own = (type: string) => {
    const tag = item.ImageTags?.[type]
    return tag === undefined ? undefined : ownImage(item, type, tag)
  }
  const lent = (id: string | undefined, type: string, tag: string | undefined) =>
    id === undefined || tag === undefined ? undefined : imageOf(item, id, type, tag, 0)
  const backdrop = item.BackdropImageTags?.[0]
  return (
    own('Primary') ??
    own('Thumb') ??
    (item.Type === 'Episode'
      ? lent(item.ParentThumbItemId, 'Thumb', item.ParentThumbImageTag)
      : undefined) ??
    lent(item.SeriesId, 'Primary', item.SeriesPrimaryImageTag) ??
    lent(item.ParentPrimaryImageItemId, 'Primary', item.ParentPrimaryImageTag) ??
    lent(item.AlbumId, 'Primary', item.AlbumPrimaryImageTag) ??
    (backdrop === undefined ? undefined : ownImage(item, 'Backdrop', backdrop)) ??
    lent(item.ParentBackdropItemId, 'Backdrop', item.ParentBackdropImageTags?.[0])
  )
}

/** The wide picture behind an item, own or inherited. */
export function backdropImage(item: ItemDto): ImageRef | undefined {
  const [own] = item.BackdropImageTags ?? []
  if (own !== undefined) return ownImage(item, 'Backdrop', own)
  const [inherited] = item.ParentBackdropImageTags ?? []
  if (inherited === undefined || item.ParentBackdropItemId === undefined) return undefined
  return imageOf(item, item.ParentBackdropItemId, 'Backdrop', inherited, 0)
}

/** The title as drawn, own or inherited. */
export function logoImage(item: ItemDto): ImageRef | undefined {
  const own = item.ImageTags?.['Logo']
  if (own !== undefined) return ownImage(item, 'Logo', own)
  const { ParentLogoItemId: id, ParentLogoImageTag: tag } = item
  return id === undefined || tag === undefined ? undefined : imageOf(item, id, 'Logo', tag, 0)
}

/** `Backdrop 2`, or `Logo` where there can be one alone. */
export function labelOf(image: ItemImage): string {
  const plural = ['Backdrop', 'Screenshot', 'Chapter'].includes(image.type) || image.index > 0
  const label = plural ? `${image.type} ${image.index}` : image.type
  return image.name === undefined ? label : `${label}: ${image.name}`
}
