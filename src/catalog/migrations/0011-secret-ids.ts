import { hash, randomBytes } from 'node:crypto'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { withIds } from './0011-settings.ts'

/*
 * Until 0010 whoever knew names and paths could work out every id. From here on an id is what it
 * was, hashed with a secret of the catalog: by the rules of the day on which 0011 was released,
 * for today's (`library/ids.ts`) must give the same.
 */

/** Ids that are written in one go. */
const SOME = 5000

type Db = Kysely<unknown>

/** A secret, and ids that nobody can work out without it. Those of users were random all along. */
export const secretIds: Migration = {
  async up(db: Db) {
    const secret = randomBytes(32).toString('hex')
    await sql`create table secrets (name text primary key not null, value text not null)`.execute(
      db,
    )
    await sql`insert into secrets (name, value) values ('ids', ${secret})`.execute(db)
    // Rows refer to each other; all of them are right again at the end.
    await sql`pragma defer_foreign_keys = on`.execute(db)
    await numberIds(db, secret)
    await changeItems(db)
    for (const [table, { columns, order }] of Object.entries(moved))
      await rebuild(db, table, columns, order)
    await changeUsers(db, (id) => hidden(secret, id))
    await changeSettings(db)
    await sql`drop table new_ids`.execute(db)
  },
}

/** As `contentId` had it: texts with their lengths, and half of the hash. */
function hidden(secret: string, id: string): string {
  const text = [secret, id].map((part) => `${Buffer.byteLength(part)}:${part}`).join('')
  return hash('sha256', text, 'hex').slice(0, 32)
}

/**
 * Every id that stands anywhere, with the new one, in the temporary table `new_ids`: also of items
 * that are away and may come back. What people said of them is kept.
 */
async function numberIds(db: Db, secret: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from libraries
    union select id from items union select parent_id from items where parent_id is not null
    union select id from names union select name_id from mentions
    union select owner_id from images union select owner_id from image_changes
    union select owner_id from image_places union select owner_id from image_hidden
    union select source from image_places where length(source) = 32
    union select source from image_hidden where length(source) = 32
    union select source from originals where length(source) = 32
    union select item_id from user_items
    except select id from users`.execute(db)
  await sql`create temp table new_ids (old text primary key, new text not null) without rowid`.execute(
    db,
  )
  for (let start = 0; start < rows.length; start += SOME)
    await sql`insert into new_ids select value ->> 0, value ->> 1 from json_each(${JSON.stringify(
      rows.slice(start, start + SOME).map(({ id }) => [id, hidden(secret, id)]),
    )})`.execute(db)
}

/** The new one of what stands in a column; what is no such id (`uploads`, a user) stays. */
function renewed(column: string): RawBuilder<unknown> {
  const name = sql.raw(column)
  return sql`coalesce((select new from new_ids where old = ${name}), ${name})`
}

/** In place, for others refer to them. An index made at the end is made in a fraction of the time. */
async function changeItems(db: Db): Promise<void> {
  const indexes = await sql<{ name: string; sql: string }>`
    select name, sql from sqlite_schema
    where type = 'index' and tbl_name = 'items' and sql is not null`.execute(db)
  for (const { name } of indexes.rows) await sql`drop index ${sql.table(name)}`.execute(db)
  const [id, library, parent] = ['id', 'library_id', 'parent_id'].map(renewed)
  await sql`update items set id = ${id}, library_id = ${library}, parent_id = ${parent},
    json = json_replace(json, '$.id', ${id}, '$.libraryId', ${library}, '$.parentId', ${parent})`.execute(
    db,
  )
  await sql`update libraries set id = ${renewed('id')}`.execute(db)
  for (const { sql: text } of indexes.rows) await sql.raw(text).execute(db)
}

/** Tables that nobody refers to: columns that hold ids, and the order of their rows. */
const moved = {
  units: { columns: ['library_id'], order: 'library_id, unit' },
  sidecars: { columns: ['library_id'], order: 'library_id, path' },
  problems: { columns: ['library_id'], order: 'library_id, position' },
  images: {
    columns: ['library_id', 'owner_id', 'source'],
    order: 'owner_id, type, library_id, unit, position',
  },
  image_changes: { columns: ['owner_id'], order: 'owner_id, type' },
  image_places: { columns: ['owner_id', 'source'], order: 'owner_id, type, source, key' },
  image_hidden: { columns: ['owner_id', 'source'], order: 'owner_id, type, source, key' },
  originals: { columns: ['source'], order: 'source, key' },
  names: { columns: ['id'], order: 'id' },
  mentions: { columns: ['item_id', 'name_id', 'library_id'], order: 'item_id, name_id, role' },
  user_items: { columns: ['item_id'], order: 'user_id, item_id' },
} as const

/** The same table written from its beginning to its end. */
async function rebuild(
  db: Db,
  table: string,
  changed: readonly string[],
  order: string,
): Promise<void> {
  const made = await sql<{ sql: string }>`
    select sql from sqlite_schema where tbl_name = ${table} and sql is not null
    order by type = 'table' desc`.execute(db)
  const columns = await sql<{ name: string }>`
    select name from pragma_table_info(${table})`.execute(db)
  const old = sql.table(`old_${table}`)
  await sql`alter table ${sql.table(table)} rename to ${old}`.execute(db)
  const [create, ...indexes] = made.rows.map((row) => sql.raw(row.sql))
  await create!.execute(db)
  const values = columns.rows.map(({ name }) =>
    changed.includes(name) ? sql`${renewed(name)} as ${sql.ref(name)}` : sql.ref(name),
  )
  await sql`insert into ${sql.table(table)} select ${sql.join(values)} from ${old}
    order by ${sql.raw(order)}`.execute(db)
  // Its indexes go with it and free their names.
  await sql`drop table ${old}`.execute(db)
  for (const index of indexes) await index.execute(db)
}

async function changeUsers(db: Db, renew: (id: string) => string): Promise<void> {
  const { rows } = await sql<{ id: string; library_ids: string }>`
    select id, library_ids from users where library_ids is not null`.execute(db)
  for (const { id, library_ids } of rows) {
    const changed = JSON.stringify((JSON.parse(library_ids) as string[]).map(renew))
    await sql`update users set library_ids = ${changed} where id = ${id}`.execute(db)
  }
}

/** Clients keep things by the id of a view, and name items in what they keep. */
async function changeSettings(db: Db): Promise<void> {
  const { rows } = await sql<{ rowid: number; name: string; json: string }>`
    select rowid, name, json from user_settings`.execute(db)
  if (rows.length === 0) return
  // The server's picture has the server's id, which stays what it is to clients.
  const known = await sql<{ old: string; new: string }>`
    select old, new from new_ids where exists (select 1 from items where id = new)
      or exists (select 1 from names where id = new)
      or exists (select 1 from user_items where item_id = new)`.execute(db)
  const ids = new Map(known.rows.map((row) => [row.old, row.new]))
  for (const { rowid, name, json } of rows) {
    const [newName, newJson] = [withIds(name, ids), withIds(json, ids)]
    if (newName !== name || newJson !== json)
      await sql`update user_settings set name = ${newName}, json = ${newJson}
        where rowid = ${rowid}`.execute(db)
  }
}
