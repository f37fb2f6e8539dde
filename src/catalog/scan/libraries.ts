import type { Item } from '../../library/item.ts'
import type { Library, LibraryKind } from '../../library/library.ts'
import type { LibraryCatalog } from './scan-catalog.ts'
import { inBatches, inLists, type CatalogDatabase, type Writing } from '../database/database.ts'
import { batchWrites } from './batch-writes.ts'
import { removeImagesOfLibrary } from '../images/image-writes.ts'
import { toItemRow } from '../items/item-row.ts'
import type { SidecarRow } from '../database/tables.ts'

/** Units whose sidecars are written in one go. */
const UNITS = 100

export function libraryWrites({ read, write, now, durably }: CatalogDatabase): LibraryCatalog {
  const putSidecars = batchWrites<readonly SidecarRow[]>(
    (some) => write.transaction().execute((db) => writeSidecars(db, some.flat())),
    UNITS,
  )

  return {
    async setLibraries(libraries) {
      await write.transaction().execute(async (db) => {
        for (const [position, library] of libraries.entries())
          await putLibrary(db, library, position, now())
      })
    },

    async storedLibraries() {
      const rows = await read
        .selectFrom('libraries')
        .select(['id', 'kind', 'name'])
        .orderBy('position')
        .orderBy('id')
        .execute()
      return rows.map((row) => ({ ...row, kind: row.kind as LibraryKind }))
    },

    async forgetLibrary(id) {
      return await durably(async (db) => {
        const existing = await db
          .selectFrom('libraries')
          .select('id')
          .where('id', '=', id)
          .execute()
        if (existing.length === 0) return false
        await removeLibrary(db, id, now())
        return true
      })
    },

    async setLibraryProblems(libraryId, problems) {
      const rows = problems.map(({ path, reason }, position) => ({
        library_id: libraryId,
        position,
        path,
        reason,
      }))
      await write.transaction().execute(async (db) => {
        await db.deleteFrom('problems').where('library_id', '=', libraryId).execute()
        await inBatches(rows, (some) => db.insertInto('problems').values(some).execute())
      })
    },

    async findSidecars(libraryId, paths) {
      const rows = await inLists(paths, (some) =>
        read
          .selectFrom('sidecars')
          .selectAll()
          .where('library_id', '=', libraryId)
          .where('path', 'in', some)
          .execute(),
      )
      return new Map(
        rows.map((row) => {
          const stamp = { bytes: row.bytes, mtimeMs: row.mtime_ms, ctimeMs: row.ctime_ms }
          return [row.path, { stamp, json: row.json }]
        }),
      )
    },

    putSidecars(libraryId, entries) {
      return putSidecars(
        entries.map(({ path, stamp, json }) => ({
          library_id: libraryId,
          path,
          bytes: stamp.bytes,
          mtime_ms: stamp.mtimeMs,
          ctime_ms: stamp.ctimeMs,
          json,
        })),
      )
    },
  }
}

async function writeSidecars(db: Writing, rows: readonly SidecarRow[]): Promise<void> {
  // The last word on a file counts: a statement may not write a row twice.
  const last = new Map(rows.map((row) => [`${row.library_id} ${row.path}`, row]))
  await inBatches([...last.values()], (some) =>
    db
      .insertInto('sidecars')
      .values(some)
      .onConflict((conflict) =>
        conflict.columns(['library_id', 'path']).doUpdateSet((eb) => ({
          bytes: eb.ref('excluded.bytes'),
          mtime_ms: eb.ref('excluded.mtime_ms'),
          ctime_ms: eb.ref('excluded.ctime_ms'),
          json: eb.ref('excluded.json'),
        })),
      )
      .execute(),
  )
}

async function putLibrary(
  db: Writing,
  library: Library,
  position: number,
  now: number,
): Promise<void> {
  const { id, kind, name } = library
  await db
    .insertInto('libraries')
    .values({ id, kind, name, position })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ kind, name, position }))
    .execute()
  // It is there before its first scan, and stays when its folder is empty or gone.
  const item = libraryItem(library, now)
  await db
    .insertInto('items')
    .values(toItemRow(item, '', new Map()))
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
}

function libraryItem({ id, name }: Library, now: number): Item {
  return {
    id,
    libraryId: id,
    kind: 'CollectionFolder',
    path: '',
    name,
    sortName: name,
    genres: [],
    studios: [],
    people: [],
    artists: [],
    createdAt: now,
  }
}

/** Items, units, sidecars and problems leave with the row. */
async function removeLibrary(db: Writing, id: string, now: number): Promise<void> {
  await removeImagesOfLibrary(db, id, now)
  await db.deleteFrom('originals').where('source', '=', id).execute()
  await db.deleteFrom('libraries').where('id', '=', id).execute()
}
