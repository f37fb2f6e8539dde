/**
 * The decoder opens the still of a file that says it is a sequence of AVIF (`avis`), but not under
 * that name.
 */
export function withoutBrandOfSequence(bytes: Buffer): Buffer {
  if (bytes.toString('latin1', 8, 12) !== 'avis') return bytes
  const mended = Buffer.from(bytes)
  mended.write('avif', 8, 'latin1')
  return mended
}
