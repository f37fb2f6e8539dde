import type { UserSettingCatalog } from './user-catalog.ts'
import type { CatalogDatabase } from '../database/database.ts'

/** As many as a user may keep; clients keep a few for each library. */
const MAX_SETTINGS = 500

export function userSettingWrites({ read, durably, now }: CatalogDatabase): UserSettingCatalog {
  return {
    async findUserSetting(userId, client, name) {
      const row = await read
        .selectFrom('user_settings')
        .select('json')
        .where('user_id', '=', userId)
        .where('client', '=', client)
        .where('name', '=', name)
        .executeTakeFirst()
      return row?.json
    },

    async putUserSetting(userId, client, name, json) {
      const setting = { json, updated_at: now() }
      await durably(async (db) => {
        await db
          .insertInto('user_settings')
          .values({ user_id: userId, client, name, ...setting })
          .onConflict((conflict) =>
            conflict.columns(['user_id', 'client', 'name']).doUpdateSet(setting),
          )
          .execute()
        const surplus = await db
          .selectFrom('user_settings')
          .select(['client', 'name'])
          .where('user_id', '=', userId)
          .orderBy('updated_at', 'desc')
          .limit(Number.MAX_SAFE_INTEGER)
          .offset(MAX_SETTINGS)
          .execute()
        for (const { client: ofClient, name: ofName } of surplus)
          await db
            .deleteFrom('user_settings')
            .where('user_id', '=', userId)
            .where('client', '=', ofClient)
            .where('name', '=', ofName)
            .execute()
      })
    },
  }
}
