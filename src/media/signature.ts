import { open } from 'node:fs/promises'

/** As many bytes as `hasMediaSignature` looks at. */
const headBytes = 400

interface Mark {
  readonly at: number
  readonly bytes: string
}

const mark = (at: number, bytes: string): Mark => ({ at, bytes })

/** How files of the containers begin that ffmpeg and music-metadata make sense of. */
const marks: readonly Mark[] = [
  mark(0, '\x1a\x45\xdf\xa3'), // EBML: Matroska, WebM
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].map((name) => mark(4, name)),
  ...['RIFF', 'RF64', 'FORM', 'OggS', 'fLaC', 'ID3', 'FLV', '.RMF'].map((name) => mark(0, name)),
  ...['MAC ', 'wvPk', 'MPCK', 'MP+', 'TTA1', 'DSD ', 'FRM8'].map((name) => mark(0, name)),
  mark(0, '\x30\x26\xb2\x75'), // ASF: WMV, WMA
  mark(0, '\x00\x00\x01\xba'), // MPEG program stream
  mark(0, '\x00\x00\x01\xb3'), // MPEG video alone
]

/** Whether a file that begins so may be a video or a song: cheap, before a process is started. */
export function hasMediaSignature(head: Buffer): boolean {
  const text = head.toString('latin1')
  if (marks.some(({ at, bytes }) => text.startsWith(bytes, at))) return true
  return isTransportStream(head) || isAudioFrame(head)
}

/** Packets of 188 bytes that begin with 0x47; Blu-rays put four bytes before each. */
function isTransportStream(head: Buffer): boolean {
  const isSynced = (start: number, length: number) =>
    head[start] === 0x47 && head[start + length] === 0x47
  return isSynced(0, 188) || isSynced(4, 192)
}

/** MPEG audio and AAC: eleven set bits, and values that are not reserved. */
function isAudioFrame([first = 0, second = 0, third = 0]: Buffer): boolean {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return false
  const isAac = (second & 0xf6) === 0xf0
  if (isAac) return true
  const version = (second >> 3) & 3
  const layer = (second >> 1) & 3
  return version !== 1 && layer !== 0 && third >> 4 !== 15
}

/** Whether the file begins like a video or a song; `undefined` for one that cannot be read now. */
export async function looksLikeMedia(path: string): Promise<boolean | undefined> {
  try {
    await using file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    return hasMediaSignature(buffer.subarray(0, bytesRead))
  } catch {
    return undefined
  }
}
