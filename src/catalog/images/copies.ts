import type { ImageRow } from '../database/tables.ts'

type Row = Pick<ImageRow, 'library_id' | 'unit'> & { readonly tag: string | null }

/**
 * The rows of one owner and type without those that show what a row of another unit shows already:
 * tools put a copy of a set's artwork into the folder of every film, and an actor's portrait, too.
 * Of what lies together, or was uploaded, nothing is left out.
 */
export function withoutCopies<T extends Row>(rows: readonly T[]): readonly T[] {
  const [first] = rows
  if (rows.every((row) => isTogether(row, first!))) return rows
  const seen = new Map<string, T>()
  return rows.filter((row) => {
    if (row.library_id === '' || row.tag === null || row.tag === '') return true
    const other = seen.get(row.tag)
    if (other === undefined) seen.set(row.tag, row)
    return other === undefined || isTogether(row, other)
  })
}

function isTogether(one: Row, other: Row): boolean {
  return one.unit === other.unit && one.library_id === other.library_id
}
