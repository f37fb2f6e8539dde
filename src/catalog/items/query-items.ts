import { sql } from 'kysely'
import { KeyartError } from '../../errors.ts'
import type { IdPage, ItemQuery } from './item-catalog.ts'
import type { CatalogDatabase } from '../database/database.ts'
import { joinIds } from '../database/id-lists.ts'
import { matchingItems } from './item-conditions.ts'
import { inOrder } from './item-order.ts'
import type { QueryCache } from '../cache/query-cache.ts'
import type { ItemCache } from './item-cache.ts'
import { isRandom, usesPlays, queryStrategy } from './query-strategy.ts'

/** What finding lists works with. */
interface ListReads extends Pick<
  CatalogDatabase,
  'read' | 'lists' | 'generation' | 'generationWithPlays'
> {
  readonly cache: QueryCache
  readonly items: ItemCache
}

/** Databases bound the parameters of a statement. */
const MAX_IDS = 10_000

/**
 * A page and the total of what `query` asks for. Where an index has the order, the page is read off
 * it; anything else is found whole once, as ids in order. What takes long is found away from this
 * thread and cached until what it depends on changes. Statements do not depend on how many items
 * there are.
 */
export async function queryIds(reads: ListReads, query: ItemQuery): Promise<IdPage> {
  if ((query.ids?.length ?? 0) > MAX_IDS)
    throw new KeyartError('QUERY_INVALID', `Expected at most ${MAX_IDS} ids`, { parameter: 'ids' })
  const { read, lists, cache, items: itemCache, generation, generationWithPlays } = reads
  const { startIndex, limit, countTotal, ...requested } = query
  const start = Math.max(0, startIndex ?? 0)
  // Of all that match some are drawn: the order does not matter.
  const isDrawn = isRandom(query)
  const { sortBy, userId, ...unordered } = requested
  const criteria = {
    ...unordered,
    ...(isDrawn || sortBy === undefined ? {} : { sortBy }),
    ...(usesPlays(query) ? { userId } : {}),
  }
  const version = usesPlays(query) ? generationWithPlays : generation
  const strategy = queryStrategy(query)
  // Built only for what is not cached: that takes longer than finding what is.
  const matching = () => matchingItems(read, itemCache, query, strategy)
  const ordered = async () =>
    inOrder(await matching(), isDrawn ? unordered : query).select('items.id')
  if (query.ids !== undefined && sortBy === undefined) return await inOrderOfIds(query.ids)

  if (strategy === 'list') {
    const list = await cache.list(`items ${JSON.stringify(criteria)}`, version, async () =>
      joinIds(lists, await ordered()),
    )
    const ids = isDrawn ? list.draw(limit ?? list.length) : list.page(start, limit)
    return countTotal === true ? { ids, total: list.length } : { ids }
  }
  const ids = limit === 0 ? [] : await pageOfIds()
  return countTotal === true ? { ids, total: await countAll() } : { ids }

  /** As they were named: a client restores a queue so. */
  async function inOrderOfIds(named: readonly string[]): Promise<IdPage> {
    const rows = await (await matching()).select('items.id').execute()
    const found = new Set(rows.map(({ id }) => id))
    const wanted = [...new Set(named)].filter((id) => found.has(id))
    const ids = wanted.slice(start, limit === undefined ? undefined : start + limit)
    return countTotal === true ? { ids, total: wanted.length } : { ids }
  }

  async function pageOfIds(): Promise<readonly string[]> {
    const page = async () => (await ordered()).limit(limit ?? Number.MAX_SAFE_INTEGER).offset(start)
    if (query.ids !== undefined) return (await (await page()).execute()).map(({ id }) => id)
    const key = `page ${JSON.stringify([criteria, start, limit])}`
    const database = strategy === 'near' ? read : lists
    return (await cache.list(key, version, async () => joinIds(database, await page()))).page(0)
  }

  function countAll(): Promise<number> {
    const key = `count ${JSON.stringify({ ...criteria, sortBy: undefined })}`
    return cache.count(key, version, async () => {
      const counted = await lists
        .selectFrom((await matching()).select('items.id').as('found'))
        .select(sql<number | string>`count(*)`.as('total'))
        .executeTakeFirstOrThrow()
      return Number(counted.total)
    })
  }
}
