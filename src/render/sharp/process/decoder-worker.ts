/**
 * Decodes what sharp does not, in a thread of its own: JavaScript would hold up all that the renderer
 * process has to say.
 */
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { decodeBmp, outlineBmp } from '../../containers/bmp.ts'
import type { RawPixels } from '../../containers/tiff-file.ts'
import type { DecoderAnswer, DecoderTask } from './decoder-messages.ts'

/** Of libheif, as far as it is used. What fails has a `code`. */
interface LibHeif {
  readonly heif_error_code: { readonly heif_error_Ok: unknown }
  readonly heif_colorspace: { readonly heif_colorspace_RGB: unknown }
  readonly heif_chroma: Readonly<Record<`heif_chroma_interleaved_${string}`, unknown>>
  heif_context_alloc(): unknown
  heif_context_free(context: unknown): void
  heif_image_handle_release(handle: unknown): void
  heif_image_release(image: unknown): void
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): Failed
  heif_js_context_get_primary_image_handle(context: unknown): Partial<Failed>
  heif_image_handle_has_alpha_channel(handle: unknown): number
  heif_js_decode_image2(handle: unknown, space: unknown, chroma: unknown): Decoded
}
interface Failed {
  readonly code: unknown
  readonly message: string
}
interface Decoded extends Partial<Failed> {
  readonly image?: unknown
  readonly channels?: readonly {
    readonly stride: number
    readonly width: number
    readonly height: number
    readonly bits_per_pixel: number
    readonly data: Uint8Array
  }[]
}

const complaintOf = ({ message }: Partial<Failed>) => message ?? 'No pixels'

let loaded: LibHeif | undefined

function decodeHeic(bytes: Uint8Array, isDeep: boolean): RawPixels | string {
  const library = (loaded ??= createRequire(import.meta.url)(
    'libheif-js/wasm-bundle.js',
  ) as LibHeif)
  const context = library.heif_context_alloc()
  try {
    const read = library.heif_context_read_from_memory(context, bytes)
    if (read.code !== library.heif_error_code.heif_error_Ok) return complaintOf(read)
    const image = library.heif_js_context_get_primary_image_handle(context)
    if (image.code !== undefined) return complaintOf(image)
    const pixels = decodeImage(library, image, isDeep)
    library.heif_image_handle_release(image)
    return pixels
  } finally {
    library.heif_context_free(context)
  }
}

function decodeImage(library: LibHeif, handle: unknown, isDeep: boolean): RawPixels | string {
  const hasAlpha = library.heif_image_handle_has_alpha_channel(handle) !== 0
  const chroma = isDeep ? `RRGGBB${hasAlpha ? 'AA' : ''}_LE` : hasAlpha ? 'RGBA' : 'RGB'
  const decoded = library.heif_js_decode_image2(
    handle,
    library.heif_colorspace.heif_colorspace_RGB,
    library.heif_chroma[`heif_chroma_interleaved_${chroma}`],
  )
  // Of more than 8 bits with opacity there are two, of which one is empty.
  const plane =
    decoded.channels?.findLast(({ data }) => data.some((byte) => byte !== 0)) ??
    decoded.channels?.[0]
  if (plane === undefined) return complaintOf(decoded)
  const channels = hasAlpha ? 4 : 3
  const { width, height } = plane
  const row = width * channels * (isDeep ? 2 : 1)
  const pixels = new Uint8Array(row * height)
  for (let y = 0; y < height; y++)
    pixels.set(plane.data.subarray(y * plane.stride, y * plane.stride + row), y * row)
  library.heif_image_release(decoded.image)
  if (isDeep) widen(pixels, plane.bits_per_pixel)
  return { width, height, channels, bits: isDeep ? 16 : 8, bytes: pixels }
}

/** From `bits` to 16. */
function widen(bytes: Uint8Array, bits: number): void {
  const values = new Uint16Array(bytes.buffer)
  const scale = 65_535 / (2 ** bits - 1)
  for (let at = 0; at < values.length; at++) values[at] = Math.round(values[at]! * scale)
}

function decode({ kind, bytes, isDeep }: DecoderTask): RawPixels | string {
  if (kind === 'heic') return decodeHeic(bytes, isDeep)
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { isWhole, ...pixels } = decodeBmp(buffer, outlineBmp(buffer)!)
  return isWhole ? pixels : 'Unexpected end of data'
}

parentPort!.on('message', (task: DecoderTask) => {
  const made = decode(task)
  const answer: DecoderAnswer =
    typeof made === 'string' ? { kind: 'failed', message: made } : { kind: 'pixels', pixels: made }
  const given = typeof made === 'string' ? [] : [made.bytes.buffer as ArrayBuffer]
  parentPort!.postMessage(answer, given)
})
