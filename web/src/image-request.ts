import type { ImageRequest } from '../../client/index.ts'

/**
 * Device pixels that a side of `cssPixels` needs, at least; rounded up to a multiple of `step`, so
 * that windows of about the same width share one cached picture.
 */
export function devicePixels(cssPixels: number, ratio: number, step = 20): number {
  return Math.max(step, Math.ceil((cssPixels * ratio) / step) * step)
}

/** The request for a picture that covers a box on the page, as jellyfin-web asks for posters. */
export function fillRequest(
  cssWidth: number,
  cssHeight: number,
  ratio: number,
  step = 20,
): ImageRequest {
  return {
    fillWidth: devicePixels(cssWidth, ratio, step),
    fillHeight: devicePixels(cssHeight, ratio, step),
    quality: 90,
  }
}
