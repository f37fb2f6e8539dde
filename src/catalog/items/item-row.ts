import type { Item, ItemKind } from '../../library/item.ts'
import { fold, nameKey } from '../database/fold.ts'
import type { ItemRow } from '../database/tables.ts'

/** What is needed of a row to have the item back. */
export const itemColumns = ['json', 'created_at'] as const

export type ItemColumns = Pick<ItemRow, (typeof itemColumns)[number]>

export function toItem(row: ItemColumns): Item {
  const fields = JSON.parse(row.json) as Omit<Item, 'createdAt'>
  return { ...fields, createdAt: row.created_at }
}

/** The rows of a unit's items; `byId` holds the items among which series and albums are sought. */
export function toItemRow(item: Item, unit: string, byId: ReadonlyMap<string, Item>): ItemRow {
  const { createdAt, ...fields } = item
  const sortKeyOf = (kind: ItemKind): string | null => {
    const found = nearest(item, kind, byId)
    return found === undefined ? null : fold(found.sortName)
  }
  return {
    id: item.id,
    library_id: item.libraryId,
    unit,
    parent_id: item.parentId ?? null,
    kind: item.kind,
    json: JSON.stringify(fields),
    name_key: nameKey(item.name),
    sort_key: fold(item.sortName),
    original_key: item.originalTitle === undefined ? null : nameKey(item.originalTitle),
    series_key: sortKeyOf('Series'),
    album_key: sortKeyOf('MusicAlbum'),
    artist_key: item.artists[0] === undefined ? null : fold(item.artists[0]),
    premiere_date: item.premiereDate ?? firstDayOf(item.year),
    year: item.year ?? null,
    index_number: item.indexNumber ?? null,
    parent_index_number: item.parentIndexNumber ?? null,
    community_rating: item.communityRating ?? null,
    created_at: item.facts?.addedAt ?? createdAt,
    beside: besideOf(item),
  }
}

/** Ids of what belongs to the item without being one. */
function besideOf({ extras = [], parts = [] }: Item): string | null {
  const ids = [...extras, ...parts].map(({ id }) => id)
  return ids.length === 0 ? null : ids.join(' ')
}

/** What has a year alone stands among those with a day as of its first, as in Jellyfin. */
function firstDayOf(year: number | undefined): string | null {
  return year === undefined ? null : `${String(year).padStart(4, '0')}-01-01`
}

/** Whether writing `next` over `previous` would change nothing. `created_at` is never changed. */
export function sameItemRow(previous: ItemRow, next: ItemRow): boolean {
  return (Object.keys(next) as (keyof ItemRow)[]).every(
    (column) => column === 'created_at' || previous[column] === next[column],
  )
}

/** The item itself or the nearest above it that is of `kind`. */
function nearest(item: Item, kind: ItemKind, byId: ReadonlyMap<string, Item>): Item | undefined {
  const seen = new Set<string>()
  let current: Item | undefined = item
  while (current !== undefined && current.kind !== kind) {
    if (current.parentId === undefined || seen.has(current.id)) return undefined
    seen.add(current.id)
    current = byId.get(current.parentId)
  }
  return current
}
