import type { OriginalRef } from '../../library/image.ts'
import type { ImageFamily, ImageLayout } from '../../library/image-layout.ts'
import type { ImageType } from '../../library/image-type.ts'
import type { LayoutCatalog } from './layout-catalog.ts'
import { inBatches, type CatalogDatabase, type Writing } from '../database/database.ts'
import { withoutCopies } from './copies.ts'
import { isSound } from './image-row.ts'
import { replaceUploads } from './image-writes.ts'
import { selectJoinedImages } from './joined-images.ts'
import { putOriginals } from './originals.ts'
import type { Tables } from '../database/tables.ts'

export function layoutWrites({ read, durably, now }: CatalogDatabase): LayoutCatalog {
  return {
    findFamily: (ownerId, type) => readFamily(read, ownerId, type),

    async editLayout(ownerId, type, plan, added = []) {
      await durably(async (db) => {
        const layout = plan(await readFamily(db, ownerId, type))
        await putOriginals(db, added, now())
        await replaceUploads(db, { ownerId, type }, layout.uploads)
        await replaceRows(db, 'image_places', { ownerId, type }, placeRows(layout.places))
        await replaceRows(
          db,
          'image_hidden',
          { ownerId, type },
          layout.hidden.map(({ ref: { source, key }, tag }) => ({ source, key, tag })),
        )
        await touch(db, ownerId, type, now())
      })
    },

    async findUses({ source, key }) {
      const uses = await read
        .selectFrom('images')
        .select(['owner_id', 'type'])
        .distinct()
        .where('source', '=', source)
        .where('key', '=', key)
        .execute()
      return uses.map((row) => ({ ownerId: row.owner_id, type: row.type as ImageType }))
    },
  }
}

async function readFamily(
  db: CatalogDatabase['read'],
  ownerId: string,
  type: ImageType,
): Promise<ImageFamily> {
  const rows = await selectJoinedImages(db, [ownerId], type).execute()
  const refOf = ({ source, key }: OriginalRef): OriginalRef => ({ source, key })
  const originals = withoutCopies(rows.filter(isSound)).map((row) => ({
    ref: refOf(row),
    tag: row.tag,
  }))
  const uploads = rows.filter((row) => row.library_id === '').map(refOf)
  const places = await db
    .selectFrom('image_places')
    .select(['source', 'key'])
    .where('owner_id', '=', ownerId)
    .where('type', '=', type)
    .orderBy('position')
    .execute()
  const hidden = await db
    .selectFrom('image_hidden')
    .select(['source', 'key', 'tag'])
    .where('owner_id', '=', ownerId)
    .where('type', '=', type)
    .execute()
  const layout: ImageLayout = {
    uploads,
    places,
    hidden: hidden.map((row) => ({ ref: refOf(row), tag: row.tag })),
  }
  return { type, originals, layout }
}

function placeRows(places: readonly OriginalRef[]) {
  return places.map(({ source, key }, position) => ({ source, key, position }))
}

async function replaceRows<Table extends 'image_places' | 'image_hidden'>(
  db: Writing,
  table: Table,
  { ownerId, type }: { readonly ownerId: string; readonly type: ImageType },
  rows: readonly Omit<Tables[Table], 'owner_id' | 'type'>[],
): Promise<void> {
  const name: 'image_places' | 'image_hidden' = table
  await db.deleteFrom(name).where('owner_id', '=', ownerId).where('type', '=', type).execute()
  const whole = rows.map((row) => ({ ...row, owner_id: ownerId, type }))
  await inBatches(whole as never[], (some) => db.insertInto(name).values(some).execute())
}

/** The images are as they are since now, also where there were none before. */
async function touch(db: Writing, ownerId: string, type: string, now: number): Promise<void> {
  await db
    .insertInto('image_changes')
    .values({ owner_id: ownerId, type, since: now })
    .onConflict((conflict) =>
      conflict
        .columns(['owner_id', 'type'])
        .doUpdateSet({ since: now })
        // A clock that was set back must not take the time back.
        .where('image_changes.since', '<', now),
    )
    .execute()
}
