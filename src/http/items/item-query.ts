import { type Static, Type } from 'typebox'
import { type ItemQuery, type SortKey, sortKeys } from '../../catalog/items/item-catalog.ts'
import { parseId } from '../../library/id.ts'
import type { Ids } from '../../library/ids.ts'
import { parseImageType } from '../../library/image-type.ts'
import { type ItemKind, itemKinds } from '../../library/item.ts'
import type { NameKind } from '../../library/mentions.ts'
import { traitsOf } from '../../dto/kinds.ts'
import { rootId } from '../access/find-items.ts'
import { artistQuery, toArtistFilter } from './artist-query.ts'
import { asksForNothing, factQuery, toFactFilter } from './fact-query.ts'
import { idText, requireId } from '../protocol/parameters.ts'
import { flag, integer, list, text } from './query-parameters.ts'

/** How much of each item a list gives. */
export const dtoQuery = {
  fields: list('Additional properties to include.'),
  enableImages: flag('Whether to include image tags. Default: true.'),
  imageTypeLimit: integer('Maximum number of image tags per type; with 0 or less, none.'),
  enableImageTypes: list('Image types to include. Default: all.'),
  enableUserData: flag('Whether to include `UserData`. Default: true.'),
  userId: Type.Optional(idText('User whose view to return. Default: the user who is signed in')),
}

/** Bounds of a list by name, for items and for people, genres and so on. */
export const nameBounds = {
  nameStartsWith: text('Only items whose sort name starts with this.'),
  nameStartsWithOrGreater: text('Only items whose sort name is this or comes after it.'),
  nameLessThan: text('Only items whose sort name comes before this.'),
}

/** The query of `/Items` and its older form. */
export const itemsQuery = Type.Object({
  ...dtoQuery,
  parentId: Type.Optional(idText('Item whose children to list')),
  recursive: Type.Optional(
    Type.Boolean({ description: 'Include everything below the parent, not only its children.' }),
  ),
  includeItemTypes: list('Only items of these types.'),
  excludeItemTypes: list('Exclude items of these types.'),
  ids: list('Only these items.'),
  searchTerm: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of the name; case is ignored.' }),
  ),
  imageTypes: list('Only items with an image of one of these types.'),
  ...nameBounds,
  excludeItemIds: list('Exclude these items.'),
  ...factQuery,
  mediaTypes: list('Only items of these media types: Video, Audio, Photo.'),
  genres: list('Only items of any of these genres.'),
  genreIds: list('The same, by id.'),
  studios: list('Only items of any of these studios.'),
  studioIds: list('The same, by id.'),
  person: text('Only items with this person.'),
  personIds: list('Only items with any of these people, by id.'),
  years: list('Only items from any of these years.'),
  ...artistQuery,
  albumIds: list('Only songs of these albums.'),
  albums: list('The same, by name.'),
  seriesId: Type.Optional(idText('Only items of this series')),
  indexNumber: integer('Only items with this season, episode or track number.'),
  parentIndexNumber: integer('Only items with this season or disc number.'),
  filters: list(
    'Any of IsPlayed, IsUnplayed, IsFavorite, Likes, Dislikes, IsResumable, IsFolder and IsNotFolder.',
  ),
  isPlayed: flag('Only items that the user has played (true) or has not played (false).'),
  isFavorite: flag('Only favourites of the user (true), or everything else (false).'),
  sortBy: list(
    `What to sort by, most significant first: ${sortKeys.join(', ')}. Default: SortName.`,
  ),
  sortOrder: list(
    'Ascending or Descending, one for each entry of `sortBy`; the last one applies to the rest.',
  ),
  startIndex: Type.Optional(
    Type.Integer({ description: 'Number of items to skip; below 0, none.' }),
  ),
  limit: Type.Optional(
    Type.Integer({ description: 'Maximum number of items to return; below 0, all.' }),
  ),
  enableTotalRecordCount: Type.Optional(
    Type.Boolean({ description: 'Whether to count all matching items. Default: true.' }),
  ),
})

const { startIndex, limit, enableTotalRecordCount } = itemsQuery.properties
/** The parameters of a page alone. */
export const pagingQuery = { startIndex, limit, enableTotalRecordCount }

export type ItemsQuery = Static<typeof itemsQuery>

const kindByName = new Map(itemKinds.map((kind) => [kind.toLowerCase(), kind]))
const sortKeyByName = new Map(sortKeys.map((key) => [key.toLowerCase(), key]))

/**
 * Kinds by their names on the wire. Names that Keyart does not know (Book, Trailer, …) are passed
 * over, but a list of none but those means no item at all, not every one.
 */
export function parseKinds(names: readonly string[] | undefined): ItemKind[] | undefined {
  if (names === undefined || names.length === 0) return undefined
  return names.flatMap((name) => kindByName.get(name.toLowerCase()) ?? [])
}

/**
 * What a query asks of the catalog.
 *
 * @param catalogIds the ids of the catalog that is asked
 * @throws KeyartError ID_INVALID
 */
export function toItemQuery(catalogIds: Ids, query: ItemsQuery): ItemQuery {
  const ids = query.ids?.flatMap((text) => parseId(text) ?? [])
  const kinds = asksForNothing(query) ? [] : narrowKinds(query)
  const facts = toFactFilter(query)
  const excludeKinds = parseKinds(query.excludeItemTypes)
  const imageTypes = query.imageTypes?.flatMap((name) => parseImageType(name) ?? [])
  const searches = query.searchTerm !== undefined
  const mentions = toMentions(catalogIds, query)
  const artists = toArtistFilter(catalogIds, query)
  const below = query.seriesId ?? query.parentId
  const parentId = below === undefined ? undefined : requireId(below, 'parentId')
  const isBelow = parentId !== undefined && parentId !== rootId
  return {
    ...(isBelow ? { parentId } : {}),
    // A search is always recursive: the names of libraries alone are of no use.
    ...(query.recursive === true || searches || query.seriesId !== undefined
      ? { recursive: true }
      : {}),
    ...(ids === undefined ? {} : { ids }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(excludeKinds === undefined || excludeKinds.length === 0 ? {} : { excludeKinds }),
    ...(query.searchTerm === undefined ? {} : { searchTerm: query.searchTerm }),
    ...(imageTypes === undefined || query.imageTypes?.length === 0 ? {} : { imageTypes }),
    ...(mentions.length === 0 ? {} : { mentions }),
    ...(facts === undefined ? {} : { facts }),
    ...(artists === undefined ? {} : { artists }),
    ...toNameBounds(query),
    ...toNarrowing(query),
    ...toUserFilters(query),
    ...toSort(query, isBelow),
    ...toPage(query),
    countTotal: query.enableTotalRecordCount ?? true,
  }
}

/** A page as the catalog has it: what is below 0 is as good as absent, as in Jellyfin. */
export function toPage({
  startIndex = 0,
  limit = -1,
}: Pick<ItemsQuery, 'startIndex' | 'limit'>): Pick<ItemQuery, 'startIndex' | 'limit'> {
  return { ...(startIndex > 0 ? { startIndex } : {}), ...(limit >= 0 ? { limit } : {}) }
}

/** As the catalog has it. */
export function toNameBounds(
  query: Pick<ItemsQuery, keyof typeof nameBounds>,
): Pick<ItemQuery, 'nameStartsWith' | 'nameFrom' | 'nameBefore'> {
  const { nameStartsWith, nameStartsWithOrGreater, nameLessThan } = query
  return {
    ...(nameStartsWith === undefined ? {} : { nameStartsWith }),
    ...(nameStartsWithOrGreater === undefined ? {} : { nameFrom: nameStartsWithOrGreater }),
    ...(nameLessThan === undefined ? {} : { nameBefore: nameLessThan }),
  }
}

function toNarrowing({ excludeItemIds = [], indexNumber, parentIndexNumber }: ItemsQuery) {
  const excludeIds = excludeItemIds.flatMap((text) => parseId(text) ?? []).slice(0, maxIds)
  return {
    ...(excludeIds.length === 0 ? {} : { excludeIds }),
    ...(indexNumber === undefined ? {} : { indexNumber }),
    ...(parentIndexNumber === undefined ? {} : { parentIndexNumber }),
  }
}

/** As many as the catalog takes. */
const maxIds = 10_000

/** Kinds that types, media and filters leave over; `undefined`: all. */
function narrowKinds(query: ItemsQuery): readonly ItemKind[] | undefined {
  const media = query.mediaTypes?.map((name) => name.toLowerCase()) ?? []
  const filters = filtersOf(query)
  const tests: readonly ((kind: ItemKind) => boolean)[] = [
    ...(media.length === 0
      ? []
      : [(kind: ItemKind) => media.includes(traitsOf(kind).mediaType.toLowerCase())]),
    ...(filters.has('isfolder') ? [(kind: ItemKind) => traitsOf(kind).isFolder] : []),
    ...(filters.has('isnotfolder') ? [(kind: ItemKind) => !traitsOf(kind).isFolder] : []),
  ]
  const named = parseKinds(query.includeItemTypes)
  if (tests.length === 0) return named
  return (named ?? itemKinds).filter((kind) => tests.every((test) => test(kind)))
}

function filtersOf({ filters = [] }: ItemsQuery): ReadonlySet<string> {
  return new Set(filters.map((name) => name.toLowerCase()))
}

function toUserFilters(query: ItemsQuery) {
  const filters = filtersOf(query)
  const isPlayed =
    query.isPlayed ??
    (filters.has('isplayed') ? true : filters.has('isunplayed') ? false : undefined)
  const isFavorite =
    query.isFavorite ??
    (filters.has('isfavorite') || filters.has('isfavoriteorlikes') ? true : undefined)
  return {
    ...(isPlayed === undefined ? {} : { isPlayed }),
    ...(isFavorite === undefined ? {} : { isFavorite }),
    ...(filters.has('likes') ? { isLiked: true } : {}),
    ...(filters.has('dislikes') ? { isLiked: false } : {}),
    ...(filters.has('isresumable') ? { isResumable: true } : {}),
  }
}

/** Of each list one must be mentioned. Ids that are none match nothing. */
function toMentions(catalogIds: Ids, query: ItemsQuery): (readonly string[])[] {
  const byName = (kind: NameKind, names: readonly string[] = []) =>
    names.map((name) => catalogIds.name(kind, name))
  const byId = (ids: readonly string[] = []) => ids.map((text) => parseId(text) ?? '')
  return [
    byName('genre', query.genres),
    byId(query.genreIds),
    byName('studio', query.studios),
    byId(query.studioIds),
    byName('person', query.person === undefined ? [] : [query.person]),
    byId(query.personIds),
    byName('year', query.years),
  ].filter((some) => some.length > 0)
}

/** Ids, searches and what lies in an item have an order of their own, unless another is asked for. */
function toSort(query: ItemsQuery, hasParent: boolean): Pick<ItemQuery, 'sortBy'> {
  const keys = parseSort(query)
  if (keys.length > 0) return { sortBy: keys }
  if (hasParent && query.sortOrder === undefined) return {}
  if (query.ids !== undefined && query.ids.length > 0) return {}
  const descending = query.sortOrder?.[0]?.toLowerCase().startsWith('desc') ?? false
  return { sortBy: [{ key: 'SortName', descending }] }
}

function parseSort({ sortBy = [], sortOrder = [] }: ItemsQuery) {
  const orders = sortOrder.map((order) => order.toLowerCase().startsWith('desc'))
  return sortBy.flatMap<{ key: SortKey; descending: boolean }>((name, index) => {
    const key = sortKeyByName.get(name.toLowerCase())
    const descending = orders[Math.min(index, orders.length - 1)] ?? false
    return key === undefined ? [] : [{ key, descending }]
  })
}
