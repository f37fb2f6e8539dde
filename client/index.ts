/**
 * Which images exist, and where: for writers of clients of Keyart, Jellyfin and Emby. Give it the
 * objects that the server sent; it makes no request and depends on nothing.
 *
 * ```ts
 * import { backdropUrls, image, imageUrl, srcset } from 'keyart/client'
 *
 * const poster = image(item, 'Primary')
 * if (poster) img.src = imageUrl(server, poster, { fillWidth: 200, fillHeight: 300, quality: 90 })
 * ```
 */
import type { ItemWithImages } from './dto.ts'
import { images } from './images.ts'
import { imageUrl, type ImageRequest } from './urls.ts'

export type { BlurHashes, ImageTypeName, ItemWithImages, OneImage } from './dto.ts'
export {
  averageAspectRatio,
  image,
  images,
  ownImages,
  personImage,
  userImage,
  type ImageRef,
} from './images.ts'
export {
  formatNames,
  imageUrl,
  scaleRequest,
  sizeNames,
  srcset,
  type ImageRequest,
} from './urls.ts'

/** The URLs of all backdrops to show for an item, its own or inherited. */
export function backdropUrls(
  server: string,
  item: ItemWithImages,
  request: ImageRequest = {},
): readonly string[] {
  return images(item, 'Backdrop').map((ref) => imageUrl(server, ref, request))
}
