import { type Box, Cursor } from './boxes.ts'

export interface Extent {
  readonly start: number
  readonly end: number
}

/** Types of the items of a `meta` box, by id (`iinf`, ISO/IEC 14496-12 8.11.6). */
export function readItemTypes(
  bytes: Buffer,
  { inside }: Box,
  entries: readonly Box[],
): Map<number, string> {
  const isLong = bytes[inside] !== 0
  const types = new Map<number, string>()
  const count = new Cursor(bytes, inside + 4).number(isLong ? 4 : 2)
  if (count !== entries.length) throw new RangeError('Items are missing')
  for (const entry of entries) {
    const version = bytes[entry.inside]!
    if (entry.type !== 'infe' || version < 2) throw new RangeError('Items of an old kind')
    const cursor = new Cursor(bytes, entry.inside + 4)
    const id = cursor.number(version === 2 ? 2 : 4)
    cursor.number(2)
    types.set(id, cursor.code())
  }
  return types
}

/**
 * Where the bytes of items lie in the file, by id (`iloc`, 8.11.3). `data`: where the contents of
 * the `idat` box begin.
 *
 * @throws RangeError for what lies in other items or files, or is told of in a way that is not known
 */
export function readItemExtents(
  bytes: Buffer,
  { inside }: Box,
  data: number | undefined,
): Map<number, readonly Extent[]> {
  const version = bytes[inside]!
  if (version > 2) throw new RangeError('Places of a new kind')
  const cursor = new Cursor(bytes, inside + 4)
  const sizes = cursor.number(2)
  const [offsetSize, lengthSize, baseSize] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexSize = version === 0 ? 0 : sizes & 15
  const count = cursor.number(version < 2 ? 2 : 4)
  const items = new Map<number, readonly Extent[]>()
  for (let item = 0; item < count; item++) {
    const id = cursor.number(version < 2 ? 2 : 4)
    const method = version === 0 ? 0 : cursor.number(2) & 15
    const file = cursor.number(2)
    const origin = method === 0 ? 0 : method === 1 ? data : undefined
    if (origin === undefined || file !== 0) throw new RangeError('Bytes lie elsewhere')
    const base = cursor.number(baseSize)
    const extents: Extent[] = []
    const extentCount = cursor.number(2)
    for (let extent = 0; extent < extentCount; extent++) {
      cursor.number(indexSize)
      const start = origin + base + cursor.number(offsetSize)
      const length = cursor.number(lengthSize)
      if (length === 0 || start + length > bytes.length) throw new RangeError('No such bytes')
      extents.push({ start, end: start + length })
    }
    items.set(id, extents)
  }
  return items
}
