/** Part of a piece of memory that bytes may leave unused; below it, a copy is made. */
const minShare = 0.9

/**
 * `bytes` in memory that is theirs alone. A buffer that was cut out of a larger one (a message of
 * several pictures, Node's pool) holds on to all of that, whatever is counted for it: so what is
 * to be cached passes through here.
 */
export function compactBuffer(bytes: Uint8Array): Buffer {
  const { buffer, byteOffset, length } = bytes
  if (length >= minShare * buffer.byteLength)
    return Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, length)
  // Not of Node's pool, as small ones are elsewhere.
  const own = Buffer.allocUnsafeSlow(length)
  own.set(bytes)
  return own
}
