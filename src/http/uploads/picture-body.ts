import { KeyartError } from '../../errors.ts'
import { reasonForForeign } from '../../render/containers/foreign.ts'
import { pictureFamily, readableFormats } from '../../render/containers/signature.ts'
import { Base64Decoder } from './base64-decoder.ts'

/** Enough to tell what it is, in base64 too: of an SVG 64 KiB may be comments. */
const headBytes = 90_000

/** `data:image/png;base64,` and what else may stand there. */
const dataUrl = /^\s{0,99}data:[^,]{0,200};base64,/i

/**
 * The picture in the body of an upload, as it comes: what is done between two pieces takes no time
 * that others would notice. Emby and Jellyfin send base64 text, whatever the content type says;
 * others send the bytes. Content decides: no text in base64 begins as a picture does, but for that
 * of a GIF, which decodes to none.
 *
 * @throws KeyartError IMAGE_INVALID
 */
export async function* readPicture(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const rest = body[Symbol.asyncIterator]()
  try {
    const head = await takeHead(rest)
    if (head.length === 0)
      throw new KeyartError('IMAGE_INVALID', 'Expected an image as the body but it is empty')
    if (isPicture(head)) {
      yield head
      yield* remaining(rest)
    } else yield* decodeBase64(head, rest)
  } finally {
    await rest.return?.()
  }
}

async function* decodeBase64(head: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  const decoder = new Base64Decoder()
  const text = head.toString('latin1').replace(dataUrl, '')
  const isWhole = head.length < headBytes
  const begin = concat(decoder.push(text), isWhole ? decoder.end() : Buffer.alloc(0))
  if (begin === undefined || !isPicture(begin)) throw noPicture(begin ?? head)
  yield begin
  if (isWhole) return
  for await (const piece of remaining(rest)) {
    const decoded = decoder.push(piece.toString('latin1'))
    if (decoded === undefined) throw brokenBase64()
    yield decoded
  }
  const end = decoder.end()
  if (end === undefined) throw brokenBase64()
  yield end
}

/** What comes first: `headBytes` or more, or all there is. */
async function takeHead(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  const taken: Buffer[] = []
  let length = 0
  while (length < headBytes) {
    const next = await pieces.next()
    if (next.done === true) break
    taken.push(next.value)
    length += next.value.length
  }
  return Buffer.concat(taken)
}

async function* remaining(pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (;;) {
    const next = await pieces.next()
    if (next.done === true) return
    yield next.value
  }
}

function concat(one: Buffer | undefined, other: Buffer | undefined): Buffer | undefined {
  return one && other && Buffer.concat([one, other])
}

const isPicture = (bytes: Buffer) => pictureFamily(bytes) !== undefined

const noPicture = (bytes: Buffer) =>
  new KeyartError(
    'IMAGE_INVALID',
    `Expected an image as the body: ${readableFormats}, raw, in base64 or base64url, or as a ` +
      `file in a form (multipart/form-data). ${reasonForForeign(bytes)}`,
  )

const brokenBase64 = () =>
  new KeyartError('IMAGE_INVALID', 'Expected only base64 as the body but it goes on otherwise')
