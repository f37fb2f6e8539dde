import type { OverlayOptions, Sharp } from 'sharp'
import type { Effects } from '../../plan/effects.ts'
import type { Size } from '../../plan/geometry.ts'
import { barBox, barColours, drawBadge } from '../../plan/overlay.ts'

/** Where sharp cuts a Gaussian off: at 2.6 sigma, so that the blur is as wide as was asked. */
const minAmplitude = 0.03

/** Blurs a picture that has its size, then lays over it what is to be seen on it. */
export function drawEffects(image: Sharp, effects: Effects, size: Size): Sharp {
  const { blur } = effects
  const blurred = blur === undefined ? image : image.blur({ sigma: blur, minAmplitude })
  const layers = [...layersOf(effects, size)]
  return layers.length === 0 ? blurred : blurred.composite(layers)
}

function* layersOf({ veil, bar, badge }: Effects, size: Size): Iterable<OverlayOptions> {
  if (veil !== undefined)
    yield { ...field({ width: 1, height: 1 }, '#000000', veil / 255), tile: true }
  if (bar !== undefined) {
    const { left, top, width, height } = barBox(size)
    const { ground, played } = barColours
    yield { ...field({ width, height }, ground.rgb, ground.alpha), left, top }
    if (bar > 0) yield { ...field({ width: bar, height }, played, 1), left, top }
  }
  const drawn = badge === undefined ? undefined : drawBadge(badge, size)
  if (drawn !== undefined) {
    const { left, top } = drawn.box
    yield { input: Buffer.from(drawn.svg), left, top }
  }
}

function field({ width, height }: Size, rgb: string, alpha: number): OverlayOptions {
  const channel = (at: number) => Number.parseInt(rgb.slice(at, at + 2), 16)
  const background = { r: channel(1), g: channel(3), b: channel(5), alpha }
  return { input: { create: { width, height, channels: 4, background } } }
}
