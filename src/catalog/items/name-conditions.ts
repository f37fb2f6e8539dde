import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { fold } from '../database/fold.ts'

/** No name is as long; databases bound the patterns of LIKE. */
const LONGEST_TERM = 1_000

/** That a folded column holds `term` somewhere. */
export function keyContains(column: RawBuilder<unknown>, term: string): RawBuilder<SqlBool> {
  return matches(column, fold(term), '%')
}

/** That a folded column begins with `term`. */
export function beginsWith(column: RawBuilder<unknown>, term: string): RawBuilder<SqlBool> {
  return matches(column, fold(term), '')
}

function matches(column: RawBuilder<unknown>, folded: string, before: string) {
  if (folded.length > LONGEST_TERM) return sql<SqlBool>`1 = 0`
  const pattern = `${before}${folded.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return sql<SqlBool>`${column} like ${pattern} escape '\\'`
}
