import type { Random } from './random.ts'
import { type Canvas, clamp01, cover, shine, smoothstep } from './canvas.ts'
import { noiseAt, noiseFields } from './noise.ts'
import { type Colour, mix, type Palette } from './palette.ts'

/** The palette as one run of colours, dark to light; `t` from 0 to 1. */
function ramp(palette: Palette, t: number): Colour {
  const stops = [palette.near, palette.top, palette.middle, palette.horizon, palette.light] as const
  const at = clamp01(t) * (stops.length - 1)
  const i = Math.min(stops.length - 2, Math.floor(at))
  return mix(stops[i] ?? palette.near, stops[i + 1] ?? palette.light, at - i)
}

/** Ink in water: noise bent twice by noise. */
export function paintMarble(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height, unit } = canvas
  const { soft, ridged } = noiseFields()
  const off = random() * 9
  const zoom = random.between(0.1, 0.2)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const u = (x / unit) * zoom
      const v = (y / unit) * zoom
      const a = noiseAt(soft, off + u, off + v) - 0.5
      const b = noiseAt(soft, off + 4 + v + a * 0.3, off + u) - 0.5
      const n = noiseAt(soft, off + u + b * 0.55, off + v + a * 0.55)
      const vein = noiseAt(ridged, off + u * 1.5 + b * 0.4, off + v * 1.5 + a * 0.4)
      cover(canvas, x, y, ramp(palette, smoothstep(0.22, 0.8, n) * 0.85 + (vein - 0.6) * 0.3), 1)
    }
}

/** Lights out of focus over a dark ground. */
export function paintBokeh(canvas: Canvas, palette: Palette, random: Random, count: number): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const off = random() * 9
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const n = noiseAt(soft, off + (x / unit) * 0.11, off + (y / unit) * 0.11)
      cover(canvas, x, y, ramp(palette, 0.05 + n * 0.5 * (1 - (y / height) * 0.4)), 1)
    }
  for (let i = 0; i < count; i += 1) {
    const cx = random() * width
    const cy = random() * height
    const r = random.between(0.015, 0.11) * unit
    const colour = random.pick([palette.light, palette.horizon, palette.middle])
    const power = random.between(0.12, 0.5)
    for (let y = Math.max(0, Math.floor(cy - r)); y < Math.min(height, cy + r); y += 1)
      for (let x = Math.max(0, Math.floor(cx - r)); x < Math.min(width, cx + r); x += 1) {
        const d = Math.hypot(x - cx, y - cy) / r
        const edge = 0.6 + 0.4 * d ** 4
        shine(canvas, x, y, colour, clamp01((1 - d) * r * 0.35) * edge * power)
      }
  }
}

/** Rings about a point, as of a record, a pool or a tree, lit from one side. */
export function paintRings(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const off = random() * 9
  const cx = random.between(0.2, 0.8) * width
  const cy = random.between(0.2, 0.8) * height
  const pitch = random.between(7, 15)
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const u = (x - cx) / unit
      const v = (y - cy) / unit
      const n = noiseAt(soft, off + u * 0.22, off + v * 0.22)
      const d = Math.hypot(u, v) + (n - 0.5) * 0.5
      const band = Math.sin(d * pitch * Math.PI) * 0.5 + 0.5
      const light = 0.5 - u * 0.35 - v * 0.35
      cover(canvas, x, y, ramp(palette, band * 0.42 + light * 0.38 + n * 0.22), 1)
    }
}

/** Slanting rain, the nearer the longer. */
export function paintRain(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height, unit } = canvas
  const drops = 700
  for (let i = 0; i < drops; i += 1) {
    const near = random() ** 2
    const length = unit * (0.03 + near * 0.12)
    const x0 = random() * width * 1.2
    const y0 = (random() * 1.1 - 0.1) * height
    for (let s = 0; s < length; s += 1) {
      const x = Math.round(x0 - s * 0.16)
      const y = Math.round(y0 + s)
      if (x >= 0 && x < width && y >= 0 && y < height)
        shine(canvas, x, y, palette.light, 0.06 + near * 0.16)
    }
  }
}
