import { stat } from 'node:fs/promises'
import type { Metadata } from 'sharp'
import type { Probe } from '../../../library/image.ts'
import { encodeBlurHash } from './blur-hash.ts'
import { outlineJpeg } from '../../containers/jpeg.ts'
import { reasonToRefuse } from '../../containers/refusal.ts'
import { pictureFamily } from '../../containers/signature.ts'
import { sizeOfSvg } from '../../containers/svg.ts'
import type { ProbeOutcome } from '../../renderer.ts'
import { formatOf } from './decode.ts'
import type { DecodingLimits, SourceLimits } from '../messages.ts'
import { requireAllPixels } from './bare-jpeg.ts'
import { tryDrawing } from './drawing.ts'
import { readOriginal, tagOf } from './original.ts'
import { prepareSource } from './prepare-source.ts'
import { reasonFor, requireArea, requirePixels } from './reasons.ts'
import { openSource, type Source } from './source.ts'
import { SvgTimeoutError, withSvgTimeout } from './svg-timeout.ts'

/** Opens an original once: what it is, whether it decodes to the end, how it looks from afar. */
export async function probe(path: string, limits: DecodingLimits): Promise<ProbeOutcome> {
  let original
  try {
    original = await readOriginal(path, limits.maxSourceBytes)
  } catch (error) {
    return await unreadable(path, error)
  }
  if (original === undefined) return { kind: 'missing' }
  const { bytes, stamp } = original
  const problem = (reason: string): ProbeOutcome => ({ kind: 'problem', reason, stamp })
  if (stamp.bytes > limits.maxSourceBytes)
    return problem(
      `Expected at most ${limits.maxSourceBytes} bytes (limits.maxSourceBytes) but the file has ${stamp.bytes}`,
    )
  if (bytes.length === 0) return problem('The file is empty')
  try {
    const described = await withSvgTimeout(bytes, limits, () => describe(bytes, limits))
    if (typeof described === 'string') return problem(described)
    return { kind: 'image', probe: described, stamp }
  } catch (error) {
    if (error instanceof SvgTimeoutError) throw error
    return problem(reasonFor(error, bytes, limits))
  }
}

/** A file that is there but cannot be opened or read: no permission, a disk error, … */
async function unreadable(path: string, error: unknown): Promise<ProbeOutcome> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  const reason = `The file cannot be read: ${code}`
  try {
    const { size, mtimeMs, ctimeMs } = await stat(path)
    const stamp = { bytes: size, mtimeMs, ctimeMs }
    // Granting the permission changes the stamp. A disk that works again does not.
    return code === 'EACCES' || code === 'EPERM'
      ? { kind: 'problem', reason, stamp }
      : { kind: 'unreadable', reason }
  } catch {
    return { kind: 'missing' }
  }
}

/** The reason in words when the bytes are an image that is not to be announced. */
async function describe(bytes: Buffer, limits: DecodingLimits): Promise<Probe | string> {
  const refusal = reasonToRefuse(bytes)
  if (refusal !== undefined) return refusal
  if (pictureFamily(bytes) === 'jpeg' && outlineJpeg(bytes).ending === 'bare')
    await requireAllPixels(bytes, limits)
  const source = await prepareSource(bytes, limits)
  if (source.drawing !== undefined) requireArea(sizeOfSvg(source.drawing))
  const metadata = await openSource(source, limits).metadata()
  const format = source.format ?? formatOf(metadata)
  if (format === undefined) return `Images in the format ${metadata.format} are not supported`
  const frames = isAnimation(format, source) ? (source.frames ?? metadata.pages ?? 1) : 1
  const { width, height } = metadata.autoOrient
  requireArea({ width, height })
  if (Math.max(width, height) > maxSide)
    return `Expected at most ${maxSide} pixels per side but the image is ${width} x ${height}`
  requirePixels(width, height, limits, frames)
  if (source.drawing !== undefined) await tryDrawing(source, limits, { width, height })
  return {
    tag: tagOf(bytes),
    width,
    height,
    format,
    bytes: bytes.length,
    blurHash: await blurHash(source, limits, { width, height, frames }),
    hasAlpha: metadata.hasAlpha || source.showsCanvas === true,
    frames,
    servableAsIs:
      (metadata.orientation ?? 1) === 1 &&
      !isForeign(metadata) &&
      isCommon(bytes) &&
      source.isForeign !== true &&
      source.isWide !== true,
  }
}

/** What GIF can hold. Scaling two million pixels of width by 32 lines takes 11 s. */
const maxSide = 65_535

/** TIFF and HEIF pages are separate pictures; the first one is meant. */
function isAnimation(format: string, { apng }: Source): boolean {
  return format === 'gif' || format === 'webp' || apng !== undefined
}

/** Colours that not every viewer shows right, so that the original must not go out as it is. */
function isForeign(metadata: Metadata): boolean {
  return metadata.space === 'cmyk' || metadata.space === 'lab' || metadata.space === 'hsv'
}

/** Whether browsers know how it is encoded. */
function isCommon(bytes: Buffer): boolean {
  return pictureFamily(bytes) !== 'jpeg' || outlineJpeg(bytes).isCommon
}

/** Longest side, in pixels, of the picture that a BlurHash is made of; it holds 9 waves at most. */
const hashSide = 32

/**
 * BlurHash with as many components as Jellyfin takes: tiles nearly square, about 16 of them. All
 * frames are decoded, so that a truncated animation is found, too.
 */
async function blurHash(
  source: Source,
  limits: SourceLimits,
  { width, height, frames }: { width: number; height: number; frames: number },
): Promise<string> {
  const scale = hashSide / Math.max(width, height)
  const small = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  }
  const pixels = await openSource(source, limits, { animated: frames > 1 })
    .autoOrient()
    .resize({ ...small, fit: 'fill' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer()
  const x = Math.sqrt((16 * width) / height)
  const y = (x * height) / width
  const first = pixels.subarray(0, small.width * small.height * 4)
  return encodeBlurHash(
    { pixels: first, ...small },
    { x: Math.min(Math.trunc(x) + 1, 9), y: Math.min(Math.trunc(y) + 1, 9) },
  )
}
