import { Type } from 'typebox'
import { countLeaves, countOfArtists } from './item-counts.ts'
import type { Catalog } from '../../catalog/catalog.ts'
import type { NamedEntity } from '../../catalog/items/name-catalog.ts'
import { imageOwners } from '../../dto/context.ts'
import { toItemDto } from '../../dto/item.ts'
import { type NameType, traitsOf } from '../../dto/kinds.ts'
import { nameTypeOf, toNameDto } from '../../dto/names.ts'
import { type DtoOptions, imageLimit } from '../../dto/options.ts'
import { type ItemDto, ItemSchema } from '../../dto/schemas.ts'
import type { CollageOwner } from '../../library/collage.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { Item, ItemKind } from '../../library/item.ts'
import type { Library } from '../../library/library.ts'
import type { Collages } from '../images/collages.ts'
import { findArtistFolders, rootId } from '../access/find-items.ts'
import type { Visible } from '../access/visible.ts'
import { component } from '../../dto/component.ts'

/** What saying things of items needs of the rest. */
export interface ItemDeps {
  readonly catalog: Catalog
  readonly libraries: readonly Library[]
  readonly serverId: string
  readonly collages: Collages
}

/** Some of the items that a query finds. */
export const ItemPageSchema = component('BaseItemDtoQueryResult', {
  Items: Type.Array(ItemSchema),
  TotalRecordCount: Type.Integer({ minimum: 0 }),
  StartIndex: Type.Integer({ minimum: 0 }),
})

/**
 * The wire objects of `items`, with what the user did with them where one is named. Statements depend on the
 * depth of the tree, not on how many items.
 */
export async function loadItemDtos(
  deps: ItemDeps,
  items: readonly Item[],
  options: DtoOptions,
  userId?: string,
): Promise<ItemDto[]> {
  const { catalog, libraries, serverId } = deps
  const { ids } = catalog
  const ancestors = await catalog.ancestorsOf(items)
  const own = await catalog.imagesOf(imageOwners(items, { ids, ancestors, options }))
  // All that is in the library of what may be seen may be seen.
  const images = await withCollages(deps, own, items, options, {})
  const childCounts = options.fields.has('ChildCount')
    ? await catalog.childCounts(items.filter(isFolder).map(({ id }) => id))
    : new Map<string, number>()
  const leafCounts = options.fields.has('RecursiveItemCount')
    ? await countLeaves(catalog, items)
    : new Map<string, number>()
  const artistCounts = await countOfArtists(catalog, items)
  const libraryKinds = new Map(libraries.map(({ id, kind }) => [id, kind]))
  const roots = new Map(libraries.map(({ id, root }) => [id, root]))
  const userItems =
    userId === undefined
      ? undefined
      : await catalog.userItems(
          userId,
          items.map(({ id }) => id),
        )
  const counts = { childCounts, leafCounts, artistCounts }
  const loaded = { ids, serverId, options, images, ancestors, ...counts, libraryKinds, roots }
  const context = userItems === undefined ? loaded : { ...loaded, userItems }
  return items.map((item) => toItemDto(item, context))
}

/**
 * The wire objects of names. An artist who has a folder is the item of it; the others are their
 * names. A fixed number of statements.
 */
export async function loadNameDtos(
  deps: ItemDeps,
  names: readonly NamedEntity[],
  options: DtoOptions,
  asking: NameDtoOptions,
): Promise<ItemDto[]> {
  const folders = await findArtistFolders(deps.catalog, names, asking)
  const items = await loadItemDtos(deps, folders, options, asking.userId)
  const byName = new Map(
    folders.map(({ name }, at) => [deps.catalog.ids.name('artist', name), items[at]]),
  )
  const rest = names.filter(({ id }) => !byName.has(id))
  const others = await loadPlainNames(deps, rest, options, asking)
  const byId = new Map(rest.map(({ id }, at) => [id, others[at]]))
  return names.flatMap(({ id }) => byName.get(id) ?? byId.get(id) ?? [])
}

async function loadPlainNames(
  deps: ItemDeps,
  names: readonly NamedEntity[],
  options: DtoOptions,
  { userId, libraryIds, type }: NameDtoOptions,
): Promise<ItemDto[]> {
  const { catalog, serverId } = deps
  const ids = names.map(({ id }) => id)
  const own = await catalog.imagesOf(ids)
  const images = await withCollages(deps, own, names, options, { libraryIds })
  const counts = await catalog.mentionCounts(ids, libraryIds)
  const userItems = userId === undefined ? undefined : await catalog.userItems(userId, ids)
  const context = { serverId, options, images, ...(userItems === undefined ? {} : { userItems }) }
  return names.map((name) => {
    const ofName = counts.get(name.id) ?? new Map<ItemKind, number>()
    return toNameDto(name, type ?? nameTypeOf(name.kind, ofName), ofName, context)
  })
}

function isFolder({ kind }: Item): boolean {
  return traitsOf(kind).isFolder
}

async function withCollages(
  { collages }: ItemDeps,
  images: ReadonlyMap<string, readonly ImageRecord[]>,
  owners: readonly CollageOwner[],
  options: DtoOptions,
  visible: Visible,
) {
  return imageLimit(options, 'Primary') === 0
    ? images
    : await collages.addTo(images, owners, visible)
}

export interface NameDtoOptions {
  readonly userId?: string | undefined
  readonly libraryIds?: readonly string[] | undefined
  /** Absent: as what mentions it has it. */
  readonly type?: NameType | undefined
}

/** The folder that the libraries stand in. */
export function rootDto({ serverId }: Pick<ItemDeps, 'serverId'>): ItemDto {
  return {
    Name: 'Media Folders',
    ServerId: serverId,
    Id: rootId,
    Type: 'UserRootFolder',
    IsFolder: true,
    MediaType: 'Unknown',
    LocationType: 'FileSystem',
    ImageTags: {},
    BackdropImageTags: [],
    BackdropCount: 0,
    ImageBlurHashes: {},
  }
}
