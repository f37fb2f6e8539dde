import type { Kysely } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import type { Item } from '../../library/item.ts'
import type { Ids } from '../../library/ids.ts'
import { mentionsOf } from '../../library/mentions.ts'
import { inBatches } from '../database/database.ts'
import { nameKey } from '../database/fold.ts'
import type { MentionRow, Tables } from '../database/tables.ts'

/** Makes what `items` mention exactly what they say. The items must be there. */
export async function putMentions(
  db: Kysely<Tables>,
  ids: Ids,
  items: readonly Item[],
): Promise<void> {
  const mentions = items.flatMap((item) =>
    mentionsOf(item).map((mention) => ({
      item,
      mention,
      id: ids.name(mention.kind, mention.name),
    })),
  )
  const names = new Map(
    // Backwards, so that the first one's spelling is left.
    mentions
      .toReversed()
      .map(({ id, mention: { kind, name } }) => [id, { id, kind, name, name_key: nameKey(name) }]),
  )
  await inBatches([...names.values()], (some) =>
    db
      .insertInto('names')
      .values(some)
      // The spelling that was seen first stays.
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute(),
  )
  await inBatches(
    items.map((item) => item.id),
    (some) => db.deleteFrom('mentions').where('item_id', 'in', some).execute(),
  )
  const toRow = (item: Item, nameId: string, role: string): MentionRow => ({
    item_id: item.id,
    name_id: nameId,
    role,
    library_id: item.libraryId,
    item_kind: item.kind,
  })
  const rows = [
    ...mentions.map(({ item, mention, id }) => toRow(item, id, mention.role)),
    // A set is an item, so that it has no row among the names.
    ...items.flatMap((item) =>
      item.set === undefined ? [] : [toRow(item, item.set.id, filmSetRole)],
    ),
  ]
  await inBatches(rows, (some) => db.insertInto('mentions').values(some).execute())
}
