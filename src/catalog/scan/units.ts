import { type Insertable, sql } from 'kysely'
import type { Ids } from '../../library/ids.ts'
import type { UnitCatalog, UnitContents } from './scan-catalog.ts'
import { inBatches, inPages, type CatalogDatabase, type Writing } from '../database/database.ts'
import { batchWrites } from './batch-writes.ts'
import { replaceImages, toImageRows } from '../images/image-writes.ts'
import { sameItemRow, toItemRow } from '../items/item-row.ts'
import { putMentions } from './mentions.ts'
import type { ItemRow, UnitRow } from '../database/tables.ts'

/** Fewer than other rows, for they are wide. */
const ITEM_ROWS = 50

/** Units whose fingerprints are read in one go, which takes a millisecond or two. */
const READ_UNITS = 2000
/** Units finished in one go. */
const FINISHED_UNITS = 200
/** Units replaced in one go: others who write wait some ten milliseconds for them. */
const UNITS = 25

export function unitWrites({ ids, read, write, lists, now }: CatalogDatabase): UnitCatalog {
  async function replaceUnits(units: readonly UnitContents[]): Promise<void> {
    await write.transaction().execute(async (db) => {
      for (const contents of units) {
        const { libraryId, unit } = contents
        await putFingerprints(db, [{ library_id: libraryId, unit, fingerprint: '' }])
        await replaceItems(db, ids, contents)
        await replaceImages(db, contents, toImageRows(contents, contents.images), now())
      }
    })
  }
  const finishUnit = batchWrites<UnitKey>(
    (some) => write.transaction().execute((db) => putFingerprints(db, some)),
    FINISHED_UNITS,
  )

  return {
    async unitFingerprints(libraryId) {
      const fingerprints = new Map<string, string>()
      const pages = inPages<Pick<UnitRow, 'unit' | 'fingerprint'>>((after) =>
        read
          .selectFrom('units')
          .select(['unit', 'fingerprint'])
          .where('library_id', '=', libraryId)
          .$if(after !== undefined, (units) => units.where('unit', '>', after?.unit ?? ''))
          .orderBy('unit')
          .limit(READ_UNITS)
          .execute(),
      )
      for await (const page of pages)
        for (const { unit, fingerprint } of page) fingerprints.set(unit, fingerprint)
      return fingerprints
    },

    replaceUnit: batchWrites(replaceUnits, UNITS),

    finishUnit(libraryId, unit, fingerprint) {
      return finishUnit({ library_id: libraryId, unit, fingerprint })
    },

    async extendUnit(contents, fingerprint) {
      const { libraryId, unit } = contents
      return await write.transaction().execute(async (db) => {
        const row = await db
          .selectFrom('units')
          .select('fingerprint')
          .where('library_id', '=', libraryId)
          .where('unit', '=', unit)
          .executeTakeFirst()
        if (row?.fingerprint !== fingerprint) return false
        await replaceItems(db, ids, contents)
        await replaceImages(db, contents, toImageRows(contents, contents.images), now())
        return true
      })
    },

    async unextractedUnits(libraryId, how) {
      const units = await lists
        .selectFrom('units')
        .select(['unit', 'fingerprint'])
        .where('library_id', '=', libraryId)
        .where('fingerprint', '!=', '')
        .where(sql<boolean>`extracted <> fingerprint || ${` ${how}`}`)
        .execute()
      return new Map(units.map((row) => [row.unit, row.fingerprint]))
    },

    async markExtracted(libraryId, fingerprints, how) {
      await write.transaction().execute(async (db) => {
        for (const [unit, fingerprint] of fingerprints)
          await db
            .updateTable('units')
            .set({ extracted: `${fingerprint} ${how}` })
            .where('library_id', '=', libraryId)
            .where('unit', '=', unit)
            .execute()
      })
    },

    async removeUnits(libraryId, units) {
      await write.transaction().execute(async (db) => {
        for (const unit of units) {
          await replaceItems(db, ids, { libraryId, unit, items: [] })
          await replaceImages(db, { libraryId, unit }, [], now())
          await removeSidecars(db, libraryId, unit)
          await db
            .deleteFrom('units')
            .where('library_id', '=', libraryId)
            .where('unit', '=', unit)
            .execute()
        }
      })
    },
  }
}

type UnitKey = Omit<Insertable<UnitRow>, 'extracted'>

async function putFingerprints(db: Writing, units: readonly UnitKey[]): Promise<void> {
  // The last word on a unit counts: a statement may not write a row twice.
  const last = new Map(units.map((row) => [`${row.library_id} ${row.unit}`, row]))
  await db
    .insertInto('units')
    .values([...last.values()])
    .onConflict((conflict) =>
      conflict
        .columns(['library_id', 'unit'])
        .doUpdateSet((eb) => ({ fingerprint: eb.ref('excluded.fingerprint') })),
    )
    .execute()
}

async function replaceItems(
  db: Writing,
  ids: Ids,
  { libraryId, unit, items }: Pick<UnitContents, 'libraryId' | 'unit' | 'items'>,
): Promise<void> {
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
}

/** Writes the rows over those of the same ids, which keep their `created_at`. */
async function putItems(db: Writing, rows: readonly ItemRow[]): Promise<void> {
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

async function removeSidecars(db: Writing, libraryId: string, unit: string): Promise<void> {
  if (unit === '') return
  await db
    .deleteFrom('sidecars')
    .where('library_id', '=', libraryId)
    .where('path', '>', `${unit}/`)
    // The character after `/`.
    .where('path', '<', `${unit}0`)
    .execute()
}
