import type { Sharp } from 'sharp'
import type { SourceFormat } from '../../../src/library/image.ts'
import { animation, disc, noise, quarters } from '../pictures.ts'
import { drawPicture } from '../tree.ts'

export interface SoundOriginal {
  readonly name: string
  readonly format: SourceFormat
  readonly bytes: Buffer
}

let made: Promise<readonly SoundOriginal[]> | undefined

/** Small pictures that are as they should be, of every format in the forms that it has. */
export function soundOriginals(): Promise<readonly SoundOriginal[]> {
  made ??= make()
  return made
}

async function make(): Promise<readonly SoundOriginal[]> {
  const photo = () => noise(48, 32).blur(2)
  const one = async (name: string, format: SourceFormat, picture: Sharp | Buffer) => ({
    name,
    format,
    bytes: Buffer.isBuffer(picture) ? picture : await picture.toBuffer(),
  })
  return await Promise.all([
    one('JPEG', 'jpeg', photo().jpeg()),
    one('progressive JPEG', 'jpeg', photo().jpeg({ progressive: true })),
    one('JPEG of mozjpeg', 'jpeg', photo().jpeg({ mozjpeg: true })),
    one('grey JPEG', 'jpeg', photo().greyscale().jpeg()),
    one('CMYK JPEG', 'jpeg', photo().toColourspace('cmyk').jpeg()),
    one(
      'turned JPEG with a profile',
      'jpeg',
      photo().withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg(),
    ),
    one('PNG', 'png', photo().png()),
    one('PNG with transparency', 'png', disc(40).png()),
    one('interlaced PNG', 'png', photo().png({ progressive: true })),
    one('PNG of 16 bits', 'png', photo().toColourspace('rgb16').png()),
    one('PNG with a palette', 'png', quarters(40, 30).png({ palette: true })),
    one('WebP', 'webp', photo().webp()),
    one('lossless WebP', 'webp', disc(40).webp({ lossless: true })),
    one('moving WebP', 'webp', await animation(24, 4, 'webp')),
    one('GIF', 'gif', quarters(40, 30).gif()),
    one('moving GIF', 'gif', await animation(24, 4, 'gif')),
    one('AVIF', 'avif', photo().avif({ effort: 0 })),
    one('AVIF with transparency', 'avif', disc(40).avif({ effort: 0 })),
    one('lossless AVIF', 'avif', photo().avif({ effort: 0, lossless: true })),
    one('TIFF', 'tiff', photo().tiff({ compression: 'none' })),
    one('deflated TIFF', 'tiff', photo().tiff({ compression: 'deflate', predictor: 'horizontal' })),
    one(
      'TIFF of LZW in tiles',
      'tiff',
      photo().tiff({ compression: 'lzw', tile: true, tileWidth: 16, tileHeight: 16 }),
    ),
    one('TIFF with JPEG within', 'tiff', photo().tiff({ compression: 'jpeg' })),
    one('TIFF of one bit', 'tiff', photo().toColourspace('b-w').tiff({ bitdepth: 1 })),
    one(
      'BigTIFF pyramid',
      'tiff',
      photo().tiff({ bigtiff: true, pyramid: true, tile: true, tileWidth: 16, tileHeight: 16 }),
    ),
    one('SVG', 'svg', (await drawPicture(3, 'svg')).bytes),
    one('SVG with filter, mask and use', 'svg', Buffer.from(richSvg)),
  ])
}

const richSvg = `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY c "red">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30" width="40" height="30">
<style>.a{fill:&c;stroke:#00f}</style><defs><filter id="f"><feGaussianBlur stdDeviation="1"/></filter>
<linearGradient id="g"><stop offset="0" stop-color="lime"/><stop offset="1"/></linearGradient>
<mask id="m"><circle cx="20" cy="15" r="12" fill="white"/></mask><path id="p" d="M1 1h9l3 7z" class="a"/></defs>
<rect width="40" height="30" fill="url(#g)" mask="url(#m)"/><use xlink:href="#p" transform="rotate(9)" filter="url(#f)"/>
<text x="3" y="20" font-size="9">Ab</text></svg>`
