import type { Colour } from './palette.ts'

/** RGB in floats, 0 to 255, painted layer by layer from the back to the front. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly rgb: Float32Array
  /** Pixels a unit of length: the side of a square of the same area, so all shapes look alike. */
  readonly unit: number
}

export function newCanvas(width: number, height: number): Canvas {
  const rgb = new Float32Array(width * height * 3)
  return { width, height, rgb, unit: Math.sqrt(width * height) }
}

/** Lays `colour` over one pixel; `cover` from 0 to 1. */
export function cover(canvas: Canvas, x: number, y: number, colour: Colour, part: number): void {
  const { rgb, width } = canvas
  const i = (y * width + x) * 3
  rgb[i]! += (colour[0] - rgb[i]!) * part
  rgb[i + 1]! += (colour[1] - rgb[i + 1]!) * part
  rgb[i + 2]! += (colour[2] - rgb[i + 2]!) * part
}

/** Adds light: brightens towards `colour` as a screen of film would. */
export function shine(canvas: Canvas, x: number, y: number, colour: Colour, part: number): void {
  const { rgb, width } = canvas
  const i = (y * width + x) * 3
  rgb[i]! += colour[0] * part * (1 - rgb[i]! / 255)
  rgb[i + 1]! += colour[1] * part * (1 - rgb[i + 1]! / 255)
  rgb[i + 2]! += colour[2] * part * (1 - rgb[i + 2]! / 255)
}

export function smoothstep(low: number, high: number, v: number): number {
  const t = Math.min(1, Math.max(0, (v - low) / (high - low)))
  return t * t * (3 - 2 * t)
}

export function clamp01(v: number): number {
  return v < 0 ? 0 : v > 1 ? 1 : v
}

/** Darkens the corners and turns the floats into bytes. */
export function develop(canvas: Canvas, vignette: number): Buffer {
  const { width, height, rgb } = canvas
  const bytes = new Uint8ClampedArray(rgb.length)
  for (let y = 0; y < height; y += 1) {
    const v = (y / height - 0.5) * 2
    for (let x = 0; x < width; x += 1) {
      const u = (x / width - 0.5) * 2
      const d = (u * u + v * v) * 0.5
      const shade = 1 - vignette * d * d
      const i = (y * width + x) * 3
      bytes[i] = rgb[i]! * shade
      bytes[i + 1] = rgb[i + 1]! * shade
      bytes[i + 2] = rgb[i + 2]! * shade
    }
  }
  return Buffer.from(bytes.buffer)
}
