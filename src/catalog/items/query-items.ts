import { sql } from 'kysely'
import { KeyartError } from '../../errors.ts'
import type { ItemPage, ItemQuery } from './item-catalog.ts'
import type { CatalogDatabase } from '../database/database.ts'
import { joinIds } from '../database/id-lists.ts'
import { matchingItems } from './item-conditions.ts'
import { inOrder } from './item-order.ts'
import type { KeptLists } from '../cache/kept-lists.ts'
import type { KnownItems } from './known-items.ts'
import { isRandom, usesPlays, wayOf } from './way-of.ts'

/** What finding lists works with. */
interface ListReads extends Pick<
  CatalogDatabase,
  'read' | 'lists' | 'generation' | 'generationWithPlays'
> {
  readonly kept: KeptLists
  readonly items: KnownItems
}

/** Databases bound the parameters of a statement. */
const MOST_IDS = 10_000

/**
 * A page and the total of what `query` asks for. Where an index has the order, the page is read off
 * it; anything else is found whole once, as ids in order. What takes long is found away from this
 * thread and kept until what it depends on changes. Statements do not depend on how many items
 * there are.
 */
export async function queryItems(reads: ListReads, query: ItemQuery): Promise<ItemPage> {
  if ((query.ids?.length ?? 0) > MOST_IDS)
    throw new KeyartError('QUERY_INVALID', `Expected at most ${MOST_IDS} ids`, { parameter: 'ids' })
  const { read, lists, kept, items: known, generation, generationWithPlays } = reads
  const { startIndex, limit, countTotal, ...asked } = query
  const start = Math.max(0, startIndex ?? 0)
  // Of all that match some are drawn: the order does not matter.
  const isDrawn = isRandom(query)
  const { sortBy, userId, ...unordered } = asked
  const wanted = {
    ...unordered,
    ...(isDrawn || sortBy === undefined ? {} : { sortBy }),
    ...(usesPlays(query) ? { userId } : {}),
  }
  const version = usesPlays(query) ? generationWithPlays : generation
  const way = wayOf(query)
  const matching = await matchingItems(read, query, way)
  const ordered = inOrder(matching, isDrawn ? unordered : query).select('items.id')

  if (way === 'list') {
    const list = await kept.list(`items ${JSON.stringify(wanted)}`, version, () =>
      joinIds(lists, ordered),
    )
    const ids = isDrawn ? list.draw(limit ?? list.length) : list.page(start, limit)
    const items = await known.find(ids)
    return countTotal === true ? { items, total: list.length } : { items }
  }
  const page = ordered.limit(limit ?? Number.MAX_SAFE_INTEGER).offset(start)
  const items = await known.find(limit === 0 ? [] : await idsOf())
  return countTotal === true ? { items, total: await countAll() } : { items }

  async function idsOf(): Promise<string[]> {
    if (way === 'near') return (await page.execute()).map(({ id }) => id)
    const key = `page ${JSON.stringify([wanted, start, limit])}`
    return (await kept.list(key, version, () => joinIds(lists, page))).page(0)
  }

  function countAll(): Promise<number> {
    const key = `count ${JSON.stringify({ ...wanted, sortBy: undefined })}`
    return kept.count(key, version, async () => {
      const counted = await lists
        .selectFrom(matching.select('items.id').as('found'))
        .select(sql<number | string>`count(*)`.as('total'))
        .executeTakeFirstOrThrow()
      return Number(counted.total)
    })
  }
}
