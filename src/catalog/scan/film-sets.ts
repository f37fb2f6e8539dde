import { filmSetRole, filmSetUnit, planFilmSet } from '../../library/film-set.ts'
import type { Ids } from '../../library/ids.ts'
import { inLists, type Writing } from '../database/database.ts'
import { itemColumns, sameItemRow, toItem, toItemRow } from '../items/item-row.ts'
import { putItems } from './item-writes.ts'
import { putMentions } from './mentions.ts'

/**
 * Makes the items of sets what their films say by now. `setIds` may be ids of anything: those that
 * no film names, and that are no set, stay as they are.
 */
export async function updateFilmSets(
  db: Writing,
  ids: Ids,
  setIds: readonly string[],
): Promise<void> {
  if (setIds.length === 0) return
  const rows = await inLists(setIds, (some) =>
    db
      .selectFrom('mentions')
      .innerJoin('items', 'items.id', 'mentions.item_id')
      .select(['mentions.name_id', ...itemColumns])
      .where('mentions.name_id', 'in', some)
      .where('mentions.role', '=', filmSetRole)
      .execute(),
  )
  const existing = await inLists(setIds, (some) =>
    db
      .selectFrom('items')
      .selectAll()
      .where('id', 'in', some)
      .where('unit', '=', filmSetUnit)
      .execute(),
  )
  const films = Map.groupBy(rows, (row) => row.name_id)
  const before = new Map(existing.map((row) => [row.id, row]))
  for (const id of new Set([...films.keys(), ...before.keys()])) {
    const all = (films.get(id) ?? []).map(toItem)
    const set = planFilmSet(all, all.length === 1 && (await hasImages(db, id)))
    if (set === undefined) {
      await db.deleteFrom('items').where('id', '=', id).execute()
      continue
    }
    const row = toItemRow(set, filmSetUnit, new Map())
    const previous = before.get(id)
    if (previous !== undefined && sameItemRow(previous, row)) continue
    await putItems(db, [row])
    await putMentions(db, ids, [set])
  }
}

async function hasImages(db: Writing, ownerId: string): Promise<boolean> {
  const query = db.selectFrom('images').select('owner_id').where('owner_id', '=', ownerId).limit(1)
  return (await query.execute()).length > 0
}
