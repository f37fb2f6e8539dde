import { isCutOff } from '../../containers/cut.ts'
import { reasonForKind } from '../../containers/unsupported.ts'
import type { SourceLimits } from '../messages.ts'

/** A reason, in words for people, for which an original is not to be announced. */
export class Unfit extends Error {}

/** @throws Unfit for more pixels than an original may have */
export function requirePixels(
  width: number,
  height: number,
  { maxSourcePixels }: SourceLimits,
  frames = 1,
): void {
  if (width * height * frames <= maxSourcePixels) return
  const size = `${width} x ${height}${frames === 1 ? '' : ` x ${frames}`}`
  throw new Unfit(
    `Expected at most ${maxSourcePixels} pixels (limits.maxSourcePixels) but the image has ${size}`,
  )
}

/** @throws Unfit for a picture of which nothing is to be seen */
export function requireArea(size: { readonly width: number; readonly height: number }): void {
  const { width, height } = size
  if (!(width > 0 && height > 0))
    throw new Unfit(`The image has no area: it is ${width} x ${height}`)
}

/** What decoders say of bytes that end too early. */
const cutOff =
  /premature end|unexpected end|truncated|end of (?:file|stream|data)|read error|bad seek/i

/** Why an original does not decode, in words that do not depend on the decoder's. */
export function reasonFor(
  error: unknown,
  bytes: Buffer,
  { maxSourcePixels }: SourceLimits,
): string {
  if (error instanceof Unfit) return error.message
  const text = error instanceof Error ? error.message : ''
  if (/exceeds pixel limit/i.test(text))
    return `Expected at most ${maxSourcePixels} pixels (limits.maxSourcePixels) but the image has more`
  if (/channel limit/i.test(text)) return 'Images with this many channels are not supported'
  if (isCutOff(bytes) || cutOff.test(text)) return 'The image is cut off'
  return reasonForKind(bytes) ?? 'The image is damaged and cannot be decoded'
}
