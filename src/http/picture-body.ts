import { KeyartError } from '../errors.ts'
import { pictureFamily } from '../render/containers/signature.ts'

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
  if (pictureFamily(body) !== undefined) return body
  const decoded = decodeBase64(body)
  if (decoded !== undefined && pictureFamily(decoded) !== undefined) return decoded
  throw new KeyartError(
    'IMAGE_INVALID',
    'Expected a picture as the body, in base64 or as it is: JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF or SVG',
  )
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
