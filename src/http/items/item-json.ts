import { LRUCache } from 'lru-cache'
import { toUserData } from '../../dto/user-data.ts'
import type { DtoOptions } from '../../dto/options.ts'
import type { ItemDto } from '../../dto/schemas.ts'
import type { Item } from '../../library/item.ts'
import { ownersOf } from '../images/follow-lists.ts'
import { type ItemDeps, loadItemDtos } from './item-dtos.ts'

/** The JSON of one item but for its end, and whose images it names. */
interface CachedItem {
  readonly json: Buffer
  readonly owners: readonly string[]
}

/** A page of a list as it is sent. */
export interface JsonPage {
  readonly json: Buffer
  /** Whose images it names, in order. */
  readonly owners: readonly string[]
}

const maxCachedBytes = 12 * 1024 * 1024
/** Buffer, key and places in maps. */
const entryBytes = 500
/** Of a longer list little would be used again. */
export const maxCachedPage = 1_000
/** Combinations of fields and images that are told apart at a time; clients have a few each. */
const maxOptions = 500

/**
 * What lists say of items, as JSON, until the catalog changes: making the objects and their text is
 * most of what a list takes. What a user did with an item is not in it and added each time.
 */
export class ItemJson {
  readonly #deps: ItemDeps
  readonly #items = new LRUCache<string, CachedItem>({
    maxSize: maxCachedBytes,
    sizeCalculation: ({ json, owners }) => json.length + 32 * owners.length + entryBytes,
  })
  readonly #options = new Map<string, string>()
  #generation: number

  constructor(deps: ItemDeps) {
    this.#deps = deps
    this.#generation = deps.catalog.generation
  }

  /** Whether the page of a list can come from here. */
  static isFor(items: readonly Item[], { fields }: DtoOptions): boolean {
    // What is below a folder, and how much of it was played, is counted together.
    return items.length <= maxCachedPage && !fields.has('RecursiveItemCount')
  }

  /** `isFor` must hold. */
  async pageOf(
    items: readonly Item[],
    options: DtoOptions,
    userId: string | undefined,
    counts: { readonly total: number; readonly startIndex: number },
  ): Promise<JsonPage> {
    const found = await this.#find(items, options)
    const ids = items.map(({ id }) => id)
    const userItems =
      userId === undefined ? undefined : await this.#deps.catalog.userItems(userId, ids)
    const parts: Buffer[] = [Buffer.from('{"Items":[')]
    for (const [at, { json }] of found.entries()) {
      const item = items[at]!
      const facts = userItems?.get(item.id)
      parts.push(json)
      const isLast = at === found.length - 1
      const more =
        facts === undefined ? '' : `,"UserData":${JSON.stringify(toUserData(item, facts))}`
      parts.push(more === '' ? (isLast ? end : next) : Buffer.from(`${more}}${isLast ? '' : ','}`))
    }
    const { total, startIndex } = counts
    parts.push(Buffer.from(`],"TotalRecordCount":${total},"StartIndex":${startIndex}}`))
    return { json: Buffer.concat(parts), owners: found.flatMap(({ owners }) => owners) }
  }

  async #find(items: readonly Item[], options: DtoOptions): Promise<readonly CachedItem[]> {
    const { generation } = this.#deps.catalog
    if (generation !== this.#generation) this.#items.clear()
    this.#generation = generation
    const prefix = this.#prefixOf(options)
    const cached = items.map(({ id }) => this.#items.get(prefix + id))
    const missing = items.filter((_, at) => cached[at] === undefined)
    if (missing.length === 0) return cached as CachedItem[]
    const made = (await loadItemDtos(this.#deps, missing, options)).map(toCachedItem)
    // Unless the catalog has changed meanwhile.
    if (this.#deps.catalog.generation === generation && this.#generation === generation)
      for (const [at, one] of made.entries()) this.#items.set(prefix + missing[at]!.id, one)
    let at = 0
    return cached.map((one) => one ?? made[at++]!)
  }

  /** Short, and another for all other options. */
  #prefixOf(options: DtoOptions): string {
    const text = JSON.stringify(options, (_, value: unknown) =>
      value instanceof Set
        ? [...(value as Set<string>)].sort()
        : value === Infinity
          ? 'all'
          : value,
    )
    const prefix = this.#options.get(text)
    if (prefix !== undefined) return prefix
    if (this.#options.size >= maxOptions) {
      this.#options.clear()
      this.#items.clear()
    }
    const added = `${this.#options.size} `
    this.#options.set(text, added)
    return added
  }
}

const end = Buffer.from('}')
const next = Buffer.from('},')

function toCachedItem(dto: ItemDto): CachedItem {
  return { json: Buffer.from(JSON.stringify(dto).slice(0, -1)), owners: ownersOf([dto]) }
}
