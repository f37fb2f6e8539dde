import { type AliasableExpression, type Kysely, sql } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { CatalogDatabase } from './database.ts'
import type { Tables } from './tables.ts'

/** What finding lists works with. */
export interface ListReads extends Pick<
  CatalogDatabase,
  'read' | 'lists' | 'generation' | 'generationWithPlays'
> {
  readonly kept: KeptLists
}

/** Characters of ids that are kept in all, one byte each: some ten lists of 100,000 items. */
const MOST_CHARACTERS = 48 * 1024 * 1024
/** Of an item or a name. */
const ID_LENGTH = 32

/** Ids in order, all in one text: a hundred thousand of them are one thing to hand over and keep. */
export class IdList {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get length(): number {
    return this.text.length / ID_LENGTH
  }

  page(start: number, limit = Infinity): string[] {
    const ids: string[] = []
    const end = Math.min(this.length, start + limit)
    for (let at = start; at < end; at++)
      ids.push(this.text.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH))
    return ids
  }

  /** Some of them in no order, none twice. */
  draw(count: number): string[] {
    const moved = new Map<number, number>()
    const drawn: string[] = []
    // Fisher and Yates, without the part that nobody looks at.
    for (let at = 0; at < Math.min(count, this.length); at++) {
      const from = at + Math.floor(Math.random() * (this.length - at))
      drawn.push(...this.page(moved.get(from) ?? from, 1))
      moved.set(from, moved.get(at) ?? at)
    }
    return drawn
  }
}

/** The ids that `ordered` selects, put together where they are found. */
export async function joinIds(
  db: Kysely<Tables>,
  ordered: AliasableExpression<{ id: string }>,
): Promise<string> {
  const { ids } = await db
    .selectFrom(ordered.as('found'))
    .select(sql<string | null>`string_agg(found.id, '')`.as('ids'))
    .executeTakeFirstOrThrow()
  return ids ?? ''
}

/**
 * Lists and counts as they were last found, each as long as its version stands. What is asked for
 * again while it is being found is found once.
 */
export class KeptLists {
  readonly #lists = new Kept<IdList>(({ length }) => ID_LENGTH * length)
  readonly #counts = new Kept<number>(() => 8)
  readonly #rows = new Kept<readonly unknown[]>(({ length }) => 200 * length)

  list(key: string, version: number, ask: () => Promise<string>): Promise<IdList> {
    return this.#lists.find(key, version, async () => new IdList(await ask()))
  }

  async rows<Row>(
    key: string,
    version: number,
    ask: () => Promise<readonly Row[]>,
  ): Promise<readonly Row[]> {
    return (await this.#rows.find(key, version, ask)) as readonly Row[]
  }

  count(key: string, version: number, ask: () => Promise<number>): Promise<number> {
    return this.#counts.find(key, version, ask)
  }
}

interface Versioned<T> {
  readonly version: number
  readonly value: T
}

class Kept<T> {
  readonly #found: LRUCache<string, Versioned<T>>
  readonly #asked = new Map<string, Versioned<Promise<T>>>()

  constructor(sizeOf: (value: T) => number) {
    this.#found = new LRUCache({
      maxSize: MOST_CHARACTERS,
      sizeCalculation: ({ value }, key) => sizeOf(value) + key.length + 100,
    })
  }

  async find(key: string, version: number, ask: () => Promise<T>): Promise<T> {
    const found = this.#found.get(key)
    if (found?.version === version) return found.value
    const asked = this.#asked.get(key)
    if (asked?.version === version) return await asked.value
    const mine = { version, value: ask() }
    this.#asked.set(key, mine)
    try {
      const value = await mine.value
      this.#found.set(key, { version, value })
      return value
    } finally {
      if (this.#asked.get(key) === mine) this.#asked.delete(key)
    }
  }
}
