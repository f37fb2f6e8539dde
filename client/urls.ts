import type { ImageRef } from './images.ts'

/** The size parameters, in the order in which URLs have them. */
export const sizeNames = [
  'width',
  'height',
  'maxWidth',
  'maxHeight',
  'fillWidth',
  'fillHeight',
] as const

/** The formats that may be asked for by name. */
export const formatNames = ['jpg', 'png', 'webp', 'avif', 'gif'] as const

/** What the picture should be. Sizes in pixels of the picture, not of the page. */
export interface ImageRequest {
  /** Exact; with `height` too the picture is stretched. */
  readonly width?: number | undefined
  readonly height?: number | undefined
  /** Never enlarges. */
  readonly maxWidth?: number | undefined
  readonly maxHeight?: number | undefined
  /** A box that the picture just covers, uncropped; never enlarges. */
  readonly fillWidth?: number | undefined
  readonly fillHeight?: number | undefined
  /** 1 to 100. */
  readonly quality?: number | undefined
  readonly format?: (typeof formatNames)[number] | undefined
}

/**
 * The URL of an image, always spelt the same way for the same request, so that every cache holds
 * it once. It has the tag, so the answer may be kept for ever: a changed image has another URL.
 *
 * @param server base URL such as `http://127.0.0.1:8097`; `''` for URLs relative to the page's host
 */
export function imageUrl(server: string, image: ImageRef, request: ImageRequest = {}): string {
  const { owner, id, type, index, tag } = image
  const query = new URLSearchParams()
  for (const name of sizeNames) {
    const value = request[name]
    if (value !== undefined) query.set(name, String(Math.max(1, Math.round(value))))
  }
  if (request.quality !== undefined) query.set('quality', String(request.quality))
  if (request.format !== undefined) query.set('format', request.format)
  query.set('tag', tag)
  let base = server
  while (base.endsWith('/')) base = base.slice(0, -1)
  const place = index > 0 ? `/${index}` : ''
  return `${base}/${owner}/${encodeURIComponent(id)}/Images/${type}${place}?${query.toString()}`
}

/**
 * A `srcset` for pixel ratios: every size of `request` (in CSS pixels) multiplied by each ratio.
 *
 * `<img src={imageUrl(…)} srcset={srcset(…)}>`
 */
export function srcset(
  server: string,
  image: ImageRef,
  request: ImageRequest,
  ratios: readonly number[] = [1, 1.5, 2, 3],
): string {
  return ratios
    .map((ratio) => `${imageUrl(server, image, scaleRequest(request, ratio))} ${ratio}x`)
    .join(', ')
}

/** The same request for a screen with `ratio` device pixels to a CSS pixel; rounded up. */
export function scaleRequest(request: ImageRequest, ratio: number): ImageRequest {
  const scaled: { -readonly [K in keyof ImageRequest]: ImageRequest[K] } = { ...request }
  for (const name of sizeNames) {
    const value = request[name]
    if (value !== undefined) scaled[name] = Math.ceil(value * ratio)
  }
  return scaled
}
