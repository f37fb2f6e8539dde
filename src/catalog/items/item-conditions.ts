import { sql, type Kysely, type SqlBool } from 'kysely'
import { itemKinds } from '../../library/item.ts'
import { plainLetters } from '../../library/plain-letters.ts'
import type { ItemCache } from './item-cache.ts'
import type { ItemQuery } from './item-catalog.ts'
import type { Items } from '../database/database.ts'
import { fold, nameKey } from '../database/fold.ts'
import { isHidden } from '../images/joined-images.ts'
import { artistConditions } from './artist-conditions.ts'
import { factConditions } from './fact-conditions.ts'
import { beginsWith, nameMatches } from './name-conditions.ts'
import type { Tables } from '../database/tables.ts'
import type { QueryStrategy } from './query-strategy.ts'
import { isFavoriteOf, isLikedBy, isPlayedBy, isResumableBy } from './user-item-conditions.ts'

/** All items that `query` asks for, in no order. */
export async function matchingItems(
  db: Kysely<Tables>,
  cache: Pick<ItemCache, 'findOne'>,
  query: ItemQuery,
  strategy: QueryStrategy,
): Promise<Items> {
  const items = visible(await scope(db, cache, query), query)
  return narrow(narrowByKind(items, query, strategy), query)
}

/** Where to look: below a parent, or in everything. */
async function scope(
  db: Kysely<Tables>,
  cache: Pick<ItemCache, 'findOne'>,
  query: ItemQuery,
): Promise<Items> {
  const items = db.selectFrom('items')
  const { parentId } = query
  if (parentId === undefined) {
    if (query.recursive === true) return items.where('items.kind', '!=', 'CollectionFolder')
    if (query.ids !== undefined) return items
    return items.where('items.kind', '=', 'CollectionFolder')
  }
  if (query.recursive !== true) return items.where('items.parent_id', '=', parentId)
  const parent = await cache.findOne(parentId)
  if (parent?.kind === 'CollectionFolder')
    return items.where('items.library_id', '=', parentId).where('items.id', '!=', parentId)
  // Not by path: the episodes of a season that only they show do not lie below the season's path.
  return items.where((eb) => eb('items.id', 'in', below([parentId])))
}

/** Ids of all that lies below one of `ids`. */
function below(ids: readonly string[]) {
  const parents = ids.length === 0 ? sql`null` : sql.join(ids)
  return sql<string>`(with recursive below(id) as (
    select id from items where parent_id in (${parents})
    union
    select items.id from items join below on items.parent_id = below.id
  ) select id from below)`
}

/** By the name, or by the original title, which few items have: an index holds those alone. */
function titleMatches(searchTerm: string) {
  const original = sql.ref('original_key')
  return sql<SqlBool>`(${nameMatches(sql.ref('items.name_key'), searchTerm)} or items.id in (
    select id from items where original_key is not null and ${nameMatches(original, searchTerm)}
  ))`
}

/** What of `items` lies in the libraries that may be seen. */
function visible(items: Items, { libraryIds }: ItemQuery): Items {
  if (libraryIds === undefined) return items
  const [only, ...more] = libraryIds
  // Of one library alone the index has the order, too.
  if (only !== undefined && more.length === 0) return items.where('items.library_id', '=', only)
  return items.where('items.library_id', 'in', libraryIds)
}

function narrowByKind(items: Items, query: ItemQuery, strategy: QueryStrategy): Items {
  const { ids, kinds, excludeKinds = [], indexNumber, parentIndexNumber } = query
  // By kind an index has the numbers.
  const isNumbered = (indexNumber ?? parentIndexNumber) !== undefined && ids === undefined
  const requested = kinds ?? (isNumbered ? itemKinds : undefined)
  const wanted = requested?.filter((kind) => !excludeKinds.includes(kind))
  if (wanted === undefined)
    return excludeKinds.length === 0 ? items : items.where('items.kind', 'not in', excludeKinds)
  // The index that has the order is to be read, not those by kind.
  if (strategy === 'index' && wanted.length > 1) {
    const others = itemKinds.filter((kind) => !wanted.includes(kind))
    return others.length === 0 ? items : items.where('items.kind', 'not in', others)
  }
  return items.where('items.kind', 'in', wanted)
}

function narrow(items: Items, query: ItemQuery): Items {
  const { ids, searchTerm, name, imageTypes, within } = query
  let narrowed = items
  if (ids !== undefined) narrowed = narrowed.where('items.id', 'in', ids)
  if (searchTerm !== undefined) narrowed = narrowed.where(titleMatches(searchTerm))
  if (within !== undefined) narrowed = narrowed.where((eb) => eb('items.id', 'in', below(within)))
  if (name !== undefined) narrowed = narrowed.where('items.name_key', '=', nameKey(name))
  for (const condition of factConditions(query.facts ?? {})) narrowed = narrowed.where(condition)
  narrowed = narrowSorted(narrowed, query)
  narrowed = narrowByUser(narrowed, query)
  for (const condition of artistConditions(query.artists ?? {}))
    narrowed = narrowed.where(condition)
  for (const some of query.mentions ?? [])
    narrowed = narrowed.where((eb) =>
      eb(
        'items.id',
        'in',
        eb.selectFrom('mentions').select('mentions.item_id').where('mentions.name_id', 'in', some),
      ),
    )
  if (imageTypes !== undefined && imageTypes.length > 0)
    narrowed = narrowed.where((eb) =>
      eb(
        'items.id',
        'in',
        eb
          .selectFrom('images')
          .innerJoin('originals', (join) =>
            join
              .onRef('originals.source', '=', 'images.source')
              .onRef('originals.key', '=', 'images.key'),
          )
          .select('images.owner_id')
          .where('images.type', 'in', imageTypes)
          .where('originals.problem', 'is', null)
          .where((image) => image.not(isHidden)),
      ),
    )
  return narrowed
}

function narrowSorted(items: Items, query: ItemQuery): Items {
  const { nameStartsWith, nameFrom, nameBefore, excludeIds, indexNumber, parentIndexNumber } = query
  let narrowed = items
  if (nameStartsWith !== undefined) {
    const start = sortKey(nameStartsWith)
    narrowed = narrowed
      .where(beginsWith(sql.ref('items.sort_key'), start))
      // The same as a range, which an index can be read by; no character comes after this one.
      .where('items.sort_key', '>=', start)
      .where('items.sort_key', '<', `${start}\u{10ffff}`)
  }
  if (nameFrom !== undefined) narrowed = narrowed.where('items.sort_key', '>=', sortKey(nameFrom))
  if (nameBefore !== undefined)
    narrowed = narrowed.where('items.sort_key', '<', sortKey(nameBefore))
  if (excludeIds !== undefined && excludeIds.length > 0)
    narrowed = narrowed.where('items.id', 'not in', excludeIds)
  if (indexNumber !== undefined) narrowed = narrowed.where('items.index_number', '=', indexNumber)
  if (parentIndexNumber !== undefined)
    narrowed = narrowed.where('items.parent_index_number', '=', parentIndexNumber)
  return narrowed
}

/** A bound as the sort names are written; one of punctuation alone stays as it is. */
function sortKey(text: string): string {
  return fold(plainLetters(text.toLowerCase())) || fold(text)
}

/** Without a user, nothing is played or marked. */
function narrowByUser(items: Items, { userId = '', ...query }: ItemQuery): Items {
  const { isPlayed, isFavorite, isResumable, isLiked } = query
  let narrowed = items
  if (isPlayed !== undefined)
    narrowed = narrowed.where(
      isPlayed ? isPlayedBy(userId) : sql<SqlBool>`not ${isPlayedBy(userId)}`,
    )
  if (isFavorite !== undefined)
    narrowed = narrowed.where(
      isFavorite ? isFavoriteOf(userId) : sql<SqlBool>`not ${isFavoriteOf(userId)}`,
    )
  if (isLiked !== undefined) narrowed = narrowed.where(isLikedBy(userId, isLiked))
  if (isResumable !== undefined)
    narrowed = narrowed.where(
      isResumable ? isResumableBy(userId) : sql<SqlBool>`not ${isResumableBy(userId)}`,
    )
  return narrowed
}
