import type { Probe } from '../../library/image.ts'

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~'
/** Longest side, in pixels, of the pictures that the hashes are made of. */
const hashSide = 32
/** What compression leaves of a flat area, relative to its light. */
const tolerance = 1.15

/**
 * Whether a picture is all of one colour, or nearly black, by its BlurHash alone: no wave of it
 * reaches further than those that the hash finds in a flat area, whose cosines do not quite cancel
 * out.
 */
export function isOneColour({
  blurHash,
  width,
  height,
}: Pick<Probe, 'blurHash' | 'width' | 'height'>): boolean {
  const number = (text: string) =>
    text.split('').reduce((sum, digit) => 83 * sum + digits.indexOf(digit), 0)
  const [reach, mean] = [(number(blurHash.slice(1, 2)) + 1) / 166, number(blurHash.slice(2, 6))]
  const light = Math.max(...[mean >> 16, (mean >> 8) & 255, mean & 255].map(toLight))
  const shortSide = Math.max(
    1,
    Math.round((hashSide * Math.min(width, height)) / Math.max(width, height)),
  )
  return reach <= 1 / 166 + (tolerance * 2 * light) / shortSide
}

function toLight(value: number): number {
  const part = value / 255
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
}
