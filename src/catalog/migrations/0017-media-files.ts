import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Every unit is scanned once more, for the files that items are played from, extras and new sort names. */
export const mediaFiles: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`update units set fingerprint = ''`.execute(db)
  },
}
