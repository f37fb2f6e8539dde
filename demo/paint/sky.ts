import type { Random } from './random.ts'
import { type Canvas, clamp01, cover, shine, smoothstep } from './canvas.ts'
import { noiseAt, noiseFields } from './noise.ts'
import { type Colour, mix, type Palette } from './palette.ts'

/** Where the light comes from, in parts of the picture's width and height. */
export interface Sun {
  readonly x: number
  readonly y: number
}

/** A gradient from zenith to `horizon` (part of the height), and the glow about the sun. */
export function paintSky(canvas: Canvas, palette: Palette, sun: Sun, horizon: number): void {
  const { width, height, unit } = canvas
  for (let y = 0; y < height; y += 1) {
    const t = clamp01(y / (height * horizon))
    const colour =
      t < 0.55
        ? mix(palette.top, palette.middle, t / 0.55)
        : mix(palette.middle, palette.horizon, (t - 0.55) / 0.45)
    for (let x = 0; x < width; x += 1) {
      cover(canvas, x, y, colour, 1)
      const dx = (x - sun.x * width) / unit
      const dy = (y - sun.y * height) / unit
      const d2 = dx * dx + dy * dy
      shine(canvas, x, y, palette.light, 0.42 / (1 + d2 * 14))
    }
  }
}

/** The sun's or moon's own disc. */
export function paintDisc(canvas: Canvas, colour: Colour, sun: Sun, radius: number): void {
  const { width, height, unit } = canvas
  const r = radius * unit
  const cx = sun.x * width
  const cy = sun.y * height
  const reach = r * 3
  const right = Math.min(width, cx + reach)
  const bottom = Math.min(height, cy + reach)
  for (let y = Math.max(0, Math.floor(cy - reach)); y < bottom; y += 1)
    for (let x = Math.max(0, Math.floor(cx - reach)); x < right; x += 1) {
      const d = Math.hypot(x - cx, y - cy)
      cover(canvas, x, y, colour, clamp01(r - d + 0.5) * 0.96)
      const glow = clamp01(1 - (d - r) / (reach - r))
      if (d > r) shine(canvas, x, y, colour, glow * glow * glow * 0.55)
    }
}

/** Clouds lit from the sun's side, flatter and denser towards the horizon. */
export function paintClouds(
  canvas: Canvas,
  palette: Palette,
  random: Random,
  options: { sun: Sun; horizon: number; amount: number; scale?: number },
): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const { sun, horizon, amount, scale = 1 } = options
  const ox = random() * 9
  const oy = random() * 9
  const low = 0.66 - amount * 0.3
  const bright = mix(palette.light, palette.horizon, 0.35)
  const dim = mix(palette.top, palette.far, 0.55)
  for (let y = 0; y < height * horizon; y += 1) {
    const depth = 1.08 - y / (height * horizon)
    const sy = ((0.28 / (depth + 0.22)) * scale * height) / unit
    for (let x = 0; x < width; x += 1) {
      const sx = ((x - width / 2) / unit) * scale * (0.22 + 0.12 / (depth + 0.2))
      const warp = noiseAt(soft, ox + sx * 0.7, oy - sy * 0.7) * 0.16
      const v = noiseAt(soft, ox + sx + warp, oy + sy * 1.7 + warp)
      const part = smoothstep(low, low + 0.26, v)
      if (part <= 0) continue
      const lx = (sun.x * width - x) / unit
      const ly = (sun.y * height - y) / unit
      const near = 0.024 / (Math.hypot(lx, ly) + 0.25)
      const towards = noiseAt(soft, ox + sx + warp + lx * near, oy + sy * 1.7 + warp + ly * near)
      const lit = clamp01(0.5 + (v - towards) * 5.2)
      cover(canvas, x, y, mix(dim, bright, lit), part * 0.86)
    }
  }
}

export function paintStars(canvas: Canvas, random: Random, count: number, below: number): void {
  const { width, height, unit } = canvas
  for (let i = 0; i < count; i += 1) {
    const x = random() * width
    const y = random() ** 1.2 * height * below
    const power = random() ** 5
    const r = unit * (0.0007 + power * 0.0022)
    const tint: Colour = random() < 0.3 ? [255, 226, 196] : [214, 228, 255]
    const reach = Math.ceil(r * 2.5)
    for (let py = Math.max(0, Math.floor(y - reach)); py < Math.min(height, y + reach); py += 1)
      for (let px = Math.max(0, Math.floor(x - reach)); px < Math.min(width, x + reach); px += 1) {
        const d = Math.hypot(px - x, py - y) / r
        shine(canvas, px, py, tint, Math.exp(-d * d) * (0.35 + power * 0.65))
      }
  }
}

/** Curtains of light that hang from a wandering line. */
export function paintAurora(canvas: Canvas, palette: Palette, random: Random, sink: number): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  for (let band = 0; band < 3; band += 1) {
    const off = random() * 9
    const foot = sink - 0.12 * band
    const colour = mix(palette.light, palette.horizon, 0.35 + 0.3 * band)
    for (let x = 0; x < width; x += 1) {
      const u = x / unit
      const line = (foot + (noiseAt(soft, off + u * 0.13, off) - 0.5) * 0.55) * height
      const rays = 0.25 + noiseAt(soft, off + u * 1.3, off * 2) * 0.9
      const power = smoothstep(0.2, 0.6, noiseAt(soft, off + u * 0.21, 3 + off)) * rays
      const tall = (0.12 + 0.3 * noiseAt(soft, off * 3, u * 0.5)) * height
      for (let y = 0; y < Math.min(height, line + height * 0.04); y += 1) {
        const d = line - y
        const glow = d > 0 ? Math.exp(-d / tall) : Math.exp((d / height) * 70)
        shine(canvas, x, y, colour, Math.min(1, glow * power * 1.5))
      }
    }
  }
}

/** Glowing gas: noise bent by noise, in two colours. */
export function paintNebula(canvas: Canvas, palette: Palette, random: Random): void {
  const { width, height, unit } = canvas
  const { soft, ridged } = noiseFields()
  const off = random() * 9
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const u = (x / unit) * 0.26
      const v = (y / unit) * 0.26
      const warp = noiseAt(soft, off + v, off - u) * 0.35
      const gas = noiseAt(soft, off + u + warp, off + v - warp)
      const veins = noiseAt(ridged, off + u * 0.8 - warp, v + warp)
      const glow = smoothstep(0.42, 0.85, gas)
      shine(canvas, x, y, palette.middle, glow * 1.1)
      shine(canvas, x, y, palette.horizon, glow * glow * (0.2 + veins * 0.9))
      shine(canvas, x, y, palette.light, smoothstep(0.72, 0.98, veins * (0.55 + gas * 0.6)) * 0.5)
    }
}

/** A world seen from space: banded or rough, dark on the side away from the light. */
export function paintPlanet(
  canvas: Canvas,
  palette: Palette,
  random: Random,
  place: { x: number; y: number; radius: number },
): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const r = place.radius * unit
  const cx = place.x * width
  const cy = place.y * height
  const off = random() * 9
  const banded = random() < 0.5
  const reach = r * 1.25
  for (let y = Math.max(0, Math.floor(cy - reach)); y < Math.min(height, cy + reach); y += 1)
    for (let x = Math.max(0, Math.floor(cx - reach)); x < Math.min(width, cx + reach); x += 1) {
      const u = (x - cx) / r
      const v = (y - cy) / r
      const d2 = u * u + v * v
      const d = Math.sqrt(d2)
      const side = clamp01(0.55 - u * 0.45 - v * 0.55)
      if (d > 1) shine(canvas, x, y, palette.horizon, Math.exp(-(d - 1) * 22) * side * 0.9)
      if (d > 1 + 1 / r) continue
      const z = Math.sqrt(Math.max(0, 1 - d2))
      const lon = Math.atan2(u, z + 0.02) * 0.12
      const lat = v * 0.16
      const warp = noiseAt(soft, off + lon, off + lat) * 0.05
      const n = banded
        ? noiseAt(soft, off + lon * 0.15 + warp, off + lat * 2.4 + warp)
        : noiseAt(soft, off + lon + warp, off + lat)
      const light = clamp01(-u * 0.55 - v * 0.5 + z * 0.62 + 0.02)
      const ground = mix(palette.far, palette.horizon, smoothstep(0.3, 0.7, n))
      const lit = mix(palette.near, ground, light)
      const rim = (1 - z) ** 3 * light
      cover(canvas, x, y, mix(lit, palette.light, rim * 0.7), clamp01((1 - d) * r + 0.5))
    }
}
