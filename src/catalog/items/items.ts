import { sql, type SqlBool } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import { type ItemKind, leafKinds } from '../../library/item.ts'
import type { ItemCatalog } from './item-catalog.ts'
import { inLists, type CatalogDatabase } from '../database/database.ts'
import { joinIds } from '../database/id-lists.ts'
import type { QueryCache } from '../cache/query-cache.ts'
import type { ItemCache } from './item-cache.ts'
import { ofFilmSet } from './film-set-query.ts'
import { itemColumns, toItem } from './item-row.ts'
import { valuesOf } from './item-values.ts'
import { queryIds } from './query-items.ts'

export function itemReads(
  database: CatalogDatabase,
  cache: QueryCache,
  items: ItemCache,
): ItemCatalog {
  const { read, lists, generation } = database
  const reads = { ...database, cache, items }

  return {
    findItem: (id) => items.findOne(id),

    findItems: (ids) => items.find(ids),

    async findHolder(id) {
      const row = await read
        .selectFrom('items')
        .select(itemColumns)
        .where('beside', 'is not', null)
        .where(sql<SqlBool>`instr(beside, ${id}) > 0`)
        .executeTakeFirst()
      return row && toItem(row)
    },

    async queryItems(query) {
      const { ids, ...page } = await queryIds(reads, await ofFilmSet(items, query))
      return { ...page, items: await items.find(ids) }
    },

    queryIds: async (query) => queryIds(reads, await ofFilmSet(items, query)),

    valuesOf: async (query) => valuesOf(database, cache, items, await ofFilmSet(items, query)),

    ancestorsOf: (below) => items.above(below),

    async childCounts(ids) {
      if (ids.length === 0) return new Map()
      const key = `children ${JSON.stringify(ids)}`
      const rows = await cache.rows(key, generation, () => countChildren(lists, ids))
      return new Map(
        rows.flatMap((row) =>
          row.parent_id === null ? [] : [[row.parent_id, Number(row.children)]],
        ),
      )
    },

    async leafCounts(ids) {
      const key = `leaves ${JSON.stringify(ids)}`
      const rows = await cache.rows(key, generation, () => countLeaves(lists, ids))
      return new Map(rows.map(({ root, leaves }) => [root, Number(leaves)]))
    },

    async kindCounts(libraryIds) {
      const key = `kinds ${JSON.stringify(libraryIds ?? 'all')}`
      const rows = await cache.rows(key, generation, () =>
        lists
          .selectFrom('items')
          .select(['kind', sql<number | string>`count(*)`.as('total')])
          .$if(libraryIds !== undefined, (items) =>
            items.where('library_id', 'in', libraryIds ?? []),
          )
          .groupBy('kind')
          .execute(),
      )
      return new Map(rows.map((row) => [row.kind as ItemKind, Number(row.total)]))
    },

    async similarItems(item, { libraryIds, limit }) {
      const likest = lists
        .selectFrom('mentions as own')
        .innerJoin('mentions as other', 'other.name_id', 'own.name_id')
        .innerJoin('names', 'names.id', 'own.name_id')
        .select('other.item_id as id')
        .where('own.item_id', '=', item.id)
        .where('other.item_id', '!=', item.id)
        .where('other.item_kind', '=', item.kind)
        .$if(libraryIds !== undefined, (found) =>
          found.where('other.library_id', 'in', libraryIds ?? []),
        )
        .groupBy('other.item_id')
        // The people and the genre make a film what it is; its year does little.
        .orderBy(sql`sum(case names.kind when 'genre' then 10 when 'year' then 1 else 3 end) desc`)
        .orderBy('other.item_id')
        .limit(limit)
      const key = `similar ${JSON.stringify([item.id, libraryIds, limit])}`
      const list = await cache.list(key, generation, () => joinIds(lists, likest))
      return await items.find(list.page(0))
    },
  }
}

/** A library has as many as there are films. */
function countChildren(db: CatalogDatabase['read'], ids: readonly string[]) {
  return inLists(ids, (some) =>
    db
      .selectFrom(
        db
          .selectFrom('items')
          .select('parent_id')
          .where('parent_id', 'in', some)
          .unionAll(
            db
              .selectFrom('mentions')
              .select('name_id as parent_id')
              .where('name_id', 'in', some)
              .where('role', '=', filmSetRole),
          )
          .as('child'),
      )
      .select(['parent_id', sql<number | string>`count(*)`.as('children')])
      .groupBy('parent_id')
      .execute(),
  )
}

function countLeaves(db: CatalogDatabase['read'], ids: readonly string[]) {
  return inLists(ids, async (some) => {
    const counted = await sql<{ root: string; leaves: number | string }>`
      with recursive below(root, id, kind) as (
        select id, id, kind from items where id in (${sql.join(some)})
        union select name_id, item_id, item_kind from mentions
          where name_id in (${sql.join(some)}) and role = ${filmSetRole}
        union
        select below.root, items.id, items.kind from items join below on items.parent_id = below.id
      )
      select root, count(*) as leaves from below
      where id <> root and kind in (${sql.join(leafKinds)}) group by root
    `.execute(db)
    return counted.rows
  })
}
