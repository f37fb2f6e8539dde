import { type AliasableExpression, type Kysely, sql } from 'kysely'
import type { Tables } from './tables.ts'

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
    // Fisher and Yates, stopped after `count` draws.
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
