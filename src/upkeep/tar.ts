import type { FileHandle } from 'node:fs/promises'

/*
 * Tape archives as POSIX.1-1988 (ustar) has them: a header of 512 bytes, the file, zeros up to the
 * next 512 bytes; two empty blocks end it. Any tar reads them.
 */

const BLOCK = 512
const CHUNK = 1024 * 1024
/** Eleven octal digits. */
const MAX_BYTES = 8 ** 11 - 1

export interface TarEntry {
  readonly name: string
  readonly bytes: number
  /** Throws when the archive ends too early. Unread ones are passed over. */
  chunks(): AsyncIterable<Buffer>
}

/** The parts of an archive that come before an entry of so many bytes. */
export function tarHeader(name: string, bytes: number): Buffer {
  if (bytes > MAX_BYTES || Buffer.byteLength(name) > 100)
    throw new RangeError(`Expected a short name and at most 8 GiB but received ${name}, ${bytes}`)
  const header = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  header.write(name, 0)
  // For the owner alone: password hashes are in it.
  header.write(octal(0o600, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(bytes, 11), 124)
  header.write(octal(0, 11), 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257, 'latin1')
  header.write(`${octal(checksum(header), 6)}\0 `, 148)
  return header
}

/** What follows an entry of so many bytes. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK)
}

export const tarEnd = Buffer.alloc(2 * BLOCK)

/** @throws NotATar when it is none, or is cut */
export async function* readTar(file: FileHandle): AsyncIterable<TarEntry> {
  for (let at = 0; ;) {
    const header = await readExactly(file, at, BLOCK)
    at += BLOCK
    if (header.every((byte) => byte === 0)) return
    const entry = parseHeader(header)
    const start = at
    yield { ...entry, chunks: () => readChunks(file, start, entry.bytes) }
    at += Math.ceil(entry.bytes / BLOCK) * BLOCK
  }
}

/** @throws NotATar as `readTar`; `undefined` when there is nothing in it */
export async function findFirst(file: FileHandle): Promise<TarEntry | undefined> {
  for await (const entry of readTar(file)) return entry
  return undefined
}

export class NotATar extends Error {}

function parseHeader(header: Buffer): { readonly name: string; readonly bytes: number } {
  const text = (start: number, length: number) =>
    header
      .toString('utf8', start, start + length)
      .replace(/\0.*$/s, '')
      .trim()
  const sum = text(148, 8)
  if (!/^[0-7]+$/.test(sum) || parseInt(sum, 8) !== checksum(header))
    throw new NotATar('a header is damaged')
  const size = text(124, 12)
  const isFile = text(156, 1) === '0' || header[156] === 0
  if (!isFile || !/^[0-7]+$/.test(size)) throw new NotATar('there is something else than files')
  return { name: text(0, 100), bytes: parseInt(size, 8) }
}

/** The sum of all bytes, those of the sum itself counted as blanks. */
function checksum(header: Buffer): number {
  let sum = 0
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte
  return sum
}

async function* readChunks(file: FileHandle, start: number, bytes: number): AsyncIterable<Buffer> {
  for (let at = 0; at < bytes; at += CHUNK)
    yield await readExactly(file, start + at, Math.min(CHUNK, bytes - at))
}

async function readExactly(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes)
  for (let done = 0; done < bytes;) {
    const { bytesRead } = await file.read(buffer, done, bytes - done, at + done)
    if (bytesRead === 0) throw new NotATar('it ends too early')
    done += bytesRead
  }
  return buffer
}
