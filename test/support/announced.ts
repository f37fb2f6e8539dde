import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { SearchHintDto } from '../../src/dto/search-hint.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import type { Client } from './ask.ts'

/** An image that some DTO speaks of. */
export interface Announced {
  readonly owner: 'Items' | 'Users'
  readonly ownerId: string
  readonly type: ImageType
  readonly index: number
  readonly tag: string
}

export interface Page<T> {
  readonly Items: readonly T[]
  readonly TotalRecordCount: number
  readonly StartIndex: number
}

const fields = 'Chapters,People,PrimaryImageAspectRatio,ParentId,SortName,Width,Height'

/** Every item that a client can reach: the views, then page by page all that is below each. */
export async function walkItems(client: Client): Promise<ItemDto[]> {
  const views = await client.json<Page<ItemDto>>('/UserViews')
  const found: ItemDto[] = []
  for (const { Id } of views.Items) {
    found.push(await client.json<ItemDto>(`/Items/${Id}`))
    const limit = 200
    for (let start = 0, total = Infinity; start < total; start += limit) {
      const page = await client.json<Page<ItemDto>>(
        `/Items?ParentId=${Id}&Recursive=true&Fields=${fields}&StartIndex=${start}&Limit=${limit}`,
      )
      total = page.TotalRecordCount
      found.push(...page.Items)
    }
  }
  return found
}

/** The images that are the item's own. */
export function ownImages(dto: ItemDto): Announced[] {
  const owner = 'Items' as const
  const ownerId = dto.Id
  const row = (type: ImageType, tags: readonly string[] = []) =>
    tags.map((tag, index) => ({ owner, ownerId, type, index, tag }))
  const singular = Object.entries(dto.ImageTags ?? {}).filter(([type]) => type !== 'Screenshot')
  return [
    ...singular.map(([type, tag]) => ({
      owner,
      ownerId,
      type: type as ImageType,
      index: 0,
      tag,
    })),
    ...row('Backdrop', dto.BackdropImageTags),
    ...row('Screenshot', dto.ScreenshotImageTags),
    ...row(
      'Chapter',
      dto.Chapters?.map(({ ImageTag }) => ImageTag),
    ),
  ]
}

/** The images of others that the item's DTO leads to: parents, series, album, people. */
export function relatedImages(dto: ItemDto): Announced[] {
  const found: Announced[] = []
  const add = (
    type: ImageType,
    ownerId: string | undefined,
    tags: readonly (string | undefined)[],
  ) =>
    tags.forEach((tag, index) => {
      if (tag === undefined) return
      if (ownerId === undefined) throw new Error(`${dto.Name}: a tag of ${type} without its owner`)
      found.push({ owner: 'Items', ownerId, type, index, tag })
    })
  add('Logo', dto.ParentLogoItemId, [dto.ParentLogoImageTag])
  add('Art', dto.ParentArtItemId, [dto.ParentArtImageTag])
  add('Thumb', dto.ParentThumbItemId, [dto.ParentThumbImageTag])
  add('Backdrop', dto.ParentBackdropItemId, dto.ParentBackdropImageTags ?? [])
  add('Primary', dto.ParentPrimaryImageItemId, [dto.ParentPrimaryImageTag])
  add('Primary', dto.SeriesId, [dto.SeriesPrimaryImageTag])
  add('Thumb', dto.SeriesId, [dto.SeriesThumbImageTag])
  add('Primary', dto.AlbumId, [dto.AlbumPrimaryImageTag])
  for (const person of dto.People ?? []) add('Primary', person.Id, [person.PrimaryImageTag])
  return found
}

/** The images that a search shows. */
export function hintImages(hint: SearchHintDto): Announced[] {
  const shown = [
    ['Primary', hint.Id, hint.PrimaryImageTag],
    ['Thumb', hint.ThumbImageItemId, hint.ThumbImageTag],
    ['Backdrop', hint.BackdropImageItemId, hint.BackdropImageTag],
  ] as const
  return shown.flatMap(([type, ownerId, tag]) => {
    if (tag === undefined) return []
    if (ownerId === undefined) throw new Error(`${hint.Name}: a tag of ${type} without its owner`)
    return [{ owner: 'Items', ownerId, type, index: 0, tag } as const]
  })
}

export function userImages(users: readonly UserDto[]): Announced[] {
  return users.flatMap(({ Id, PrimaryImageTag }) =>
    PrimaryImageTag === undefined
      ? []
      : [{ owner: 'Users', ownerId: Id, type: 'Primary', index: 0, tag: PrimaryImageTag } as const],
  )
}

/** Each image once. */
export function distinctImages(images: readonly Announced[]): Announced[] {
  return [
    ...new Map(
      images.map((image) => [`${image.ownerId}/${image.type}/${image.index}/${image.tag}`, image]),
    ).values(),
  ]
}

export function pathOf({ owner, ownerId, type, index }: Omit<Announced, 'tag'>): string {
  return `/${owner}/${ownerId}/Images/${type}/${index}`
}
