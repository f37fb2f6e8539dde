import type { ImageRecord } from '../library/image.ts'
import { isPlural } from '../library/image-type.ts'
import { present } from './present.ts'
import type { ImageInfoDto } from './schemas.ts'

/** One line of `/Items/{id}/Images`. The path of the original is never sent. */
export function toImageInfo(image: ImageRecord): ImageInfoDto {
  return present({
    ImageType: image.type,
    ImageIndex: isPlural(image.type) ? image.index : undefined,
    ImageTag: image.tag,
    BlurHash: image.blurHash === '' ? undefined : image.blurHash,
    Height: image.height,
    Width: image.width,
    Size: image.bytes,
  })
}

/** The images of one owner, as Jellyfin orders them: singular types first, then the others. */
export function toImageInfos(images: readonly ImageRecord[]): ImageInfoDto[] {
  const plural = images.filter(({ type }) => isPlural(type))
  return [...images.filter(({ type }) => !isPlural(type)), ...plural].map(toImageInfo)
}
