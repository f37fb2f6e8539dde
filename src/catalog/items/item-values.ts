import { sql } from 'kysely'
import type { CatalogDatabase } from '../database/database.ts'
import type { QueryCache } from '../cache/query-cache.ts'
import type { ItemCache } from './item-cache.ts'
import type { ItemQuery, ItemValues } from './item-catalog.ts'
import { matchingItems } from './item-conditions.ts'
import { usesPlays } from './query-strategy.ts'

/** More are no list to choose from. */
const maxValues = 5_000

/** Each value of what matches once, in its order. What was found is kept. */
export async function valuesOf(
  {
    read,
    lists,
    generation,
    generationWithPlays,
  }: Pick<CatalogDatabase, 'read' | 'lists' | 'generation' | 'generationWithPlays'>,
  cache: QueryCache,
  items: ItemCache,
  query: ItemQuery,
): Promise<ItemValues> {
  const matching = (await matchingItems(read, items, query, 'list'))
    .select('items.json')
    .as('found')
  const version = usesPlays(query) ? generationWithPlays : generation
  const distinct = async (what: string, text: ReturnType<typeof sql>) => {
    const key = `values ${what} ${JSON.stringify(query)}`
    const rows = await cache.rows(key, version, () =>
      lists.selectFrom(matching).select(text.as('value')).distinct().limit(maxValues).execute(),
    )
    return rows.flatMap(({ value }) => (value === null ? [] : [value as string | number]))
  }
  const each = async (what: string, path: string) => {
    const key = `values ${what} ${JSON.stringify(query)}`
    const rows = await cache.rows(key, version, async () => {
      const found = await sql<{ value: string }>`select distinct each.value as value
        from ${matching}, json_each(found.json, ${path}) each limit ${maxValues}`.execute(lists)
      return found.rows
    })
    return rows.map(({ value }) => value)
  }
  const [genres, tags, officialRatings, years] = await Promise.all([
    each('genres', '$.genres'),
    each('tags', '$.facts.tags'),
    distinct('ratings', sql`json_extract(found.json, '$.officialRating')`),
    distinct('years', sql`json_extract(found.json, '$.year')`),
  ])
  const { compare } = new Intl.Collator('en')
  return {
    genres: genres.toSorted(compare),
    tags: tags.toSorted(compare),
    officialRatings: officialRatings.map(String).toSorted(compare),
    years: years.map(Number).toSorted((one, other) => one - other),
  }
}
