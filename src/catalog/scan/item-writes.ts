import type { Ids } from '../../library/ids.ts'
import { inBatches, type Writing } from '../database/database.ts'
import type { ItemRow } from '../database/tables.ts'
import { sameItemRow, toItem, toItemRow } from '../items/item-row.ts'
import { putMentions } from './mentions.ts'
import type { UnitContents } from './scan-catalog.ts'

/** Fewer than other rows, for they are wide. */
const ITEM_ROWS = 50

/** What replacing the items of a unit did. */
export interface ReplacedItems {
  /** Ids of the unit's items, of what it had and of what it has. */
  readonly own: ReadonlySet<string>
  /** Ids of the sets that changed films were or are of. */
  readonly sets: readonly string[]
}

/** Makes the items of a unit exactly `items`; only what differs is written. */
export async function replaceItems(
  db: Writing,
  ids: Ids,
  { libraryId, unit, items }: Pick<UnitContents, 'libraryId' | 'unit' | 'items'>,
): Promise<ReplacedItems> {
  const existing = await db
    .selectFrom('items')
    .selectAll()
    .where('library_id', '=', libraryId)
    .where('unit', '=', unit)
    .execute()
  const before = new Map(existing.map((row) => [row.id, row]))
  const byId = new Map(items.map((item) => [item.id, item]))
  const rows = [...byId.values()].map((item) => toItemRow(item, unit, byId))
  const changed = rows.filter((row) => {
    const previous = before.get(row.id)
    return previous === undefined || !sameItemRow(previous, row)
  })
  // A library's own item goes with the library alone.
  const gone = existing.filter((row) => !byId.has(row.id) && row.kind !== 'CollectionFolder')
  await inBatches(
    gone.map((row) => row.id),
    (some) => db.deleteFrom('items').where('id', 'in', some).execute(),
  )
  await inBatches(changed, (some) => putItems(db, some), ITEM_ROWS)
  await inBatches(
    changed.flatMap((row) => byId.get(row.id) ?? []),
    (some) => putMentions(db, ids, some),
    ITEM_ROWS,
  )
  const films = [...gone, ...changed, ...changed.flatMap(({ id }) => before.get(id) ?? [])]
  return { own: new Set([...before.keys(), ...byId.keys()]), sets: setsOf(films) }
}

function setsOf(rows: readonly ItemRow[]): readonly string[] {
  const sets = rows.flatMap((row) => (row.kind === 'Movie' ? (toItem(row).set?.id ?? []) : []))
  return [...new Set(sets)]
}

/** Writes the rows over those of the same ids, which keep their `created_at`. */
export async function putItems(db: Writing, rows: readonly ItemRow[]): Promise<void> {
  await db
    .insertInto('items')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        library_id: eb.ref('excluded.library_id'),
        unit: eb.ref('excluded.unit'),
        parent_id: eb.ref('excluded.parent_id'),
        kind: eb.ref('excluded.kind'),
        json: eb.ref('excluded.json'),
        name_key: eb.ref('excluded.name_key'),
        sort_key: eb.ref('excluded.sort_key'),
        original_key: eb.ref('excluded.original_key'),
        series_key: eb.ref('excluded.series_key'),
        album_key: eb.ref('excluded.album_key'),
        artist_key: eb.ref('excluded.artist_key'),
        premiere_date: eb.ref('excluded.premiere_date'),
        year: eb.ref('excluded.year'),
        index_number: eb.ref('excluded.index_number'),
        parent_index_number: eb.ref('excluded.parent_index_number'),
        community_rating: eb.ref('excluded.community_rating'),
        beside: eb.ref('excluded.beside'),
      })),
    )
    .execute()
}
