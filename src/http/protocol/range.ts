/** Part of a body to send; `end` is the last byte, itself included. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * What a `Range` header means for a body of `length` bytes (RFC 9110 14.1.2, 14.2). `whole` for no
 * header, another unit, a malformed one (which must be passed over) or several ranges (which a
 * server may answer with the whole); `unsatisfiable` is a 416.
 */
export function planRange(
  header: string | undefined,
  length: number,
): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header ?? '')
  if (match === null) return 'whole'
  const [, first = '', last = ''] = match
  if (first === '') {
    if (last === '') return 'whole'
    const suffix = Number(last)
    if (suffix === 0 || length === 0) return 'unsatisfiable'
    return { start: Math.max(0, length - suffix), end: length - 1 }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'whole'
  if (start >= length) return 'unsatisfiable'
  return { start, end: last === '' ? length - 1 : Math.min(Number(last), length - 1) }
}
