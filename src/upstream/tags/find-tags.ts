import type { NamedTag } from '../images/freshness.ts'

/** More are passed over: their images are asked for all the same, and not cached for ever. */
const maxTags = 20_000
const maxDepth = 12

/** Fields of an object that name an image: of which item, of which type. */
const single = [
  ['SeriesId', 'SeriesPrimaryImageTag', 'Primary'],
  ['SeriesId', 'SeriesThumbImageTag', 'Thumb'],
  ['AlbumId', 'AlbumPrimaryImageTag', 'Primary'],
  ['ParentLogoItemId', 'ParentLogoImageTag', 'Logo'],
  ['ParentArtItemId', 'ParentArtImageTag', 'Art'],
  ['ParentThumbItemId', 'ParentThumbImageTag', 'Thumb'],
  ['ParentPrimaryImageItemId', 'ParentPrimaryImageTag', 'Primary'],
  ['ChannelId', 'ChannelPrimaryImageTag', 'Primary'],
  ['ThumbImageItemId', 'ThumbImageTag', 'Thumb'],
  ['BackdropImageItemId', 'BackdropImageTag', 'Backdrop'],
  ['UserId', 'UserPrimaryImageTag', 'Primary'],
] as const

/** Every tag that a JSON value of Emby's or Jellyfin's API names, as far as it is clear of which image. */
export function findTags(value: unknown): NamedTag[] {
  const found: NamedTag[] = []
  visit(value, found, 0)
  return found
}

function visit(value: unknown, found: NamedTag[], depth: number): void {
  if (typeof value !== 'object' || value === null || depth > maxDepth) return
  if (found.length >= maxTags) return
  if (!Array.isArray(value)) readObject(value as Record<string, unknown>, found)
  for (const member of Object.values(value)) visit(member, found, depth + 1)
}

function readObject(object: Record<string, unknown>, found: NamedTag[]): void {
  const add = (ownerId: unknown, type: string, index: number, tag: unknown) => {
    if (isText(ownerId) && isText(tag)) found.push({ ownerId, type, index, tag })
  }
  const { Id: id, ItemId: itemId, ImageTags: tags } = object
  if (typeof tags === 'object' && tags !== null && !Array.isArray(tags))
    for (const [type, tag] of Object.entries(tags)) add(id, type, 0, tag)
  addList(id, object['BackdropImageTags'])
  addList(id, object['ScreenshotImageTags'], 'Screenshot')
  addList(object['ParentBackdropItemId'], object['ParentBackdropImageTags'])
  for (const [owner, field, type] of single) add(object[owner], type, 0, object[field])
  // Emby says beside it of which item; of people, users and hints it is their own.
  add(object['PrimaryImageItemId'] ?? id ?? itemId, 'Primary', 0, object['PrimaryImageTag'])

  function addList(ownerId: unknown, list: unknown, type = 'Backdrop'): void {
    if (Array.isArray(list)) list.forEach((tag, index) => add(ownerId, type, index, tag))
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}
