/** What is read of a file to know its container, in bytes. */
export const headBytes = 400

/**
 * Containers by the names of ffmpeg's demuxers. None of these opens another file than the one it is
 * given (`mov` could, and is told not to). Playlists and everything else that names files (hls,
 * concat, dash, imf, sdp, image2, vobsub, …) are not among them, whatever they look like.
 */
export type Container =
  | 'matroska'
  | 'mov'
  | 'avi'
  | 'wav'
  | 'mpeg'
  | 'mpegvideo'
  | 'mpegts'
  | 'ogg'
  | 'flac'
  | 'mp3'
  | 'aac'
  | 'flv'
  | 'rm'
  | 'asf'
  | 'aiff'
  | 'iff'
  | 'ape'
  | 'wv'
  | 'mpc'
  | 'mpc8'
  | 'tta'
  | 'dsf'

interface Mark {
  readonly at: number
  readonly bytes: string
  readonly container: Container
}

const mark = (container: Container, bytes: string, at = 0): Mark => ({ at, bytes, container })

/** How files of the containers begin that ffmpeg and music-metadata make sense of. */
const marks: readonly Mark[] = [
  mark('matroska', '\x1a\x45\xdf\xa3'), // EBML: WebM, too
  ...['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'].map((name) => mark('mov', name, 4)),
  mark('ogg', 'OggS'),
  mark('flac', 'fLaC'),
  // Whatever follows the ID3: it is looked for by the one demuxer that opens nothing else.
  mark('mp3', 'ID3'),
  mark('flv', 'FLV'),
  mark('rm', '.RMF'),
  mark('ape', 'MAC '),
  mark('wv', 'wvPk'),
  mark('mpc8', 'MPCK'),
  mark('mpc', 'MP+'),
  mark('tta', 'TTA1'),
  mark('dsf', 'DSD '),
  mark('iff', 'FRM8'),
  mark('wav', 'RF64'),
  mark('asf', '\x30\x26\xb2\x75'), // WMV, WMA
  mark('mpeg', '\x00\x00\x01\xba'), // Program stream
  mark('mpegvideo', '\x00\x00\x01\xb3'),
]

/** By the form that stands after the length, in files of chunks. */
const forms: Readonly<Record<string, (form: string) => Container>> = {
  // CDXA: a program stream from a Video CD.
  RIFF: (form) => (form === 'WAVE' ? 'wav' : form === 'CDXA' ? 'mpeg' : 'avi'),
  FORM: (form) => (form === 'AIFF' || form === 'AIFC' ? 'aiff' : 'iff'),
}

/**
 * The container of a file that begins so, by which it is read and no other; `undefined` for what
 * is neither video nor song.
 */
export function containerOf(head: Buffer): Container | undefined {
  const text = head.toString('latin1', 0, 12)
  const form = forms[text.slice(0, 4)]
  if (form !== undefined) return form(text.slice(8, 12))
  const found = marks.find(({ at, bytes }) => text.startsWith(bytes, at))
  if (found !== undefined) return found.container
  return isTransportStream(head) ? 'mpegts' : audioFrameOf(head)
}

/** Packets of 188 bytes that begin with 0x47; Blu-rays put four bytes before each. */
function isTransportStream(head: Buffer): boolean {
  const isSynced = (start: number, length: number) =>
    head[start] === 0x47 && head[start + length] === 0x47
  return isSynced(0, 188) || isSynced(4, 192)
}

/** MPEG audio and AAC: eleven set bits, and values that are not reserved. */
function audioFrameOf([first = 0, second = 0, third = 0]: Buffer): 'mp3' | 'aac' | undefined {
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return undefined
  const isAac = (second & 0xf6) === 0xf0
  if (isAac) return 'aac'
  const version = (second >> 3) & 3
  const layer = (second >> 1) & 3
  return version !== 1 && layer !== 0 && third >> 4 !== 15 ? 'mp3' : undefined
}
