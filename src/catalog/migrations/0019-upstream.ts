import { sql, type Kysely } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Images of the server in front of which Keyart stands, and how far its lists were read. */
export const upstream: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table upstream_images (
      id integer primary key,
      slot text not null unique,
      owner_id text not null,
      owner_kind text not null,
      type text not null,
      position integer not null,
      rank integer not null,
      listed_tag text,
      listed_in integer not null,
      fetched_tag text,
      file_length integer,
      last_modified text,
      etag text,
      stored_at integer,
      stamp_bytes integer,
      mtime_ms real,
      ctime_ms real,
      modified_at real,
      problem text,
      tag text,
      width integer,
      height integer,
      format text,
      bytes integer,
      blur_hash text,
      has_alpha integer,
      frames integer,
      plain integer
    )`.execute(db)
    await sql`create index upstream_images_owner on upstream_images (owner_id)`.execute(db)
    await sql`create index upstream_images_due on upstream_images (rank, id desc)
      where listed_tag is not null and listed_tag is not fetched_tag`.execute(db)
    await sql`create index upstream_images_kind on upstream_images (owner_kind, id)
      where type = 'Primary'`.execute(db)
    await sql`create index upstream_images_unlisted on upstream_images (stored_at)
      where listed_tag is null`.execute(db)
    await db.schema
      .createTable('upstream_state')
      .addColumn('name', 'text', (column) => column.primaryKey().notNull())
      .addColumn('value', 'text', (column) => column.notNull())
      .execute()
  },
}
