/** One image of one item, as announced. */
export interface ImageRef {
  readonly itemId: string
  readonly type: string
  readonly index: number
  /** Absent only where a client knows none; the URL is then not immutable. */
  readonly tag: string | undefined
  readonly blurHash: string | undefined
}

/** What a URL may ask for, in pixels of the picture (not of the page). */
export const sizeParameters = [
  'width',
  'height',
  'maxWidth',
  'maxHeight',
  'fillWidth',
  'fillHeight',
] as const
export type SizeParameter = (typeof sizeParameters)[number]

export const outputFormats = ['jpg', 'png', 'webp', 'avif', 'gif'] as const
export type OutputFormat = (typeof outputFormats)[number]

export type ImageRequest = Readonly<
  Partial<Record<SizeParameter, number>> & { quality?: number; format?: OutputFormat }
>

/** The path of an image, always in the same spelling, so that browsers cache it once. */
export function imageUrl(image: ImageRef, request: ImageRequest = {}): string {
  const path = `/Items/${encodeURIComponent(image.itemId)}/Images/${encodeURIComponent(image.type)}`
  const query = new URLSearchParams()
  for (const name of sizeParameters) {
    const value = request[name]
    if (value !== undefined) query.set(name, String(value))
  }
  if (request.quality !== undefined) query.set('quality', String(request.quality))
  if (request.format !== undefined) query.set('format', request.format)
  if (image.tag !== undefined) query.set('tag', image.tag)
  const text = query.toString()
  return `${path}${image.index > 0 ? `/${image.index}` : ''}${text === '' ? '' : `?${text}`}`
}

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
