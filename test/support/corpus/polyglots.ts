import sharp from 'sharp'
import type { BadOriginal } from './bad-original.ts'
import { jpegSegment, withSegments } from './jpeg.ts'
import { blackPng, pngChunk } from './png.ts'

/** What must never be run, nor be in a picture that was made. */
export const payload = '<script>alert("keyart")</script>'

/** Pictures that are something else, too, for a reader who goes by other marks than the first. */
export async function picturePolyglots(): Promise<readonly BadOriginal[]> {
  const square = sharp({ create: { width: 40, height: 30, channels: 3, background: '#336699' } })
  const [jpeg, gif, webp, avif, tiff] = await Promise.all([
    square.jpeg().toBuffer(),
    square.gif().toBuffer(),
    square.webp().toBuffer(),
    square.avif({ effort: 0 }).toBuffer(),
    square.tiff().toBuffer(),
  ])
  const behind = (bytes: Buffer, text: string) => Buffer.concat([bytes, Buffer.from(text)])
  const comment = (text: string) => withSegments(jpeg, jpegSegment(0xfe, Buffer.from(text)))
  const script = Buffer.from(gif)
  return [
    { name: 'GIF and JavaScript', bytes: behind(script, `*/=1;${payload}`) },
    {
      name: 'JPEG and ZIP',
      bytes: behind(jpeg, `PK\x03\x04${payload}PK\x05\x06${'\0'.repeat(18)}`),
    },
    { name: 'JPEG and HTML', bytes: comment(`<html><body>${payload}`) },
    { name: 'JPEG and PDF', bytes: comment(`%PDF-1.7 ${payload} %%EOF`) },
    { name: 'JPEG and PHP', bytes: behind(jpeg, `<?php system($_GET["c"]); ?>${payload}`) },
    {
      name: 'PNG and HTML',
      bytes: behind(blackPng(40, 30, [pngChunk('tEXt', Buffer.from(`k\0${payload}`))]), payload),
    },
    { name: 'WebP and HTML', bytes: behind(webp, payload) },
    { name: 'AVIF and HTML', bytes: behind(avif, payload) },
    { name: 'TIFF and HTML', bytes: behind(tiff, payload) },
    {
      name: 'SVG and a script',
      bytes: Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" onload='alert("keyart")'><rect width="9" height="9"/>${payload}</svg>`,
      ),
    },
  ]
}

/** What only has the name of a picture, or says that it is one. */
export const strangers: readonly BadOriginal[] = [
  ['HTML', `<!doctype html><title>x</title>${payload}`],
  ['HTML with an SVG', `<html><svg xmlns="http://www.w3.org/2000/svg"></svg>${payload}`],
  ['JavaScript', 'alert("keyart")'],
  ['PDF', `%PDF-1.7 ${payload} %%EOF`],
  ['PDF that begins late', `\n\n%PDF-1.7 \xff\xd8\xff ${payload}`],
  ['ZIP', 'PK\x03\x04'],
  ['MP4', '\0\0\0\x18ftypmp42\0\0\0\0mp42isom'],
  ['executable', '\x7fELF\x02\x01\x01'],
  ['playlist', '#EXTM3U\nhttp://127.0.0.1/'],
  ['drawing of ImageMagick', 'push graphic-context\nimage over 0,0 0,0 "/etc/passwd"\npop'],
  ['nothing', ''],
].map(([name = '', text = '']) => ({ name, bytes: Buffer.from(text, 'latin1') }))
