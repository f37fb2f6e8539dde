import { LRUCache } from 'lru-cache'
import { untouched } from '../../catalog/items/user-item-catalog.ts'
import { type PlayedItem, toUserData, type UserItemFacts } from '../../dto/user-data.ts'
import type { DtoOptions } from '../../dto/options.ts'
import type { ItemDto } from '../../dto/schemas.ts'
import type { Item } from '../../library/item.ts'
import { ownersOf } from '../../library/card-owners.ts'
import { type ItemDeps, loadItemDtos } from './item-dtos.ts'

interface CachedItem {
  readonly item: PlayedItem & Pick<Item, 'kind'>
  /** The JSON of the item, as a user has it who never touched it. */
  readonly json: Buffer
  /** The bytes of `json` before what the user did with the item. */
  readonly bareLength: number
  /** Whose images it names. */
  readonly owners: readonly string[]
}

/** A page of a list as it is sent. */
export interface JsonPage {
  readonly json: Buffer
  /** Whose images it names, in order. */
  readonly owners: readonly string[]
}

const maxCachedBytes = 12 * 1024 * 1024
/** Of whole pages: some eighty of a hundred items each. */
const maxPageBytes = 8 * 1024 * 1024
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
  /** Until a user does something with an item, too. */
  readonly #pages = new LRUCache<string, JsonPage>({
    maxSize: maxPageBytes,
    sizeCalculation: ({ json, owners }, key) => json.length + key.length + 32 * owners.length,
  })
  readonly #options = new Map<string, string>()
  #generation: number
  #pagesGeneration: number

  constructor(deps: ItemDeps) {
    this.#deps = deps
    this.#generation = deps.catalog.generation
    this.#pagesGeneration = deps.catalog.generationWithPlays
  }

  /** Whether a page of so many items can come from here. */
  static isFor(length: number, { fields }: DtoOptions): boolean {
    // What is below a folder, and how much of it was played, is counted together.
    return length <= maxCachedPage && !fields.has('RecursiveItemCount')
  }

  /** `isFor` must hold. */
  async pageOf(
    ids: readonly string[],
    options: DtoOptions,
    userId: string | undefined,
    { total = ids.length, startIndex }: { readonly total?: number; readonly startIndex: number },
  ): Promise<JsonPage> {
    const { catalog } = this.#deps
    const { generationWithPlays } = catalog
    if (generationWithPlays !== this.#pagesGeneration) this.#pages.clear()
    this.#pagesGeneration = generationWithPlays
    const tail = `],"TotalRecordCount":${total},"StartIndex":${startIndex}}`
    const key = `${this.#prefixOf(options)}${userId ?? ''}${tail}${ids.join('')}`
    const cached = this.#pages.get(key)
    if (cached !== undefined) return cached
    const page = await this.#makePage(ids, options, userId, tail)
    // Unless something has changed meanwhile.
    const now = catalog.generationWithPlays
    if (now === generationWithPlays && this.#pagesGeneration === now) this.#pages.set(key, page)
    return page
  }

  async #makePage(
    ids: readonly string[],
    options: DtoOptions,
    userId: string | undefined,
    tail: string,
  ): Promise<JsonPage> {
    const found = await this.#find(ids, options)
    const touched =
      userId === undefined
        ? undefined
        : await this.#deps.catalog.touchedItems(
            userId,
            found.map(({ item }) => item),
          )
    const parts: Buffer[] = [begin]
    for (const cached of found) {
      if (parts.length > 1) parts.push(comma)
      const { item, json, bareLength } = cached
      const facts = touched?.get(item.id)
      if (touched !== undefined && facts === undefined) parts.push(json)
      else parts.push(json.subarray(0, bareLength), facts === undefined ? end : endOf(item, facts))
    }
    parts.push(Buffer.from(tail))
    return { json: Buffer.concat(parts), owners: found.flatMap(({ owners }) => owners) }
  }

  /** Those that exist, in the order asked for. */
  async #find(ids: readonly string[], options: DtoOptions): Promise<readonly CachedItem[]> {
    const { catalog } = this.#deps
    const { generation } = catalog
    if (generation !== this.#generation) this.#items.clear()
    this.#generation = generation
    const prefix = this.#prefixOf(options)
    const cached = ids.map((id) => this.#items.get(prefix + id))
    const missing = ids.filter((_, at) => cached[at] === undefined)
    if (missing.length === 0) return cached as CachedItem[]
    const items = await catalog.findItems(missing)
    const dtos = await loadItemDtos(this.#deps, items, options)
    const made = new Map(items.map((item, at) => [item.id, toCachedItem(item, dtos[at]!)]))
    // Unless the catalog has changed meanwhile.
    if (catalog.generation === generation && this.#generation === generation)
      for (const [id, one] of made) this.#items.set(prefix + id, one)
    return ids.flatMap((id, at) => cached[at] ?? made.get(id) ?? [])
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
      this.#pages.clear()
    }
    const added = `${this.#options.size} `
    this.#options.set(text, added)
    return added
  }
}

const begin = Buffer.from('{"Items":[')
const comma = Buffer.from(',')
const end = Buffer.from('}')

function userDataOf(item: PlayedItem, facts: UserItemFacts): string {
  return `,"UserData":${JSON.stringify(toUserData(item, facts))}}`
}

function endOf(item: PlayedItem, facts: UserItemFacts): Buffer {
  return Buffer.from(userDataOf(item, facts))
}

function toCachedItem({ id, kind, facts }: Item, dto: ItemDto): CachedItem {
  const runTimeTicks = facts?.runTimeTicks
  const item = { id, kind, ...(runTimeTicks === undefined ? {} : { facts: { runTimeTicks } }) }
  const bare = JSON.stringify(dto).slice(0, -1)
  return {
    item,
    json: Buffer.from(bare + userDataOf(item, untouched)),
    bareLength: Buffer.byteLength(bare),
    owners: ownersOf([dto]),
  }
}
