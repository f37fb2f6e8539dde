import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { nameKey } from '../database/fold.ts'

/** No name is as long; databases bound the patterns of LIKE. */
const maxTermLength = 1_000
/** More words than any name needs to be told apart by. */
const maxWords = 16

/**
 * That a name matches a search term; `key` is a column of `nameKey`. Every word of `term`
 * begins one of the name, in any order; or the name has the term somewhere as a whole; or begins
 * with it when spaces do not count (`spiderman` for `Spider-Man`).
 */
export function nameMatches(key: RawBuilder<unknown>, term: string): RawBuilder<SqlBool> {
  const wanted = nameKey(term)
  if (wanted === '' || wanted.length > maxTermLength) return sql<SqlBool>`1 = 0`
  const words = wanted.split(' ').slice(0, maxWords)
  const all = words.map((word) => like(sql`' ' || ${key}`, `% ${escaped(word)}%`))
  const compact = wanted.replaceAll(' ', '')
  return sql<SqlBool>`(${sql.join(all, sql` and `)}
    or ${like(key, `%${escaped(wanted)}%`)}
    or ${like(sql`replace(${key}, ' ', '')`, `${escaped(compact)}%`)})`
}

/**
 * How well a name fits a search, the best first: the same, beginning with the term as words, beginning
 * with it, having it as words, having it anywhere.
 */
export function nameFit(key: RawBuilder<unknown>, term: string): RawBuilder<number> {
  const wanted = nameKey(term).slice(0, maxTermLength)
  const like = (pattern: string) => sql<SqlBool>`' ' || ${key} || ' ' like ${pattern} escape '\\'`
  const text = escaped(wanted)
  return sql<number>`case when ${key} = ${wanted} then 0 when ${like(` ${text} %`)} then 1
    when ${like(` ${text}%`)} then 2 when ${like(`% ${text} %`)} then 3
    when ${like(`% ${text}%`)} then 4 else 5 end`
}

/** That a text of a column begins with `start`, which has been folded as the column is. */
export function beginsWith(column: RawBuilder<unknown>, start: string): RawBuilder<SqlBool> {
  return start.length > maxTermLength ? sql<SqlBool>`1 = 0` : like(column, `${escaped(start)}%`)
}

function like(text: RawBuilder<unknown>, pattern: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`${text} like ${pattern} escape '\\'`
}

function escaped(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`)
}
