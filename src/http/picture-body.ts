import { KeyartError } from '../errors.ts'

/** The beginnings of the formats that Keyart reads. */
const signatures: readonly ((bytes: Buffer) => boolean)[] = [
  (bytes) => startsWith(bytes, 'ffd8ff'),
  (bytes) => startsWith(bytes, '89504e470d0a1a0a'),
  (bytes) => /^GIF8[79]a/.test(text(bytes, 0, 6)),
  (bytes) => text(bytes, 0, 4) === 'RIFF' && text(bytes, 8, 12) === 'WEBP',
  // AVIF and HEIC.
  (bytes) => text(bytes, 4, 8) === 'ftyp',
  (bytes) => startsWith(bytes, '49492a00') || startsWith(bytes, '4d4d002a'),
  // SVG, perhaps after a declaration and comments.
  (bytes) => /^(?:\xef\xbb\xbf)?\s*<(?:svg|[?!])/i.test(text(bytes, 0, 64)) && hasSvg(bytes),
]

function startsWith(bytes: Buffer, hex: string): boolean {
  return bytes.subarray(0, hex.length / 2).toString('hex') === hex
}

function text(bytes: Buffer, start: number, end: number): string {
  return bytes.subarray(start, end).toString('latin1')
}

function hasSvg(bytes: Buffer): boolean {
  return /<svg[\s>]/i.test(text(bytes, 0, 64 * 1024))
}

/**
 * The picture in the body of an upload. Emby and Jellyfin send base64 text, whatever the content
 * type says; others send the bytes. Content decides: no text in base64 begins as a picture does,
 * but for that of a GIF, which decodes to none.
 *
 * @throws KeyartError IMAGE_INVALID
 */
export function readPicture(body: unknown): Buffer {
  if (!Buffer.isBuffer(body) || body.length === 0)
    throw new KeyartError('IMAGE_INVALID', 'Expected a picture as the body but it is empty')
  if (isPicture(body)) return body
  const decoded = decodeBase64(body)
  if (decoded !== undefined && isPicture(decoded)) return decoded
  throw new KeyartError(
    'IMAGE_INVALID',
    'Expected a picture as the body, in base64 or as it is: JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or SVG',
  )
}

function isPicture(bytes: Buffer): boolean {
  return signatures.some((matches) => matches(bytes))
}

/** Also with line ends, without padding, and as a `data:` URL. */
function decodeBase64(body: Buffer): Buffer | undefined {
  const encoded = body
    .toString('latin1')
    .replace(/^\s*data:[^,]{0,200};base64,/i, '')
    .replaceAll(/\s+/g, '')
  return /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) && encoded.length % 4 !== 1
    ? Buffer.from(encoded, 'base64')
    : undefined
}
