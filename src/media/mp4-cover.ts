import { type FileHandle, open } from 'node:fs/promises'

/** Where covers lie in an MP4. */
const coverPath = ['moov', 'udta', 'meta', 'ilst', 'covr', 'data']
/** Atoms looked at, and the largest cover, in bytes. */
const maxAtoms = 2000
const maxCoverBytes = 32 * 1024 * 1024

interface Range {
  readonly start: number
  readonly end: number
}

/**
 * The cover of an MP4 whose kind of data is not told (well-known type 0), as some tools write it:
 * music-metadata passes over these. `undefined` when there is none.
 */
export async function readUntypedCover(path: string): Promise<Uint8Array | undefined> {
  await using file = await open(path)
  const { size } = await file.stat()
  const left = { atoms: maxAtoms }
  let range: Range | undefined = { start: 0, end: size }
  for (const name of coverPath) {
    range = await findAtom(file, range, name, left)
    if (range === undefined) return undefined
    // `meta` begins with a version; `data` with its type and a locale.
    const skipped: number = name === 'meta' ? 4 : name === 'data' ? 8 : 0
    range = { start: range.start + skipped, end: range.end }
  }
  const length = range.end - range.start
  if (length <= 0 || length > maxCoverBytes) return undefined
  const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, range.start)
  return bytesRead === length ? buffer : undefined
}

/** What is in the first atom of this name. */
async function findAtom(
  file: FileHandle,
  { start, end }: Range,
  name: string,
  left: { atoms: number },
): Promise<Range | undefined> {
  for (let at = start; at + 8 <= end && left.atoms > 0; left.atoms--) {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, at)
    if (bytesRead < 8) return undefined
    const short = buffer.readUInt32BE(0)
    // 1: the size follows in 64 bits; 0: up to the end.
    const size = short === 1 ? Number(buffer.readBigUInt64BE(8)) : short === 0 ? end - at : short
    const header = short === 1 ? 16 : 8
    if (size < header || at + size > end) return undefined
    if (buffer.toString('latin1', 4, 8) === name) return { start: at + header, end: at + size }
    at += size
  }
  return undefined
}
