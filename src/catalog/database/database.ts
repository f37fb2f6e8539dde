import { setImmediate } from 'node:timers/promises'
import type { Compilable, CompiledQuery, Kysely, SelectQueryBuilder, Transaction } from 'kysely'
import type { Ids } from '../../library/ids.ts'
import type { Tables } from './tables.ts'

/** What the parts of the catalog work with. On one pool of connections both may be the same. */
export interface CatalogDatabase {
  /** As `Catalog.ids`. */
  readonly ids: Ids
  readonly read: Kysely<Tables>
  /** Transactions alone: while they wait for another process's write, this thread goes on. */
  readonly write: Pick<Kysely<Tables>, 'transaction'>
  /** One transaction that survives a power cut once this resolves. */
  readonly durably: <T>(work: (db: Writing) => Promise<T>) => Promise<T>
  /** For statements that read much and must not hold up requests. Read only. */
  readonly lists: Kysely<Tables>
  /** As `Catalog.generation`. */
  readonly generation: () => number
  /** As `generation`, and changes also with what users did with items. */
  readonly generationWithPlays: () => number
  /** Hears of each write of this process that changes one of the two. */
  readonly onChange: (listener: () => void) => void
  /** Drops cached pages of the database. */
  readonly releaseMemory: () => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly close: () => Promise<void>
}

export type Writing = Transaction<Tables>

/** Some of all items. */
export type Items = SelectQueryBuilder<Tables, 'items', object>

/** As many values as one IN-list holds; databases bound the parameters of a statement. */
const IN_LIST = 512
/** As many rows as one INSERT holds. */
const INSERT_ROWS = 100

function* slices<T>(values: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size)
}

/** To a power of two by the last one, so that few different statements are prepared and cached. */
function padded<T>(values: readonly T[]): readonly T[] {
  const last = values.at(-1)
  if (last === undefined) return values
  const length = 2 ** Math.ceil(Math.log2(values.length))
  return [...values, ...Array<T>(length - values.length).fill(last)]
}

/**
 * Runs `ask` with as many of `values` (each once, but for the last) as fit an IN-list; all
 * answers in order.
 */
export async function inLists<T, Row>(
  values: Iterable<T>,
  ask: (some: readonly T[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const answers: Row[] = []
  for (const some of slices([...new Set(values)], IN_LIST))
    answers.push(...(await ask(padded(some))))
  return answers
}

/** Asks for the rows of some ids. `before`: the parameters of the statement before the ids. */
export type AskByIds<Row> = (
  ids: Iterable<string>,
  before?: readonly unknown[],
) => Promise<readonly Row[]>

/**
 * As `inLists`, with a statement that is built once for each length of list: for what every list
 * asks, building it takes longer than running it. `build` must use the ids as its last parameters.
 */
export function preparedByIds<Row>(
  db: Kysely<Tables>,
  build: (ids: readonly string[]) => Compilable<Row>,
): AskByIds<Row> {
  const statements = new Map<number, CompiledQuery<Row>>()
  return (ids, before = []) =>
    inLists(ids, async (some) => {
      const statement = statements.get(some.length) ?? build(some).compile()
      statements.set(some.length, statement)
      const parameters = [...before, ...some]
      return (await db.executeQuery<Row>({ ...statement, parameters })).rows
    })
}

/**
 * What `ask` finds, page by page: each begins after the last row of the one before it, until there
 * is none. Others get their turn in between.
 */
export async function* inPages<Row>(
  ask: (after: Row | undefined) => Promise<readonly Row[]>,
): AsyncGenerator<readonly Row[]> {
  for (let rows = await ask(undefined); rows.length > 0; rows = await ask(rows.at(-1))) {
    yield rows
    await setImmediate()
  }
}

/** Runs `write` with as many of `rows` as fit a statement, with a breath for others in between. */
export async function inBatches<T>(
  rows: readonly T[],
  write: (some: readonly T[]) => Promise<unknown>,
  size: number = INSERT_ROWS,
): Promise<void> {
  let first = true
  for (const some of slices(rows, size)) {
    // SQLite works on this thread; requests that read get their turn.
    if (!first) await setImmediate()
    first = false
    await write(some)
  }
}
