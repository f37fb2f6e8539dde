import { sql } from 'kysely'
import type { OriginalCatalog, OriginalState } from './image-catalog.ts'
import {
  inBatches,
  inLists,
  inPages,
  type CatalogDatabase,
  type Writing,
} from '../database/database.ts'
import { fromState, toState } from './image-row.ts'
import type { OriginalRow } from '../database/tables.ts'

/** So many are removed in one go. */
const PRUNED = 500

/** No client keeps an image that long without asking for it. */
const REMEMBERED_MS = 400 * 24 * 3600 * 1000

export function originalWrites({ read, write, lists, now }: CatalogDatabase): OriginalCatalog {
  return {
    async findOriginals(source, keys) {
      const rows = await findRows(read, source, keys)
      return new Map(rows.map((row) => [row.key, toState(row)]))
    },

    async putOriginals(entries, at) {
      await write.transaction().execute((db) => putOriginals(db, entries, at))
    },

    async pruneOriginals() {
      // Finding them takes long with many originals, and is done on the thread that holds up no
      // request. By the time that they are removed, something may refer to them again.
      const unreferred = sql<boolean>`not exists (select 1 from images
        where images.source = originals.source and images.key = originals.key)`
      const gone = inPages<Pick<OriginalRow, 'source' | 'key'>>((after) =>
        lists
          .selectFrom('originals')
          .select(['source', 'key'])
          .where(unreferred)
          .$if(after !== undefined, (originals) =>
            originals.where(sql<boolean>`(source, key) > (${after?.source}, ${after?.key})`),
          )
          .orderBy('source')
          .orderBy('key')
          .limit(PRUNED)
          .execute(),
      )
      for await (const page of gone)
        await write.transaction().execute(async (db) => {
          for (const [source, some] of Map.groupBy(page, (row) => row.source)) {
            const keys = some.map(({ key }) => key)
            await db
              .deleteFrom('originals')
              .where('source', '=', source)
              .where('key', 'in', keys)
              .where(unreferred)
              .execute()
          }
        })

      const unshown = sql<boolean>`not exists (select 1 from images
        where images.owner_id = image_changes.owner_id and images.type = image_changes.type)`
      const before = now() - REMEMBERED_MS
      const past = inPages<{ readonly owner_id: string }>((after) =>
        lists
          .selectFrom('image_changes')
          .select('owner_id')
          .distinct()
          .where('since', '<', before)
          .where(unshown)
          .$if(after !== undefined, (changes) =>
            changes.where('owner_id', '>', after?.owner_id ?? ''),
          )
          .orderBy('owner_id')
          .limit(PRUNED)
          .execute(),
      )
      for await (const page of past) {
        const owners = page.map((row) => row.owner_id)
        await write
          .transaction()
          .execute((db) =>
            db
              .deleteFrom('image_changes')
              .where('owner_id', 'in', owners)
              .where('since', '<', before)
              .where(unshown)
              .execute(),
          )
      }
    },
  }
}

export async function putOriginals(
  db: Writing,
  entries: Parameters<OriginalCatalog['putOriginals']>[0],
  at: number,
): Promise<void> {
  for (const [source, some] of Map.groupBy(entries, ({ ref }) => ref.source)) {
    // The last word on a key counts.
    const states = new Map(some.map(({ ref, state }) => [ref.key, state]))
    const found = await findRows(db, source, [...states.keys()])
    const existing = new Map(found.map((row) => [row.key, row]))
    const rows = [...states].map(([key, state]) => ({
      source,
      key,
      ...fromState(state),
      modified_at: modifiedAt(existing.get(key), state, at),
    }))
    await inBatches(rows, (batch) =>
      db
        .insertInto('originals')
        .values(batch)
        .onConflict((conflict) =>
          conflict.columns(['source', 'key']).doUpdateSet((eb) => ({
            stamp_bytes: eb.ref('excluded.stamp_bytes'),
            mtime_ms: eb.ref('excluded.mtime_ms'),
            ctime_ms: eb.ref('excluded.ctime_ms'),
            modified_at: eb.ref('excluded.modified_at'),
            problem: eb.ref('excluded.problem'),
            tag: eb.ref('excluded.tag'),
            width: eb.ref('excluded.width'),
            height: eb.ref('excluded.height'),
            format: eb.ref('excluded.format'),
            bytes: eb.ref('excluded.bytes'),
            blur_hash: eb.ref('excluded.blur_hash'),
            has_alpha: eb.ref('excluded.has_alpha'),
            frames: eb.ref('excluded.frames'),
            plain: eb.ref('excluded.plain'),
          })),
        )
        .execute(),
    )
  }
}

function findRows(
  db: CatalogDatabase['read'],
  source: string,
  keys: readonly string[],
): Promise<OriginalRow[]> {
  return inLists(keys, (some) =>
    db
      .selectFrom('originals')
      .selectAll()
      .where('source', '=', source)
      .where('key', 'in', some)
      .execute(),
  )
}

/** The file's own time when first seen; later the time at which other bytes were seen in it. */
function modifiedAt(existing: OriginalRow | undefined, state: OriginalState, at: number): number {
  if (existing === undefined) return Math.min(state.stamp.mtimeMs, at)
  const tag = state.kind === 'image' ? state.probe.tag : undefined
  const existingTag = existing.problem === null ? existing.tag : undefined
  return tag === existingTag ? existing.modified_at : Math.max(existing.modified_at, at)
}
