import type { ImageRecord } from '../../library/image.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { TagMatch } from '../protocol/caching.ts'

export interface ImageAddress {
  readonly ownerId: string
  readonly type: ImageType
  readonly index: number
}

export interface Selection {
  readonly image: ImageRecord
  readonly tagMatch: TagMatch
  /** Whether the client has the tag from a list; absent: where it is current. */
  readonly isTagListed?: boolean
}

/**
 * The image meant by an index and a tag: a tag that names one of `images` picks it, whatever the
 * index; a tag that names none leaves it to the index and is stale.
 */
export function selectImage(
  images: readonly ImageRecord[],
  index: number,
  tag: string | undefined,
): Selection | undefined {
  if (tag !== undefined) {
    const current = images[index]?.tag === tag ? images[index] : undefined
    const tagged = current ?? images.find((image) => image.tag === tag)
    if (tagged !== undefined) return { image: tagged, tagMatch: 'current' }
  }
  const image = images[index]
  return image && { image, tagMatch: tag === undefined ? 'none' : 'stale' }
}
