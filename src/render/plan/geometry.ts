/** A size in whole pixels, each side at least 1. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The size parameters of the wire. */
export const sizeNames = [
  'width',
  'height',
  'maxWidth',
  'maxHeight',
  'fillWidth',
  'fillHeight',
] as const

/** Values of the size parameters. Absent or not above 0 means: not asked for. */
export type SizeQuery = { readonly [Name in (typeof sizeNames)[number]]?: number }

/** A part of a picture, in whole pixels from its upper left. */
export interface Box extends Size {
  readonly left: number
  readonly top: number
}

/** Half to even, as .NET's `Convert.ToInt32(double)`. */
export function halfEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}

/**
 * Half to even: Jellyfin and Emby clients lay out their cards by these numbers. Never 0, for an
 * image has at least one pixel a side.
 */
export function roundHalfEven(value: number): number {
  return Math.max(1, halfEven(value))
}

// The order of the operations is Jellyfin's (DrawingUtils), so that the doubles are the same.
function withWidth(size: Size, width: number): Size {
  return { width, height: roundHalfEven((width / size.width) * size.height) }
}

function withHeight(size: Size, height: number): Size {
  return { width: roundHalfEven((height / size.height) * size.width), height }
}

/** Jellyfin's `Resize`: exact sizes first (both distort), then max-height, then max-width. */
function resize(original: Size, query: SizeQuery): Size {
  let size = original
  if (query.width !== undefined && query.height !== undefined)
    size = { width: query.width, height: query.height }
  else if (query.height !== undefined) size = withHeight(size, query.height)
  else if (query.width !== undefined) size = withWidth(size, query.width)
  if (query.maxHeight !== undefined && query.maxHeight < size.height)
    size = withHeight(size, query.maxHeight)
  if (query.maxWidth !== undefined && query.maxWidth < size.width)
    size = withWidth(size, query.maxWidth)
  return size
}

/** Jellyfin's `ResizeFill`: shrinks until the box is just covered; crops and enlarges never. */
function resizeFill(size: Size, query: SizeQuery): Size {
  if (query.fillWidth === undefined && query.fillHeight === undefined) return size
  // A side that is missing counts as 1, so that the other one decides.
  const ratio = Math.min(size.width / (query.fillWidth ?? 1), size.height / (query.fillHeight ?? 1))
  if (ratio < 1) return size
  // Ceiling: the result must cover the box.
  return { width: Math.ceil(size.width / ratio), height: Math.ceil(size.height / ratio) }
}

/**
 * The size of the image that `query` asks for, of an original of size `original`.
 *
 * `width` alone fixes the width, `height` alone the height, both force the size and stretch the
 * picture; these may enlarge. `max…` and `fill…` only ever shrink.
 */
export function planSize(original: Size, query: SizeQuery): Size {
  return resizeFill(resize(original, query), query)
}

/**
 * Jellyfin 12's `ScaleDownToFit`: nothing is enlarged. What is larger than the original on either
 * side becomes smaller, in the shape that was asked for.
 */
export function withoutEnlarging(size: Size, original: Size): Size {
  if (size.width <= original.width && size.height <= original.height) return size
  const scale = Math.min(original.width / size.width, original.height / size.height)
  return {
    width: Math.min(original.width, roundHalfEven(size.width * scale)),
    height: Math.min(original.height, roundHalfEven(size.height * scale)),
  }
}

/** Every size that `query` asks for, up to the next multiple of `step`; 0 leaves all as they are. */
export function roundUp(query: SizeQuery, step: number): SizeQuery {
  if (step === 0) return query
  const rounded: Partial<Record<(typeof sizeNames)[number], number>> = {}
  for (const name of sizeNames) {
    const value = query[name]
    if (value !== undefined) rounded[name] = Math.ceil(value / step) * step
  }
  return rounded
}

/** The largest size of the same shape with at most `pixels` pixels and no side above `side`. */
export function fitPixels(size: Size, pixels: number, side: number): Size {
  const scale = Math.min(
    1,
    Math.sqrt(pixels / (size.width * size.height)),
    side / Math.max(size.width, size.height),
  )
  if (scale === 1) return size
  const width = Math.min(side, Math.max(1, Math.floor(size.width * scale)))
  // A very long strip: one side is 1 already, the other must give way alone.
  const height = Math.min(side, Math.max(1, Math.floor(size.height * scale)))
  return {
    width: Math.min(width, Math.floor(pixels / Math.min(height, pixels))),
    height: Math.min(height, Math.floor(pixels / Math.min(width, pixels))),
  }
}
