import type { User, UserCatalog } from './user-catalog.ts'
import type { CatalogDatabase, Writing } from '../database/database.ts'
import { fold } from '../database/fold.ts'
import { removeImagesOfOwner } from '../images/image-writes.ts'
import type { Selectable } from 'kysely'
import type { UserRow } from '../database/tables.ts'

export function userWrites({ read, now, durably }: CatalogDatabase): UserCatalog {
  return {
    /** Ordered by name. */
    async users() {
      const rows = await read.selectFrom('users').selectAll().orderBy('id').execute()
      return rows
        .map((row) => ({ row, key: fold(row.name) }))
        .sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0))
        .map(({ row }) => toUser(row))
    },

    async findUser(id) {
      const row = await read.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : toUser(row)
    },

    async hasAccounts() {
      const account = await read
        .selectFrom('users')
        .select('id')
        .where((eb) => eb.or([eb('password', 'is not', null), eb('is_admin', '=', 1)]))
        .limit(1)
        .executeTakeFirst()
      return account !== undefined
    },

    async putUser({ id, name, createdAt, isAdmin, libraryIds, isHidden }, password) {
      const row = {
        name,
        created_at: createdAt,
        is_admin: isAdmin === true ? 1 : 0,
        library_ids: libraryIds === undefined ? null : JSON.stringify(libraryIds),
        is_hidden: isHidden === true ? 1 : 0,
      }
      await durably(async (db) => {
        await db
          .insertInto('users')
          .values({ id, ...row, password: null })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
          .execute()
        if (password !== undefined) await writePassword(db, id, password.hash)
      })
    },

    async findPassword(userId) {
      const row = await read
        .selectFrom('users')
        .select('password')
        .where('id', '=', userId)
        .executeTakeFirst()
      return row?.password ?? undefined
    },

    async setPassword(userId, hash) {
      await durably((db) => writePassword(db, userId, hash))
    },

    removeUser: (id) =>
      durably(async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom('users')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        await removeImagesOfOwner(db, id, undefined, now())
        return true
      }),
  }
}

/** The tokens of before the new one are revoked. */
async function writePassword(db: Writing, userId: string, hash: string | undefined): Promise<void> {
  await db
    .updateTable('users')
    .set({ password: hash ?? null })
    .where('id', '=', userId)
    .execute()
  await db.deleteFrom('tokens').where('user_id', '=', userId).execute()
}

export function toUser(row: Selectable<UserRow>): User {
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    isAdmin: row.is_admin === 1,
    ...(row.library_ids === null ? {} : { libraryIds: JSON.parse(row.library_ids) as string[] }),
    hasPassword: row.password !== null,
    ...(row.is_hidden === 1 ? { isHidden: true } : {}),
  }
}
