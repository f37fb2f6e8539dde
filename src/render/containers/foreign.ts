/** Formats that Keyart does not read, by how their files begin in hex, so that a reason names them. */
const signatures: readonly (readonly [name: string, ...begins: readonly string[]])[] = [
  ['JPEG XL', 'ff0a', '0000000c4a584c200d0a870a'],
  ['JPEG 2000', '0000000c6a5020200d0a870a', 'ff4fff51'],
  ['Photoshop (PSD)', '38425053'],
  ['Windows icon (ICO)', '00000100', '00000200'],
  ['PDF', '255044462d'],
  ['PostScript (EPS)', '25215053', 'c5d0d3c6'],
  ['Netpbm', ...[1, 2, 3, 4, 5, 6, 7].flatMap((kind) => [`503${kind}0a`, `503${kind}20`])],
  ['OpenEXR', '762f3101'],
  ['Radiance (HDR)', '233f52'],
  ['DirectDraw (DDS)', '44445320'],
  ['QOI', '716f6966'],
  ['FITS', '53494d504c4520203d'],
  ['compressed SVG (SVGZ)', '1f8b'],
  ['JPEG XR', '4949bc'],
  ['Matroska video', '1a45dfa3'],
]

/** Why bytes that begin like no format that is read are no picture. */
export function reasonForForeign(bytes: Buffer): string {
  const start = bytes.toString('hex', 0, 16)
  const name = signatures.find(([, ...begins]) => begins.some((hex) => start.startsWith(hex)))?.[0]
  if (name !== undefined) return `${name} is not supported`
  if (/^(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head)/i.test(bytes.toString('latin1', 0, 64)))
    return 'The file is a web page, not an image'
  return 'The file is not an image in a supported format'
}

/** How the pictures of a HEIF file may be encoded that are not read. */
const codecs: Readonly<Record<string, string>> = {
  avc1: 'H.264',
  j2k1: 'JPEG 2000',
  jpeg: 'JPEG',
  jxl1: 'JPEG XL',
  unci: 'uncompressed pixels',
  vvc1: 'VVC',
  vvi1: 'VVC',
  evc1: 'EVC',
  lhv1: 'layered HEVC',
}

export function reasonForCodec(codec: string): string {
  const name =
    codecs[codec] ?? (/^[\w ]{1,4}$/.test(codec) ? `the codec ${codec}` : 'an unknown codec')
  return `HEIC with ${name} is not supported`
}
