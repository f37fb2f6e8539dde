import { type Insertable, sql } from 'kysely'
import type { Ids } from '../../library/ids.ts'
import type { UnitCatalog, UnitContents } from './scan-catalog.ts'
import { inPages, type CatalogDatabase, type Writing } from '../database/database.ts'
import { batchWrites } from './batch-writes.ts'
import { replaceImages, toImageRows } from '../images/image-writes.ts'
import { updateFilmSets } from './film-sets.ts'
import { replaceItems } from './item-writes.ts'
import type { UnitRow } from '../database/tables.ts'

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
        await replaceContents(db, ids, contents, now())
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
        await replaceContents(db, ids, contents, now())
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
          await replaceContents(db, ids, { libraryId, unit, items: [], images: [] }, now())
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

/** Items and images, then the sets of films that either has to do with. */
async function replaceContents(
  db: Writing,
  ids: Ids,
  contents: UnitContents,
  now: number,
): Promise<void> {
  const { own, sets } = await replaceItems(db, ids, contents)
  const owners = await replaceImages(db, contents, toImageRows(contents, contents.images), now)
  await updateFilmSets(db, ids, [...sets, ...owners.filter((id) => !own.has(id))])
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
