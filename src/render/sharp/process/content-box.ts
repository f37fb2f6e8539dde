import type { Box, Size } from '../../plan/geometry.ts'

/** RGBA pixels of 8 bits, row by row. */
export type Pixels = Size & { readonly rgba: Uint8Array }

type IsBlank = (rgba: Uint8Array, at: number) => boolean

const isTransparent: IsBlank = (rgba, at) => rgba[at + 3] === 0
const isWhite: IsBlank = (rgba, at) =>
  rgba[at] === 255 && rgba[at + 1] === 255 && rgba[at + 2] === 255 && rgba[at + 3] === 255

/**
 * What is left of a picture without its blank margin: a fully transparent one, and then, where
 * what is left is opaque, a pure white one. (Emby takes transparent and white for the same, and so
 * cuts into white letters on nothing, which most logos are.) A picture that is blank all over
 * stays as it is.
 */
export function contentBox(pixels: Pixels): Box {
  const whole: Box = { left: 0, top: 0, width: pixels.width, height: pixels.height }
  const visible = withoutMargin(pixels, whole, isTransparent) ?? whole
  if (!isOpaque(pixels, visible)) return visible
  return withoutMargin(pixels, visible, isWhite) ?? visible
}

/** `undefined` when nothing is left. */
function withoutMargin({ rgba, width }: Pixels, box: Box, isBlank: IsBlank): Box | undefined {
  let { left, top } = box
  let right = left + box.width
  let bottom = top + box.height
  const isRun = (x: number, y: number, dx: number, dy: number, length: number) => {
    for (let step = 0; step < length; step++)
      if (!isBlank(rgba, ((y + step * dy) * width + x + step * dx) * 4)) return false
    return true
  }
  while (top < bottom && isRun(left, top, 1, 0, right - left)) top++
  if (top === bottom) return undefined
  // There is a pixel that is not blank, and so these end.
  while (isRun(left, bottom - 1, 1, 0, right - left)) bottom--
  while (isRun(left, top, 0, 1, bottom - top)) left++
  while (isRun(right - 1, top, 0, 1, bottom - top)) right--
  return { left, top, width: right - left, height: bottom - top }
}

function isOpaque({ rgba, width }: Pixels, box: Box): boolean {
  for (let y = box.top; y < box.top + box.height; y++)
    for (let x = box.left; x < box.left + box.width; x++)
      if (rgba[(y * width + x) * 4 + 3] !== 255) return false
  return true
}
