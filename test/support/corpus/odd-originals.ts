import sharp, { type Sharp } from 'sharp'
import { apngOf } from './apng.ts'
import { bmps } from './bmp.ts'
import { codedOf, heifOf, nclx } from './heif-file.ts'
import { losslessJpeg } from './lossless-jpeg.ts'
import { pngChunk } from './png.ts'
import { tiffOfBands, tiffOfYcbcr } from './tiff.ts'
import { latinDrawing, oddDrawings } from './odd-drawings.ts'

/** A picture that decoders make something else of than browsers do, or nothing. */
export interface OddOriginal {
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
  /** What it must look like, where browsers show a part of it or nothing. */
  readonly like?: Buffer
}

/** Some dozen, small, made here. */
export async function oddOriginals(): Promise<readonly OddOriginal[]> {
  const made: Promise<OddOriginal>[] = []
  const add = (name: string, mime: string, picture: Sharp | Buffer, like?: Buffer) => {
    const bytes = Buffer.isBuffer(picture) ? Promise.resolve(picture) : picture.toBuffer()
    const rest = like === undefined ? {} : { like }
    made.push(bytes.then((bytes) => ({ name, mime, bytes, ...rest })))
  }
  const deep = () => patches().toColourspace('rgb16')
  add('PNG of 16 bits in sRGB by profile', 'image/png', deep().withIccProfile('srgb').png())
  add('PNG of 16 bits in Display P3', 'image/png', deep().withIccProfile('p3').png())
  const seeThrough = deep().ensureAlpha(0.5).withIccProfile('p3').png()
  add('PNG of 16 bits in Display P3, half transparent', 'image/png', seeThrough)

  const gif = await patches().gif().toBuffer()
  add('GIF without its trailer', 'image/gif', gif.subarray(0, -1))
  add('GIF without its trailer and the end of its pixels', 'image/gif', gif.subarray(0, -2))
  add('GIF that leaves its canvas bare', 'image/gif', await onLargerCanvas(gif, 90, 70))
  const jpeg = await patches().jpeg({ quality: 95 }).toBuffer()
  const progressive = await patches().jpeg({ quality: 95, progressive: true }).toBuffer()
  add('JPEG without its end', 'image/jpeg', jpeg.subarray(0, -2), jpeg)
  add('JPEG without half of its end', 'image/jpeg', jpeg.subarray(0, -1), jpeg)
  add('progressive JPEG without its end', 'image/jpeg', progressive.subarray(0, -2), progressive)

  const plain = await patches().png().toBuffer()
  add('lossless JPEG', 'image/jpeg', await losslessJpeg(patches()), plain)
  add('TIFF with bands beside its colours', 'image/tiff', await withBands(patches(), 2), plain)
  const greyPlain = await sharp(plain).greyscale().png().toBuffer()
  const greyBands = await withBands(sharp(plain).greyscale(), 3)
  add('grey TIFF with bands beside its grey', 'image/tiff', greyBands, greyPlain)

  add('TIFF in luma and differences of colour', 'image/tiff', await inYcbcr(patches()), plain)
  const [full, part] = await Promise.all(
    [patches(), patches(20, 10)].map((one) => one.ensureAlpha().png({ palette: false }).toBuffer()),
  )
  const moving = apngOf([{ png: full! }, { png: part!, left: 9, top: 5, dispose: 1, blend: 1 }])
  add('animated PNG', 'image/png', moving)

  const avif = await patches().avif({ quality: 90 }).toBuffer()
  add('AVIF that says it is a sequence', 'image/avif', withBrand(avif, 'avis'), avif)

  const png = await patches().png().toBuffer()
  const deepPng = await deep().png().toBuffer()
  const grey = await patches().greyscale().png().toBuffer()
  const deepGrey = await patches().toColourspace('grey16').png().toBuffer()
  const gamma = (value: number) => pngChunk('gAMA', u32s(value))
  const wide = pngChunk('cHRM', u32s(31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6000))
  add('PNG of linear light', 'image/png', withPngChunks(png, gamma(100_000)))
  add('PNG of linear light, in 16 bits', 'image/png', withPngChunks(deepPng, gamma(100_000)))
  add('PNG encoded by 1/1.8', 'image/png', withPngChunks(png, gamma(55_556)))
  add('PNG with primaries alone', 'image/png', withPngChunks(png, wide))
  add('PNG with gamma and primaries', 'image/png', withPngChunks(png, gamma(45_455), wide))
  add('grey PNG of linear light', 'image/png', withPngChunks(grey, gamma(100_000)))
  add('grey PNG of linear light, in 16 bits', 'image/png', withPngChunks(deepGrey, gamma(100_000)))
  const moot = pngChunk('sRGB', Buffer.from([0]))
  add('PNG in sRGB, whatever its gamma', 'image/png', withPngChunks(png, moot, gamma(100_000)))
  const coded = codedOf(
    await patches().avif({ quality: 97, chromaSubsampling: '4:4:4' }).toBuffer(),
    60,
    40,
  )
  for (const [name, ...code] of codes) {
    const chunk = pngChunk('cICP', Buffer.from([...code, 0, 1]))
    add(`PNG in ${name}`, 'image/png', withPngChunks(png, gamma(100_000), chunk))
    add(`PNG in ${name}, in 16 bits`, 'image/png', withPngChunks(deepPng, chunk))
    add(`AVIF in ${name}`, 'image/avif', heifOf([coded], { properties: [nclx(...code)] }))
  }
  const deepAvif = await deep().avif({ quality: 95, bitdepth: 10 }).toBuffer()
  const deepCoded = codedOf(deepAvif, 60, 40)
  add(
    'AVIF in BT.2020 PQ, in 10 bits',
    'image/avif',
    heifOf([deepCoded], { properties: [nclx(9, 16)] }),
  )

  for (const [name, bmp] of Object.entries(bmps)) add(name, 'image/bmp', bmp)
  for (const [name, svg] of Object.entries(oddDrawings)) add(name, 'image/svg+xml', svg)
  add('SVG in ISO-8859-1', 'image/svg+xml', latinDrawing.bytes, latinDrawing.like)
  return await Promise.all(made)
}

/** Four fields of colours that no fault leaves alike. */
export function patches(width = 60, height = 40): Sharp {
  return sharp({ create: { width, height, channels: 3, background: '#c82828' } })
    .composite([
      field(width / 2, height / 2, '#28a03c', width / 2, 0),
      field(width / 2, height / 2, '#2846c8', 0, height / 2),
      field(width / 2, height / 2, '#e6d23c', width / 2, height / 2),
    ])
    .removeAlpha()
}

async function inYcbcr(picture: Sharp): Promise<Buffer> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  const pixels = Buffer.alloc(data.length)
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at]!, data[at + 1]!, data[at + 2]!]
    const luma = 0.299 * r + 0.587 * g + 0.114 * b
    pixels[at] = Math.round(luma)
    pixels[at + 1] = Math.round(128 + (b - luma) / 1.772)
    pixels[at + 2] = Math.round(128 + (r - luma) / 1.402)
  }
  return tiffOfYcbcr(pixels, info)
}

/** A TIFF with masks, depth or infrared beside its colours. */
async function withBands(picture: Sharp, extra: number): Promise<Buffer> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const bands = channels + extra
  const pixels = Buffer.alloc(width * height * bands, 90)
  for (let at = 0; at < width * height; at++)
    data.copy(pixels, at * bands, at * channels, (at + 1) * channels)
  return tiffOfBands(pixels, info, { bands, colours: channels === 1 ? 1 : 3 })
}

function field(width: number, height: number, background: string, left: number, top: number) {
  return { input: { create: { width, height, channels: 3 as const, background } }, left, top }
}

/** The picture of a GIF in the middle of a larger screen. */
async function onLargerCanvas(gif: Buffer, width: number, height: number): Promise<Buffer> {
  const bytes = Buffer.from(gif)
  const table = (bytes[10]! & 0x80) === 0 ? 0 : 3 << ((bytes[10]! & 7) + 1)
  const descriptor = bytes.indexOf(0x2c, 13 + table)
  bytes.writeUInt16LE(width, 6)
  bytes.writeUInt16LE(height, 8)
  bytes.writeUInt16LE(20, descriptor + 1)
  bytes.writeUInt16LE(10, descriptor + 3)
  return bytes
}

/** Primaries and transfer (ITU-T H.273). */
const codes: readonly (readonly [name: string, primaries: number, transfer: number])[] = [
  ['sRGB by code', 1, 13],
  ['Display P3', 12, 13],
  ['BT.2020', 9, 14],
  ['BT.2020 of linear light', 9, 8],
  ['BT.2020 PQ', 9, 16],
  ['BT.2020 HLG', 9, 18],
  ['Display P3 PQ', 12, 16],
  ['the colours of television', 5, 5],
]

/** With chunks right behind its header, and nothing else that says what its colours are. */
function withPngChunks(png: Buffer, ...chunks: readonly Buffer[]): Buffer {
  return Buffer.concat([png.subarray(0, 33), ...chunks, png.subarray(33)])
}

function u32s(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length)
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, 4 * index)
  return bytes
}

function withBrand(heif: Buffer, brand: string): Buffer {
  const bytes = Buffer.from(heif)
  bytes.write(brand, 8, 'latin1')
  return bytes
}
