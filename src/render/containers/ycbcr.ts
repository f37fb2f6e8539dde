/** How a TIFF codes its colours (TIFF 6.0, 21). */
export interface YcbcrCoding {
  /** Parts of red, green and blue in luma. */
  readonly coefficients: readonly [number, number, number]
  /** Black and white of luma, then of both differences of colour. */
  readonly reference: readonly [number, number, number, number, number, number]
}

/** Of a file that says nothing: ITU-R BT.601, in the full range. */
export const usualCoding: YcbcrCoding = {
  coefficients: [0.299, 0.587, 0.114],
  reference: [0, 255, 128, 255, 128, 255],
}

/** Luma and differences of colour in 8 bits, pixel by pixel, made red, green and blue in place. */
export function ycbcrToRgb(pixels: Uint8Array, { coefficients, reference }: YcbcrCoding): void {
  const [r, g, b] = coefficients
  const [black, white, zeroB, fullB, zeroR, fullR] = reference
  const luma = 255 / (white - black)
  const [blueStep, redStep] = [127 / (fullB - zeroB), 127 / (fullR - zeroR)]
  // Rounds and clamps.
  const samples = new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length)
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const y = (pixels[at]! - black) * luma
    const red = y + (pixels[at + 2]! - zeroR) * redStep * (2 - 2 * r)
    const blue = y + (pixels[at + 1]! - zeroB) * blueStep * (2 - 2 * b)
    samples[at] = red
    samples[at + 1] = (y - b * blue - r * red) / g
    samples[at + 2] = blue
  }
}
