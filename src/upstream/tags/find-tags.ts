import { type Card, ownerMembers, ownersOf } from '../../library/card-owners.ts'
import type { NamedTag } from '../images/freshness.ts'
import { parseSparsely, type SparseRules } from './sparse-json.ts'

/** What an answer about items says of images. */
export interface ImageFacts {
  readonly tags: readonly NamedTag[]
  /** What has the images of the cards of a list, in its order; empty where it is no list of items. */
  readonly ownerIds: readonly string[]
}

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

const rules: SparseRules = {
  wanted: new Set([
    'Id',
    'ItemId',
    'Type',
    'PrimaryImageItemId',
    'PrimaryImageTag',
    'BackdropImageTags',
    'ScreenshotImageTags',
    'ParentBackdropItemId',
    'ParentBackdropImageTags',
    ...single.flatMap(([owner, tag]) => [owner, tag]),
    ...ownerMembers,
  ]),
  whole: new Set(['ImageTags']),
  skipped: new Set([
    'Chapters',
    'ExternalUrls',
    'GenreItems',
    'ImageBlurHashes',
    'MediaSources',
    'MediaStreams',
    'ProviderIds',
    'RemoteTrailers',
    'TagItems',
    'Trickplay',
    'UserData',
  ]),
  // With the lists of the deepest object that is looked at.
  maxDepth: maxDepth + 2,
}

/** What JSON of Emby's or Jellyfin's API says of images; nothing where it is no JSON. */
export function findImageFacts(json: Buffer): ImageFacts {
  const value = parseSparsely(json, rules)
  return { tags: findTags(value), ownerIds: findListed(value) }
}

function findListed(value: unknown): readonly string[] {
  const page = isRecord(value) && 'Items' in value ? value['Items'] : value
  if (!Array.isArray(page)) return []
  const cards = page.filter((item) => isRecord(item) && isText(item['Id']) && 'ImageTags' in item)
  return ownersOf(cards as Card[]).filter(isText)
}

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
  const add = (ownerId: unknown, type: string, index: number, tag: unknown, more = {}) => {
    if (isText(ownerId) && isText(tag)) found.push({ ownerId, type, index, tag, ...more })
  }
  const { Id: id, ItemId: itemId, ImageTags: tags, Type: kind } = object
  const more = kind === 'Photo' ? { isOfPhoto: true } : {}
  if (typeof tags === 'object' && tags !== null && !Array.isArray(tags))
    for (const [type, tag] of Object.entries(tags)) add(id, type, 0, tag, more)
  addList(id, object['BackdropImageTags'])
  addList(id, object['ScreenshotImageTags'], 'Screenshot')
  addList(object['ParentBackdropItemId'], object['ParentBackdropImageTags'])
  for (const [owner, field, type] of single) add(object[owner], type, 0, object[field])
  // Emby says beside it of which item; of people, users and hints it is their own.
  const owner = [object['PrimaryImageItemId'], id, itemId].find(isText)
  add(owner, 'Primary', 0, object['PrimaryImageTag'])

  function addList(ownerId: unknown, list: unknown, type = 'Backdrop'): void {
    if (Array.isArray(list)) list.forEach((tag, index) => add(ownerId, type, index, tag))
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 200
}
