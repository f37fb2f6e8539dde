import type { ImageRecord } from '../library/image.ts'
import type { ImageType } from '../library/image-type.ts'
import type { Item } from '../library/item.ts'
import { imagesOf, type ItemContext } from './context.ts'
import { imageLimit } from './options.ts'
import { present, wireTime } from './present.ts'
import type { ChapterDto, ImageBlurHashesDto, ItemDto } from './schemas.ts'

type OwnImages = Pick<
  ItemDto,
  | 'ImageTags'
  | 'BackdropImageTags'
  | 'BackdropCount'
  | 'ScreenshotImageTags'
  | 'ScreenshotCount'
  | 'ChapterCount'
  | 'Chapters'
>

/** Members of a DTO, and the images that they name. */
export interface Named<Members> {
  readonly members: Members
  readonly images: readonly ImageRecord[]
}

export function nameOwnImages(
  item: Pick<Item, 'id' | 'chapters'>,
  context: Pick<ItemContext, 'images' | 'options'>,
): Named<OwnImages> {
  const { options } = context
  const upTo = (type: ImageType) =>
    imagesOf(item.id, type, context).slice(0, imageLimit(options, type))
  const firsts = (context.images.get(item.id) ?? []).filter(
    ({ type, index }) =>
      index === 0 && type !== 'Backdrop' && type !== 'Chapter' && imageLimit(options, type) > 0,
  )
  // Lists without any are given as empty only for backdrops: clients read `[0]` of them unasked.
  const backdrops = imageLimit(options, 'Backdrop') > 0 ? upTo('Backdrop') : undefined
  const screenshots = someOf(upTo('Screenshot'))
  const chapters = imagesOf(item.id, 'Chapter', context)
  const announced = imageLimit(options, 'Chapter') > 0 ? someOf(chapters) : undefined
  const listed = options.fields.has('Chapters') ? someOf(chapters) : undefined
  return {
    members: present({
      ImageTags: options.enableImages
        ? Object.fromEntries(firsts.map(({ type, tag }) => [type, tag]))
        : undefined,
      BackdropImageTags: backdrops?.map((image) => image.tag),
      BackdropCount: backdrops?.length,
      ScreenshotImageTags: screenshots?.map((image) => image.tag),
      ScreenshotCount: screenshots?.length,
      ChapterCount: announced?.length,
      Chapters: listed && toChapters(listed, item),
    }),
    images: [...firsts, ...(backdrops ?? []), ...(screenshots ?? []), ...(listed ?? [])],
  }
}

function someOf<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined
}

/**
 * A picture taken out of the video knows its chapter; of chapters that look alike the first takes
 * the first. Files beside it are those of its order.
 */
function toChapters(
  images: readonly ImageRecord[],
  { chapters = [] }: Pick<Item, 'chapters'>,
): ChapterDto[] {
  const taken = new Set<number>()
  return images.map(({ tag, index, modifiedAt, original }) => {
    const own = chapters.findIndex(
      ({ imageKey }, at) => imageKey === original.key && !taken.has(at),
    )
    taken.add(own)
    const chapter = chapters[own === -1 ? index : own]
    return present({
      // Typed clients refuse a chapter without it.
      StartPositionTicks: chapter?.startTicks ?? 0,
      Name: chapter?.name ?? `Chapter ${index + 1}`,
      ImageTag: tag,
      ImageDateModified: wireTime(modifiedAt),
    })
  })
}

/** By type, then tag. */
export function toBlurHashes(images: Iterable<ImageRecord>): ImageBlurHashesDto {
  const hashes: ImageBlurHashesDto = {}
  for (const { type, tag, blurHash } of images)
    if (blurHash !== '') (hashes[type] ??= {})[tag] = blurHash
  return hashes
}
