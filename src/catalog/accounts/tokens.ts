import type { Token, TokenCatalog } from './token-catalog.ts'
import type { CatalogDatabase, Writing } from '../database/database.ts'
import type { Insertable, Selectable } from 'kysely'
import type { TokenRow } from '../database/tables.ts'
import { toUser } from './users.ts'

/** More devices than a user has; a client that signs in again and again does not fill the table. */
const SESSIONS_OF_A_USER = 100
/** Networks and devices that one user signs in from. */
const PLACES_OF_A_USER = 20

export function tokenWrites({ read, write, durably }: CatalogDatabase): TokenCatalog {
  return {
    async tokens() {
      const rows = await read
        .selectFrom('tokens')
        .selectAll()
        .orderBy('created_at')
        .orderBy('id')
        .execute()
      return rows.map(toToken)
    },

    async findToken(hash) {
      const row = await read
        .selectFrom('tokens')
        .selectAll()
        .where('hash', '=', hash)
        .executeTakeFirst()
      const token = row && toToken(row)
      if (token?.kind !== 'session') return token && { token }
      const user = await read
        .selectFrom('users')
        .selectAll()
        .where('id', '=', token.userId)
        .executeTakeFirst()
      // Removed between the two statements.
      return user && { token, user: toUser(user) }
    },

    async addToken(hash, token, places = []) {
      await durably(async (db) => {
        if (token.kind === 'session') await makeRoom(db, token.userId, token.deviceId)
        await db.insertInto('tokens').values(toTokenRow(hash, token)).execute()
        if (token.kind === 'session')
          await rememberPlaces(db, token.userId, places, token.createdAt)
      })
    },

    async findSignInPlaces(userId, places) {
      const rows = await read
        .selectFrom('sign_ins')
        .select('place')
        .where('user_id', '=', userId)
        .where('place', 'in', places)
        .execute()
      return rows.map(({ place }) => place)
    },

    async removeIdleSessions(before) {
      const { numDeletedRows } = await durably((db) =>
        db
          .deleteFrom('tokens')
          .where('user_id', 'is not', null)
          .where((eb) => eb(eb.fn.coalesce('last_used_at', 'created_at'), '<', before))
          .executeTakeFirstOrThrow(),
      )
      return Number(numDeletedRows)
    },

    async touchToken(id, at) {
      await write
        .transaction()
        .execute((db) =>
          db.updateTable('tokens').set({ last_used_at: at }).where('id', '=', id).execute(),
        )
    },

    async removeToken(id) {
      const { numDeletedRows } = await durably((db) =>
        db.deleteFrom('tokens').where('id', '=', id).executeTakeFirstOrThrow(),
      )
      return numDeletedRows > 0n
    },
  }
}

async function makeRoom(db: Writing, userId: string, deviceId: string): Promise<void> {
  const ofUser = db.deleteFrom('tokens').where('user_id', '=', userId)
  if (deviceId !== '') await ofUser.where('device_id', '=', deviceId).execute()
  await ofUser
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('tokens')
        .select('id')
        .where('user_id', '=', userId)
        .orderBy((order) => order.fn.coalesce('last_used_at', 'created_at'), 'desc')
        .orderBy('id')
        .limit(SESSIONS_OF_A_USER - 1),
    )
    .execute()
}

async function rememberPlaces(
  db: Writing,
  userId: string,
  places: readonly string[],
  at: number,
): Promise<void> {
  for (const place of places)
    await db
      .insertInto('sign_ins')
      .values({ user_id: userId, place, at })
      .onConflict((conflict) => conflict.columns(['user_id', 'place']).doUpdateSet({ at }))
      .execute()
  await db
    .deleteFrom('sign_ins')
    .where('user_id', '=', userId)
    .where('place', 'not in', (eb) =>
      eb
        .selectFrom('sign_ins')
        .select('place')
        .where('user_id', '=', userId)
        .orderBy('at', 'desc')
        .orderBy('place')
        .limit(PLACES_OF_A_USER),
    )
    .execute()
}

function toToken(row: Selectable<TokenRow>): Token {
  const issued = {
    id: row.id,
    createdAt: row.created_at,
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
  }
  if (row.user_id === null)
    return {
      ...issued,
      kind: 'key',
      name: row.name,
      ...(row.read_only === 1 ? { isReadOnly: true } : {}),
      ...(row.library_ids === null ? {} : { libraryIds: JSON.parse(row.library_ids) as string[] }),
    }
  return {
    ...issued,
    kind: 'session',
    userId: row.user_id,
    client: row.client,
    device: row.device,
    deviceId: row.device_id,
    version: row.version,
  }
}

function toTokenRow(hash: string, token: Token): Insertable<TokenRow> {
  const issued = {
    id: token.id,
    hash,
    created_at: token.createdAt,
    last_used_at: token.lastUsedAt ?? null,
  }
  if (token.kind === 'key')
    return {
      ...issued,
      user_id: null,
      name: token.name,
      read_only: token.isReadOnly === true ? 1 : 0,
      library_ids: token.libraryIds === undefined ? null : JSON.stringify(token.libraryIds),
      client: '',
      device: '',
      device_id: '',
      version: '',
    }
  return {
    ...issued,
    user_id: token.userId,
    name: '',
    client: token.client,
    device: token.device,
    device_id: token.deviceId,
    version: token.version,
  }
}
