import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import sharp from 'sharp'
import { openDecoder } from '../../../../src/render/sharp/process/decode.ts'
import { probe } from '../../../../src/render/sharp/process/probe.ts'
import { write } from '../../../support/pictures.ts'
import { temporaryFolder } from '../../../support/temporary.ts'

const limits = { maxSourceBytes: 1e7, maxSourcePixels: 1e7, svgTimeout: 10_000 }
const pixels = Buffer.alloc(12, 200)

/** Real pictures of formats that libvips has a decoder for, or had: 2 x 2 pixels. */
const foreign: Readonly<Record<string, Buffer>> = {
  ppm: Buffer.concat([Buffer.from('P6\n2 2\n255\n'), pixels]),
  pgm: Buffer.from('P2\n2 2\n255\n1 2 3 4\n'),
  pfm: Buffer.concat([Buffer.from('PF\n2 2\n-1.0\n'), Buffer.alloc(48)]),
  pam: Buffer.concat([
    Buffer.from('P7\nWIDTH 2\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nTUPLTYPE RGB\nENDHDR\n'),
    pixels,
  ]),
  hdr: Buffer.concat([
    Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 2 +X 2\n'),
    Buffer.alloc(16, 128),
  ]),
  fits: Buffer.concat([
    Buffer.from(
      [
        'SIMPLE  =                    T',
        'BITPIX  =                    8',
        'NAXIS   =                    2',
        'NAXIS1  =                    2',
        'NAXIS2  =                    2',
        'END',
      ]
        .map((card) => card.padEnd(80))
        .join('')
        .padEnd(2880),
    ),
    Buffer.alloc(2880),
  ]),
  csv: Buffer.from('1,2\n3,4\n'),
  mat: Buffer.from('2 2\n1 2\n3 4\n'),
  pdf: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj trailer<</Root 1 0 R>>',
  ),
  eps: Buffer.from('%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n'),
  jp2: Buffer.from('0000000c6a5020200d0a870a00000014667479706a703220000000006a703220', 'hex'),
  jxl: Buffer.from('ff0a', 'hex'),
  'jxl in boxes': Buffer.from('0000000c4a584c200d0a870a', 'hex'),
  psd: Buffer.from('384250530001000000000000000300000002000000020008000300000000', 'hex'),
  ico: Buffer.from('00000100010002020000010018004600000016000000', 'hex'),
  mvg: Buffer.from(
    'push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 "x.png"\npop graphic-context',
  ),
}

test('GHSA-f88m-g3jw-g9cj, CVE-2026-70652: only the decoders of formats that are read are open', async () => {
  await using folder = await temporaryFolder()
  const raw = () => sharp(pixels, { raw: { width: 2, height: 2, channels: 3 } })
  await raw().toFile(join(folder.path, 'own.v'))
  const own = await readFile(join(folder.path, 'own.v'))
  for (const [name, bytes] of Object.entries({ ...foreign, v: own })) {
    // Under its own name, and under that of a picture.
    for (const file of [`x.${name}`, 'poster.png']) {
      const path = await write(join(folder.path, file), bytes)
      const outcome = await probe(path, limits)
      assert.ok(
        outcome.kind === 'problem' &&
          /not supported|not an image in a supported format/.test(outcome.reason),
        file,
      )
    }
    // Nor would libvips make anything of it by itself.
    await assert.rejects(openDecoder(bytes, limits).metadata(), /unsupported|corrupt/, name)
  }
  // The decoders that take names of files are shut, too.
  await write(join(folder.path, 'x.png'), raw().png())
  for (const name of ['x.v', 'x.png', 'x.csv', 'x.mat'])
    await assert.rejects(sharp(join(folder.path, name)).metadata(), /unsupported/, name)
})

test('GHSA-54xq-cgqr-rpm3, CVE-2023-4863, CVE-2025-29769, CVE-2026-114113, CVE-2026-33327, CVE-2026-33328, CVE-2026-35590, CVE-2026-35591, CVE-2026-69242: the decoders are those with the corrections', () => {
  const atLeast = (name: keyof typeof sharp.versions, ...wanted: readonly number[]) => {
    const found = sharp.versions[name]!.split('.').map(Number)
    const differs = wanted.findIndex((part, place) => part !== found[place])
    assert.ok(differs === -1 || found[differs]! > wanted[differs]!, `${name} ${found.join('.')}`)
  }
  atLeast('sharp', 0, 35, 5)
  atLeast('vips', 8, 18, 3)
  atLeast('webp', 1, 3, 2)
})
