import type { ItemCatalog } from '../../catalog/items/item-catalog.ts'
import type { UserItemCatalog } from '../../catalog/items/user-item-catalog.ts'
import type { Item, ItemKind } from '../../library/item.ts'
import { leafKinds } from '../../library/item.ts'
import type { Access } from '../access/access.ts'
import { parseKinds } from './item-query.ts'
import { requireId } from '../protocol/parameters.ts'
import { visibleIn } from '../access/visible.ts'

export interface LatestQuery {
  readonly parentId?: string
  readonly includeItemTypes?: readonly string[]
  readonly groupItems?: boolean
  /** Only what was played, or was not. */
  readonly isPlayed?: boolean | undefined
  readonly limit: number
}

export interface LatestItem {
  readonly item: Item
  /** Of a series or an album that stands for its own: how many of them are new. */
  readonly newItems?: number
}

/** Leaves looked at in one go, and how often at most. */
const chunk = 200
const maxChunks = 10

/**
 * What came last. Several new episodes of a series are shown as the series, songs as their album
 * (Jellyfin's `LatestItemsIndexContainer`); one new episode is shown itself.
 */
export async function findLatest(
  catalog: Pick<ItemCatalog, 'queryItems' | 'ancestorsOf'> & Pick<UserItemCatalog, 'userItems'>,
  { parentId, includeItemTypes, groupItems = true, isPlayed, limit }: LatestQuery,
  access: Pick<Access, 'libraryIds' | 'userId'>,
): Promise<readonly LatestItem[]> {
  const kinds = parseKinds(includeItemTypes) ?? leafKinds
  const page = async (startIndex: number, count: number) =>
    (
      await catalog.queryItems({
        ...(parentId === undefined ? {} : { parentId: requireId(parentId, 'parentId') }),
        ...visibleIn(access),
        recursive: true,
        kinds,
        sortBy: [{ key: 'DateCreated', descending: true }],
        startIndex,
        limit: count,
        // What was played is little; what was not is left out below, page by page.
        ...(isPlayed === true ? { isPlayed, userId: access.userId ?? '' } : {}),
      })
    ).items
  const unplayed = async (items: readonly Item[]) => {
    if (isPlayed !== false || access.userId === undefined) return items
    const ids = items.map(({ id }) => id)
    const states = await catalog.userItems(access.userId, ids)
    return items.filter(({ id }) => states.get(id)?.played !== true)
  }
  const isGrouped = groupItems && kinds.some((kind) => kind in containers)
  if (!isGrouped && isPlayed !== false) return (await page(0, limit)).map((item) => ({ item }))

  // Where the first stand for themselves, as films do, what comes after them changes nothing.
  const few = isPlayed === false ? Math.max(limit, Math.min(3 * limit, chunk)) : limit
  const first = (await unplayed(await page(0, few))).slice(0, limit)
  if (first.length === limit) {
    const ancestors = await catalog.ancestorsOf(first)
    if (!isGrouped || first.every((item) => findContainer(item, ancestors) === undefined))
      return first.map((item) => ({ item }))
  }

  const groups = new Map<string, { readonly container: Item | undefined; readonly items: Item[] }>()
  for (let turn = 0; turn < maxChunks && limit > 0; turn++) {
    const items = await page(turn * chunk, chunk)
    const shown = await unplayed(items)
    const ancestors = await catalog.ancestorsOf(shown)
    for (const item of shown) {
      const container = isGrouped ? findContainer(item, ancestors) : undefined
      const id = (container ?? item).id
      const group = groups.get(id) ?? { container, items: [] }
      group.items.push(item)
      groups.set(id, group)
    }
    if (items.length < chunk || groups.size > limit) break
  }
  return [...groups.values()].slice(0, limit).flatMap(({ container, items }): LatestItem[] => {
    const [latest] = items
    if (latest === undefined) return []
    const isContainer = container?.kind === 'MusicAlbum' || items.length > 1
    return container !== undefined && isContainer
      ? [{ item: container, newItems: items.length }]
      : [{ item: latest }]
  })
}

/** What stands for items of a kind. */
const containers: Partial<Record<ItemKind, ItemKind>> = {
  Episode: 'Series',
  Audio: 'MusicAlbum',
  Photo: 'PhotoAlbum',
}

function findContainer(item: Item, ancestors: ReadonlyMap<string, Item>): Item | undefined {
  const kind = containers[item.kind]
  if (kind === undefined) return undefined
  const seen = new Set<string>()
  for (let id = item.parentId; id !== undefined && !seen.has(id);) {
    seen.add(id)
    const above = ancestors.get(id)
    if (above?.kind === kind) return above
    id = above?.parentId
  }
  return undefined
}
