import type { ImageRecord } from '../library/image.ts'
import type { Item } from '../library/item.ts'
import { findAbove, imagesOf, type ItemContext } from './context.ts'
import { traitsOf } from './kinds.ts'

/**
 * Width over height of the item's Primary image. An episode or season without one has that of its
 * series, asked for or not: it is what clients show in its place.
 */
export function findAspectRatio(item: Item, context: ItemContext): number | undefined {
  const [own] = imagesOf(item.id, 'Primary', context)
  if (own !== undefined)
    return context.options.fields.has('PrimaryImageAspectRatio')
      ? aspectRatio(own, traitsOf(item.kind).aspectRatio)
      : undefined
  if (item.kind !== 'Episode' && item.kind !== 'Season') return undefined
  const series = findAbove(item, 'Series', context)
  const image = series && imagesOf(series.id, 'Primary', context)[0]
  return image && aspectRatio(image, traitsOf('Series').aspectRatio)
}

/** `otherwise` when the image does not know its size. */
export function aspectRatio(
  { width, height }: Pick<ImageRecord, 'width' | 'height'>,
  otherwise: number | undefined,
): number | undefined {
  return width > 0 && height > 0 ? width / height : otherwise
}
