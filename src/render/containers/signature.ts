import { outlineBmp } from './bmp.ts'
import { isSvg } from './svg.ts'

/** What a file is by its first bytes; AVIF and HEIC are told apart by what is in them. */
export type PictureFamily = 'jpeg' | 'png' | 'webp' | 'gif' | 'heif' | 'tiff' | 'bmp' | 'svg'

const signatures: Readonly<Record<PictureFamily, (bytes: Buffer) => boolean>> = {
  jpeg: (bytes) => startsWith(bytes, 'ffd8ff'),
  png: (bytes) => startsWith(bytes, '89504e470d0a1a0a'),
  gif: (bytes) => /^GIF8[79]a/.test(text(bytes, 0, 6)),
  webp: (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
  heif: (bytes) => text(bytes, 4, 8) === 'ftyp',
  // The second of each pair is BigTIFF.
  tiff: (bytes) =>
    ['49492a00', '49492b00', '4d4d002a', '4d4d002b'].some((hex) => startsWith(bytes, hex)),
  bmp: (bytes) => text(bytes, 0, 2) === 'BM' && outlineBmp(bytes) !== undefined,
  svg: isSvg,
}

const names = {
  jpeg: ['JPEG'],
  png: ['PNG'],
  webp: ['WebP'],
  gif: ['GIF'],
  heif: ['AVIF', 'HEIC'],
  tiff: ['TIFF'],
  bmp: ['BMP'],
  svg: ['SVG'],
} as const satisfies Record<PictureFamily, readonly string[]>

/** The formats that are read, for people. */
export const readableFormats = new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(
  Object.values(names).flat(),
)

const families = Object.keys(signatures) as PictureFamily[]

/** `undefined` for what begins like none of the formats that Keyart reads, whatever its name. */
export function pictureFamily(bytes: Buffer): PictureFamily | undefined {
  return families.find((family) => signatures[family](bytes))
}

function startsWith(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex
}

function text(bytes: Buffer, start: number, end: number): string {
  return bytes.subarray(start, end).toString('latin1')
}
