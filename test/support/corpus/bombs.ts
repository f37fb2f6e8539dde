import { deflateSync, gzipSync } from 'node:zlib'
import sharp from 'sharp'
import { avifGrid, withHeifSize } from './heif.ts'
import { gif } from './gif.ts'
import { exif, jpegSegment, withScans, withSegments, withSize } from './jpeg.ts'
import {
  blackPng,
  compressedInternationalText,
  compressedProfile,
  compressedText,
  pngChunk,
} from './png.ts'
import { svgBombs } from './svg-bombs.ts'
import { blackDirectory, tiff } from './tiff.ts'
import { movingWebp } from './webp.ts'

/** A small file that is dear, or a file that says of itself what is not so. */
export interface Bomb {
  readonly name: string
  /** What a probe must say: that it is an image, that it is none to be announced, or either. */
  readonly must: 'image' | 'problem' | 'either'
  readonly make: () => Promise<Buffer> | Buffer
}

const deflate = 8
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } })

/** TIFF directories of 8 x 8 pixels that lie in `tiff`'s data. */
const tinyDirectory = blackDirectory(8, 8, { offset: 8, bytes: 8, compression: 1 })

/** For a renderer that takes originals of at most 120 megapixels and 100 MB, as by default. */
export const bombs: readonly Bomb[] = [
  bomb('PNG of 900 megapixels', 'problem', () => blackPng(30_000, 30_000)),
  bomb('PNG of 119 megapixels', 'image', () => blackPng(10_900, 10_900)),
  bomb('PNG of 2,000,000 x 32', 'problem', () => blackPng(2_000_000, 32)),
  bomb('PNG that says 2^31 - 1 a side', 'problem', () => resizedPng(0x7fffffff)),
  bomb('PNG that says 2^32 - 1 a side', 'problem', () => resizedPng(0xffffffff)),
  bomb('PNG with 5 GB of compressed text', 'either', () =>
    blackPng(40, 30, [repeat(compressedText(50_000_000), 100)]),
  ),
  bomb('PNG with 2 GB of compressed international text', 'either', () =>
    blackPng(40, 30, [repeat(compressedInternationalText(50_000_000), 40)]),
  ),
  bomb('PNG with a compressed profile of 200 MB', 'either', () =>
    blackPng(40, 30, [compressedProfile(200_000_000)]),
  ),
  bomb('PNG with a million text chunks', 'either', () =>
    blackPng(40, 30, [repeat(pngChunk('tEXt', Buffer.from('k\0v')), 1_000_000)]),
  ),
  bomb('PNG with 30 MB of pixels too many', 'either', () => {
    const small = blackPng(8, 8)
    const end = pngChunk('IEND', Buffer.alloc(0))
    const more = pngChunk('IDAT', deflateSync(Buffer.alloc(30_000_000)))
    return Buffer.concat([small.subarray(0, small.length - end.length), more, end])
  }),
  bomb('GIF of one pixel on a screen of 65535 x 65535', 'either', () => gif(65_535, 65_535, 1)),
  bomb('GIF of 10,000 frames on a screen of 1000 x 1000', 'problem', () => gif(1000, 1000, 10_000)),
  bomb('GIF of a million frames of one pixel', 'problem', () => gif(1, 1, 1_000_000)),
  bomb('GIF of a thousand frames of 300 x 300', 'image', () => gif(300, 300, 1000)),
  bomb('WebP that says 16384 x 16384', 'problem', async () => {
    const small = await picture(4, 4).webp({ lossless: true }).toBuffer()
    // 14 bits each of width and height less one (RFC 9649 3.4).
    small.writeUInt32LE((small.readUInt32LE(21) | 0x0fffffff) >>> 0, 21)
    return small
  }),
  bomb('WebP of 4 frames of 4 pixels on a canvas of 2^24 a side', 'problem', async () =>
    movingWebp(await picture(4, 4).webp().toBuffer(), 2 ** 24, 2 ** 24, 4),
  ),
  bomb('WebP of 100,000 frames on a canvas of 4 x 4', 'problem', async () =>
    movingWebp(await picture(4, 4).webp().toBuffer(), 4, 4, 100_000),
  ),
  bomb('TIFF of 900 megapixels', 'problem', () => {
    const strip = deflateSync(Buffer.alloc((30_000 * 30_000) / 8))
    return tiff(strip, [
      blackDirectory(30_000, 30_000, { offset: 8, bytes: strip.length, compression: deflate }),
    ])
  }),
  bomb('TIFF that says 2^32 - 1 a side', 'problem', () =>
    tiff(Buffer.alloc(8), [
      blackDirectory(0xffffffff, 0xffffffff, { offset: 8, bytes: 8, compression: 1 }),
    ]),
  ),
  bomb('TIFF with a directory that follows itself', 'either', () =>
    tiff(Buffer.alloc(8), [tinyDirectory], (first) => first),
  ),
  bomb('TIFF with 60,000 directories', 'problem', () =>
    tiff(
      Buffer.alloc(8),
      Array.from({ length: 60_000 }, () => tinyDirectory),
    ),
  ),
  bomb('TIFF with a strip of 4 GB', 'problem', () =>
    tiff(Buffer.alloc(8), [
      blackDirectory(8, 8, { offset: 8, bytes: 0xffffffff, compression: deflate }),
    ]),
  ),
  bomb('TIFF with one strip of all rows, deflated 1000 to 1', 'image', () => {
    const strip = deflateSync(Buffer.alloc(1362 * 10_900 + 10_900))
    return tiff(strip, [
      blackDirectory(10_900, 10_900, { offset: 8, bytes: strip.length, compression: deflate }),
    ])
  }),
  bomb('AVIF that says 65535 x 65535', 'problem', async () =>
    withHeifSize(await picture(16, 16).avif().toBuffer(), 65_535, 65_535),
  ),
  bomb('AVIF that says 8000 x 8000', 'either', async () =>
    withHeifSize(await picture(16, 16).avif().toBuffer(), 8000, 8000),
  ),
  bomb('AVIF of 200 x 200 tiles, all one, 16384 a side', 'problem', () =>
    avifGrid(200, 200, 16_384, 16_384),
  ),
  bomb('AVIF of 200 x 200 tiles, all one, 10000 a side', 'problem', () =>
    avifGrid(200, 200, 10_000, 10_000),
  ),
  bomb('JPEG that says 65535 x 65535', 'problem', async () =>
    withSize(await picture(16, 16).jpeg().toBuffer(), 65_535, 65_535),
  ),
  bomb('JPEG that says 10000 x 10000 and has 16 x 16', 'either', async () =>
    withSize(await picture(16, 16).jpeg().toBuffer(), 10_000, 10_000),
  ),
  bomb('progressive JPEG with 20,000 scans', 'either', async () =>
    withScans(
      await picture(4000, 4000).jpeg({ progressive: true, mozjpeg: true }).toBuffer(),
      20_000,
    ),
  ),
  bomb('JPEG with an Exif directory that follows itself', 'image', async () =>
    withSegments(await picture(16, 16).jpeg().toBuffer(), exif([[0x112, 3, 1, 6]], 8)),
  ),
  bomb('JPEG with an Exif orientation of 65535', 'image', async () =>
    withSegments(await picture(16, 16).jpeg().toBuffer(), exif([[0x112, 3, 1, 65_535]])),
  ),
  bomb('JPEG with an Exif entry of 4 billion values', 'image', async () =>
    withSegments(
      await picture(16, 16).jpeg().toBuffer(),
      exif([[0x10e, 2, 0xffffffff, 0xfffffff0]]),
    ),
  ),
  bomb('JPEG with 1000 Exif blocks', 'image', async () =>
    withSegments(
      await picture(16, 16).jpeg().toBuffer(),
      repeat(exif(Array.from({ length: 5000 }, () => [0x10e, 2, 4, 0] as const)), 1000),
    ),
  ),
  bomb('JPEG with a profile of nonsense', 'image', async () =>
    withSegments(
      await picture(16, 16).jpeg().toBuffer(),
      jpegSegment(
        0xe2,
        Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), Buffer.alloc(60_000, 'ICC')]),
      ),
    ),
  ),
  bomb('compressed SVG of 2 GB of blanks', 'problem', () => {
    const head = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    const blanks = gzipSync(Buffer.alloc(50_000_000, ' '))
    // Gzip members one after the other are one file (RFC 1952 2.2).
    return Buffer.concat([gzipSync(head), ...Array.from({ length: 40 }, () => blanks)])
  }),
  ...Object.entries(svgBombs).map(([name, make]) =>
    bomb(name, 'either', () => Buffer.from(make())),
  ),
]

function bomb(name: string, must: Bomb['must'], make: Bomb['make']): Bomb {
  return { name, must, make }
}

function repeat(bytes: Buffer, times: number): Buffer {
  return Buffer.alloc(bytes.length * times, bytes)
}

function resizedPng(side: number): Buffer {
  const small = blackPng(8, 8)
  const header = Buffer.alloc(13)
  header.writeUInt32BE(side, 0)
  header.writeUInt32BE(side, 4)
  header[8] = 1
  return Buffer.concat([small.subarray(0, 8), pngChunk('IHDR', header), small.subarray(33)])
}
