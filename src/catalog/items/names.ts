import { type Expression, type ExpressionBuilder, type Kysely, sql, type SqlBool } from 'kysely'
import { filmSetRole } from '../../library/film-set.ts'
import type { ItemKind } from '../../library/item.ts'
import type { NamedEntity, NameCatalog, NameQuery } from './name-catalog.ts'
import { type CatalogDatabase, inLists } from '../database/database.ts'
import { nameKey } from '../database/fold.ts'
import { joinIds } from '../database/id-lists.ts'
import type { QueryCache } from '../cache/query-cache.ts'
import { beginsWith, nameMatches } from './name-conditions.ts'
import type { NameRow, Tables } from '../database/tables.ts'

export function nameReads(
  { read, lists, generation, generationWithPlays }: CatalogDatabase,
  cache: QueryCache,
): NameCatalog {
  return {
    async queryNames({ startIndex, limit, countTotal, ...query }) {
      const version = query.favoriteOf === undefined ? generation : generationWithPlays
      const list = await cache.list(`names ${JSON.stringify(query)}`, version, () =>
        joinIds(lists, matching(lists, query)),
      )
      const ids = list.page(Math.max(0, startIndex ?? 0), limit)
      const rows = await inLists(ids, (some) =>
        read.selectFrom('names').selectAll().where('id', 'in', some).execute(),
      )
      const found = new Map(rows.map((row) => [row.id, toName(row)]))
      const names = ids.flatMap((id) => found.get(id) ?? [])
      return countTotal === true ? { names, total: list.length } : { names }
    },

    async findNames(ids, libraryIds) {
      const rows = await inLists(ids, (some) =>
        read
          .selectFrom('names')
          .selectAll('names')
          .where('names.id', 'in', some)
          .where((eb) => mentioned(eb, libraryIds === undefined ? {} : { libraryIds }))
          .execute(),
      )
      const found = new Map(rows.map((row) => [row.id, toName(row)]))
      return ids.flatMap((id) => found.get(id) ?? [])
    },

    async mentionCounts(ids, libraryIds) {
      // A genre is mentioned by a third of everything.
      const key = `mentions ${JSON.stringify([ids, libraryIds])}`
      const rows = await cache.rows(key, generation, () =>
        inLists(ids, (some) =>
          lists
            .selectFrom('mentions')
            .select(['name_id', 'item_kind'])
            // Only a person is mentioned by an item more than once.
            .select(
              sql<number | string>`sum(case when role = '' then 1 else 0 end)
                + count(distinct case when role <> '' then item_id end)`.as('total'),
            )
            .where('name_id', 'in', some)
            .$if(libraryIds !== undefined, (found) =>
              found.where('library_id', 'in', libraryIds ?? []),
            )
            // As the index lies; an item is in one library.
            .groupBy(['name_id', 'library_id', 'item_kind'])
            .execute(),
        ),
      )
      const counts = new Map<string, Map<ItemKind, number>>()
      for (const { name_id, item_kind, total } of rows) {
        const ofName = counts.get(name_id) ?? new Map<ItemKind, number>()
        const kind = item_kind as ItemKind
        counts.set(name_id, ofName.set(kind, (ofName.get(kind) ?? 0) + Number(total)))
      }
      return counts
    },
  }
}

function toName({ id, kind, name }: NameRow): NamedEntity {
  return { id, kind: kind as NamedEntity['kind'], name }
}

function matching(db: Kysely<Tables>, query: NameQuery) {
  return db
    .selectFrom('names')
    .where('names.kind', '=', query.kind)
    .where((eb) => eb.and(conditions(eb, query)))
    .orderBy('names.name_key', query.descending === true ? 'desc' : 'asc')
    .orderBy('names.id')
    .select('names.id')
}

type Names = ExpressionBuilder<Tables, 'names'>

function conditions(eb: Names, query: NameQuery): Expression<SqlBool>[] {
  const { searchTerm, name, nameStartsWith, nameFrom, nameBefore, favoriteOf } = query
  const key = sql.ref('names.name_key')
  return [
    mentioned(eb, query),
    ...(searchTerm === undefined ? [] : [nameMatches(key, searchTerm)]),
    ...(name === undefined ? [] : [eb('names.name_key', '=', nameKey(name))]),
    ...(nameStartsWith === undefined ? [] : [beginsWith(key, nameKey(nameStartsWith))]),
    ...(nameFrom === undefined ? [] : [eb('names.name_key', '>=', nameKey(nameFrom))]),
    ...(nameBefore === undefined ? [] : [eb('names.name_key', '<', nameKey(nameBefore))]),
    ...(favoriteOf === undefined ? [] : [isFavorite(favoriteOf)]),
  ]
}

/** Of an artist with a folder, the folder is the favourite. */
function isFavorite(userId: string): Expression<SqlBool> {
  return sql<SqlBool>`(names.id in (
      select item_id from user_items where user_id = ${userId} and is_favorite = 1
    ) or (names.kind = 'artist' and names.id in (
      select mentions.name_id from user_items join mentions
        on mentions.item_id = user_items.item_id and mentions.item_kind = 'MusicArtist'
      where user_items.user_id = ${userId} and user_items.is_favorite = 1
    )))`
}

type Where = Pick<NameQuery, 'libraryIds' | 'parentId' | 'itemKinds' | 'roles' | 'itemId'>

/** That an item mentions it still: names outlive the items. */
function mentioned(eb: Names, where: Where): Expression<SqlBool> {
  const { libraryIds, parentId, itemKinds, roles, itemId } = where
  let mentions = eb.selectFrom('mentions').select('mentions.name_id')
  if (libraryIds !== undefined) mentions = mentions.where('mentions.library_id', 'in', libraryIds)
  if (itemKinds !== undefined) mentions = mentions.where('mentions.item_kind', 'in', itemKinds)
  if (roles !== undefined) mentions = mentions.where('mentions.role', 'in', roles)
  if (itemId !== undefined) mentions = mentions.where('mentions.item_id', '=', itemId)
  if (parentId !== undefined)
    mentions = mentions.where(
      sql<SqlBool>`mentions.item_id in (with recursive below(id) as (
        select id from items where parent_id = ${parentId}
        union select item_id from mentions where name_id = ${parentId} and role = ${filmSetRole}
        union
        select items.id from items join below on items.parent_id = below.id
      ) select id from below)`,
    )
  // A few items mention few names; else each name is looked up.
  if (itemId !== undefined || parentId !== undefined) return eb('names.id', 'in', mentions)
  return eb.exists(mentions.whereRef('mentions.name_id', '=', 'names.id'))
}
