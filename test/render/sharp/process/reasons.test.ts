import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { probe } from '../../../../src/render/sharp/process/probe.ts'
import { bmps } from '../../../support/corpus/bmp.ts'
import { codedOf, heifOf } from '../../../support/corpus/heif-file.ts'
import { soundOriginals } from '../../../support/corpus/sound-originals.ts'
import { noise, quarters, write } from '../../../support/pictures.ts'
import { temporaryFolder } from '../../../support/temporary.ts'

const limits = { maxSourceBytes: 1e6, maxSourcePixels: 1e5, svgTimeout: 10_000 }

test('issue 15, point 5: a fault has one reason, in words, whatever the format', async () => {
  await using folder = await temporaryFolder()
  const reasonFor = async (bytes: Buffer) => {
    const outcome = await probe(await write(join(folder.path, 'x'), bytes), limits)
    return outcome.kind === 'problem' ? outcome.reason : outcome.kind
  }
  const cutOff = 'The image is cut off'
  // Of a pyramid the first page is all that is shown, and the smaller ones follow it.
  const originals = (await soundOriginals()).filter(({ name }) => name !== 'BigTIFF pyramid')
  for (const { name, bytes } of originals)
    // Half of it, and all but its last tenth.
    for (const part of [0.5, 0.9])
      assert.equal(
        await reasonFor(bytes.subarray(0, bytes.length * part)),
        cutOff,
        `${name} ${part}`,
      )
  for (const [name, bytes] of Object.entries(bmps))
    assert.equal(await reasonFor(bytes.subarray(0, bytes.length - 60)), cutOff, name)

  const coded = codedOf(await quarters(32, 32).avif().toBuffer(), 32, 32)
  const withCodec = (type: string) => heifOf([{ ...coded, type }], { brand: 'heic' })
  const tiff = await quarters(32, 32).tiff({ compression: 'none' }).toBuffer()
  const withCompression = (number: number) => withTiffShort(tiff, 259, number)
  const withPhotometric = (number: number) => withTiffShort(tiff, 262, number)
  const jpeg = await quarters(32, 32).jpeg().toBuffer()
  const withFrame = (marker: number, bits = 8) => {
    const changed = Buffer.from(jpeg)
    const at = jpeg.indexOf(Buffer.from('ffc0', 'hex'))
    changed[at + 1] = marker
    changed[at + 4] = bits
    return changed
  }
  const noPicture = 'The file is not an image in a supported format'
  const png = await quarters(90, 90).png({ palette: false }).toBuffer()
  const garbled = Buffer.from(png).fill(0x55, 60, png.length - 20)
  const reasons: readonly (readonly [Buffer, string])[] = [
    [Buffer.alloc(0), 'The file is empty'],
    [Buffer.alloc(500), noPicture],
    [Buffer.from('this is no picture'), noPicture],
    [Buffer.from('<!DOCTYPE html><title>404</title>'), 'The file is a web page, not an image'],
    [Buffer.from('ff0a00', 'hex'), 'JPEG XL is not supported'],
    [Buffer.from('0000000c4a584c200d0a870a', 'hex'), 'JPEG XL is not supported'],
    [withCodec('vvc1'), 'HEIC with VVC is not supported'],
    [withCodec('jpeg'), 'HEIC with JPEG is not supported'],
    [withCodec('abcd'), 'HEIC with the codec abcd is not supported'],
    [garbled, 'The image is damaged and cannot be decoded'],
    [withCompression(50_000), 'TIFF with Zstandard is not supported'],
    [withCompression(34_712), 'TIFF with JPEG 2000 is not supported'],
    [withCompression(12_345), 'TIFF with the compression 12345 is not supported'],
    [withPhotometric(32_803), 'TIFF with raw data of a camera is not supported'],
    [withPhotometric(10), 'The image is damaged and cannot be decoded'],
    [withFrame(0xc0, 12), 'JPEG of this kind (baseline, 12 bits) is not supported'],
    [withFrame(0xc5), 'JPEG of this kind (hierarchical, 8 bits) is not supported'],
    [withFrame(0xca), 'JPEG of this kind (arithmetic, 8 bits) is not supported'],
    [
      await noise(700, 700).png().toBuffer(),
      'Expected at most 1000000 bytes (limits.maxSourceBytes) but the file has 1',
    ],
    [
      await quarters(400, 300).png().toBuffer(),
      'Expected at most 100000 pixels (limits.maxSourcePixels) but the image has',
    ],
    [
      await quarters(400, 300).avif().toBuffer(),
      'Expected at most 100000 pixels (limits.maxSourcePixels) but the image has',
    ],
  ]
  for (const [bytes, reason] of reasons) {
    const found = await reasonFor(bytes)
    assert.ok(found.startsWith(reason), `${reason}: ${found}`)
  }
})

/** A TIFF in little-endian order with another number in an entry of its first directory. */
function withTiffShort(tiff: Buffer, tag: number, value: number): Buffer {
  const bytes = Buffer.from(tiff)
  const start = bytes.readUInt32LE(4)
  for (let entry = 0; entry < bytes.readUInt16LE(start); entry++) {
    const at = start + 2 + 12 * entry
    if (bytes.readUInt16LE(at) === tag) bytes.writeUInt16LE(value, at + 8)
  }
  return bytes
}
