import { image, type ImageRef, type ImageTypeName, ownImages } from '../../client/index.ts'
import type { ImageInfo, ItemDto } from './wire.ts'

/** An own image of an item, with what is known of its original. */
export interface ItemImage extends ImageRef {
  readonly width: number | undefined
  readonly height: number | undefined
  readonly bytes: number | undefined
  /** Chapters have names. */
  readonly name: string | undefined
}

const order: readonly ImageTypeName[] = [
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

/**
 * Every own image that the item announces, joined with what `infos` knows of the originals. Images
 * that only `infos` lists are there too.
 */
export function allImages(item: ItemDto, infos: readonly ImageInfo[]): readonly ItemImage[] {
  const found = new Map<string, ItemImage>()
  const nothing = { width: undefined, height: undefined, bytes: undefined, name: undefined }
  for (const type of order)
    for (const image of ownImages(item, type)) {
      const name = type === 'Chapter' ? item.Chapters?.[image.index]?.Name : undefined
      found.set(`${type}/${image.index}`, { ...image, ...nothing, name })
    }
  for (const info of infos) {
    const { ImageType: type, ImageIndex: index = 0, ImageTag: tag } = info
    const existing = found.get(`${type}/${index}`)
    const place = order.find((one) => one === type)
    if (tag === undefined || place === undefined) continue
    const own = { owner: 'Items', id: item.Id, type: place, index, inherited: false } as const
    found.set(`${type}/${index}`, {
      ...own,
      tag,
      blurHash: info.BlurHash ?? existing?.blurHash,
      width: info.Width,
      height: info.Height,
      bytes: info.Size,
      name: existing?.name,
    })
  }
  return [...found.values()].sort(
    (a, b) => order.indexOf(a.type) - order.indexOf(b.type) || a.index - b.index,
  )
}

/** The picture that stands for an item in a grid, own or lent by its series, album or parent. */
export function cardImage(item: ItemDto): ImageRef | undefined {
  return (
    ownImages(item, 'Primary')[0] ??
    ownImages(item, 'Thumb')[0] ??
    // A still of its season says more of an episode than a poster of its series.
    (item.Type === 'Episode' ? image(item, 'Thumb') : undefined) ??
    image(item, 'Primary') ??
    image(item, 'Backdrop')
  )
}

/** The wide picture behind an item, own or inherited. */
export function backdropImage(item: ItemDto): ImageRef | undefined {
  return image(item, 'Backdrop')
}

/** The title as drawn, own or inherited. */
export function logoImage(item: ItemDto): ImageRef | undefined {
  return image(item, 'Logo')
}

/** `Backdrop 2` for the second, or `Logo` where there can be one alone. */
export function labelOf(image: ItemImage): string {
  const plural = ['Backdrop', 'Screenshot', 'Chapter'].includes(image.type) || image.index > 0
  const label = plural ? `${image.type} ${image.index + 1}` : image.type
  return image.name === undefined ? label : `${label}: ${image.name}`
}
