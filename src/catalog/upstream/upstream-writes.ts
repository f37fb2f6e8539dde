import { sql } from 'kysely'
import { type CatalogDatabase, inBatches, inLists, type Writing } from '../database/database.ts'
import type { ListedOwner, StoredUpstreamImage, UpstreamCatalog } from './upstream-catalog.ts'
import type { UpstreamReads } from './upstream-reads.ts'
import { fromImage, fromStored } from './upstream-row.ts'

/** Stored images that no list names, some 500 bytes each. */
const maxUnlisted = 200_000
/** After so many more, the oldest are removed. */
const pruneInterval = 1_000
/** So many are removed in one go. */
const removedAtATime = 500
/** Rows of an INSERT; each has some thirty values. */
const rowsOfInsert = 50

export function upstreamWrites({
  write,
  lists,
  now,
}: CatalogDatabase): Omit<UpstreamCatalog, keyof UpstreamReads> {
  let putSincePrune = pruneInterval
  return {
    async put(images) {
      putSincePrune += images.length
      const prunes = putSincePrune >= pruneInterval
      if (prunes) putSincePrune = 0
      await write.transaction().execute(async (db) => {
        for (const image of images) await putStored(db, image, now())
        if (prunes) await prune(db)
      })
    },

    async drop(slots) {
      await write.transaction().execute(async (db) => {
        await inBatches(slots, (some) =>
          db
            .updateTable('upstream_images')
            .set({ tag: null, fetched_tag: null })
            .where('slot', 'in', some)
            .execute(),
        )
      })
    },

    async clear() {
      await write.transaction().execute(async (db) => {
        await db.deleteFrom('upstream_images').execute()
        await db.deleteFrom('upstream_state').execute()
      })
    },

    async setState(name, value) {
      await write.transaction().execute(async (db) => await putState(db, { name, value }))
    },

    async putListed(owners, pass, state) {
      await write.transaction().execute(async (db) => {
        await removeGone(db, owners)
        await putListed(db, owners, pass)
        if (state !== undefined) await putState(db, state)
      })
    },

    async removeUnlisted(pass) {
      let removed = 0
      for (;;) {
        const gone = await lists
          .selectFrom('upstream_images')
          .select('id')
          .where('listed_tag', 'is not', null)
          .where('listed_in', '<', pass)
          .limit(removedAtATime)
          .execute()
        if (gone.length === 0) return removed
        const ids = gone.map(({ id }) => id)
        await write.transaction().execute(async (db) => {
          await db
            .deleteFrom('upstream_images')
            .where('id', 'in', ids)
            .where('listed_in', '<', pass)
            .execute()
        })
        removed += gone.length
      }
    },

    async setFetched(images) {
      await write.transaction().execute(async (db) => {
        for (const { slot, tag, problem = null } of images)
          await db
            .updateTable('upstream_images')
            .set({ fetched_tag: tag, problem })
            .where('slot', '=', slot)
            .execute()
      })
    },

    async setProblem(contentTag, reason) {
      await write.transaction().execute(async (db) => {
        await db
          .updateTable('upstream_images')
          .set({ problem: reason })
          .where('tag', '=', contentTag)
          .execute()
      })
    },
  }
}

async function putStored(db: Writing, image: StoredUpstreamImage, at: number): Promise<void> {
  const columns = fromStored(image, at)
  await db
    .insertInto('upstream_images')
    .values({ ...fromImage(image, ''), ...columns })
    .onConflict((conflict) => conflict.column('slot').doUpdateSet(columns))
    .execute()
}

async function putState(
  db: Writing,
  state: { readonly name: string; readonly value: string },
): Promise<void> {
  await db
    .insertInto('upstream_state')
    .values(state)
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: state.value }))
    .execute()
}

async function putListed(db: Writing, owners: readonly ListedOwner[], pass: number): Promise<void> {
  const rows = owners.flatMap(({ kind, images }) =>
    images.map((image) => ({ ...fromImage(image, kind), listed_tag: image.tag, listed_in: pass })),
  )
  await inBatches(
    rows,
    (some) =>
      db
        .insertInto('upstream_images')
        .values(some)
        .onConflict((conflict) =>
          conflict.column('slot').doUpdateSet((update) => ({
            owner_kind: update.ref('excluded.owner_kind'),
            rank: update.ref('excluded.rank'),
            listed_tag: update.ref('excluded.listed_tag'),
            listed_in: update.ref('excluded.listed_in'),
          })),
        )
        .execute(),
    rowsOfInsert,
  )
}

async function removeGone(db: Writing, owners: readonly ListedOwner[]): Promise<void> {
  const listed = new Set(owners.flatMap(({ images }) => images.map(({ slot }) => slot)))
  const before = await inLists(
    owners.map(({ ownerId }) => ownerId),
    (some) =>
      db
        .selectFrom('upstream_images')
        .select(['id', 'slot'])
        .where('owner_id', 'in', some)
        .where('listed_tag', 'is not', null)
        .execute(),
  )
  const gone = before.filter(({ slot }) => !listed.has(slot)).map(({ id }) => id)
  await inBatches(gone, (some) =>
    db.deleteFrom('upstream_images').where('id', 'in', some).execute(),
  )
}

async function prune(db: Writing): Promise<void> {
  await sql`delete from upstream_images where id in (
    select id from upstream_images where listed_tag is null order by stored_at desc
    limit -1 offset ${maxUnlisted})`.execute(db)
}
