import type { CompiledQuery } from 'kysely'
import type { Item } from '../../library/item.ts'
import { type AskByIds, type CatalogDatabase, preparedByIds } from '../database/database.ts'
import { type ItemColumns, itemColumns, toItem } from './item-row.ts'
import { GenerationCache } from '../cache/generation-cache.ts'

/** Items cached in memory. */
const MAX_ITEMS = 10_000

/** Items by id. What was found is remembered until something changes. */
export class ItemCache {
  readonly #read: CatalogDatabase['read']
  readonly #cache: GenerationCache<Item>
  readonly #one: CompiledQuery<ItemColumns>
  readonly #some: AskByIds<ItemColumns>
  /** The items and all above them. */
  readonly #upwards: AskByIds<ItemColumns>

  constructor({ read, generation }: Pick<CatalogDatabase, 'read' | 'generation'>) {
    this.#read = read
    // Every image request may ask this: compiled once.
    this.#one = read.selectFrom('items').select(itemColumns).where('id', '=', '').compile()
    this.#some = preparedByIds(read, (ids) =>
      read.selectFrom('items').select(itemColumns).where('id', 'in', ids),
    )
    this.#upwards = preparedByIds(read, (ids) =>
      read
        // UNION, not UNION ALL: a cycle ends.
        .withRecursive('above(id)', (db) =>
          db
            .selectFrom('items')
            .select('items.id')
            .where('items.id', 'in', ids)
            .union(
              db
                .selectFrom('items')
                .innerJoin('above', 'above.id', 'items.id')
                .select((eb) => eb.ref('items.parent_id').$notNull().as('id'))
                .where('items.parent_id', 'is not', null),
            ),
        )
        .selectFrom('items')
        .innerJoin('above', 'above.id', 'items.id')
        .select(itemColumns),
    )
    this.#cache = new GenerationCache(MAX_ITEMS, generation)
  }

  clear(): void {
    this.#cache.clear()
  }

  /** As far as it is cached. */
  findCached(id: string): Item | undefined {
    return this.#cache.get(id)
  }

  async findOne(id: string): Promise<Item | undefined> {
    const found = await this.#cache.find([id], async () => {
      const { rows } = await this.#read.executeQuery<ItemColumns>({
        ...this.#one,
        parameters: [id],
      })
      return toEntries(rows)
    })
    return found.get(id)
  }

  /** Those that exist, in the order asked for. */
  async find(ids: readonly string[]): Promise<Item[]> {
    const found = await this.#cache.find(ids, async (missing) =>
      toEntries(await this.#some(missing)),
    )
    return ids.flatMap((id) => found.get(id) ?? [])
  }

  /** All that stand above the items, by id. */
  async above(items: readonly Item[]): Promise<Map<string, Item>> {
    const above = new Map<string, Item>()
    const missing = new Set<string>()
    for (const { parentId } of items) {
      let id = parentId
      while (id !== undefined && !above.has(id)) {
        const item = this.#cache.get(id)
        if (item === undefined) {
          missing.add(id)
          break
        }
        above.set(id, item)
        id = item.parentId
      }
    }
    const found = await this.#cache.find(missing, async (ids) =>
      toEntries(await this.#upwards(ids)),
    )
    return new Map([...above, ...found])
  }
}

function toEntries(rows: readonly ItemColumns[]): readonly (readonly [string, Item])[] {
  return rows.map((row) => {
    const item = toItem(row)
    return [item.id, item]
  })
}
