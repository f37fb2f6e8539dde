import type { Random } from './random.ts'
import { type Canvas, clamp01, cover, shine, smoothstep } from './canvas.ts'
import { noiseAt, noiseFields } from './noise.ts'
import { type Colour, mix, type Palette } from './palette.ts'
import type { Sun } from './sky.ts'

/** Lines of mountains, one behind the other, paler with distance, mist between them. */
export function paintRidges(
  canvas: Canvas,
  palette: Palette,
  random: Random,
  options: { from: number; to: number; count: number; rough: number; sun: Sun; snow?: boolean },
): void {
  const { width, height, unit } = canvas
  const { soft, ridged } = noiseFields()
  const { from, to, count, rough, sun, snow = false } = options
  for (let layer = 0; layer < count; layer += 1) {
    const t = count === 1 ? 1 : layer / (count - 1)
    const off = random() * 9
    const zoom = 0.34 - t * 0.16
    const amp = rough * (0.62 + 0.5 * random()) * (1 - t * 0.35)
    const body = mix(
      mix(palette.horizon, palette.far, 0.45 + t * 0.4),
      palette.near,
      t ** 1.6 * 0.94,
    )
    const mist = mix(palette.horizon, body, 0.3 + t * 0.7)
    const line = Float32Array.from({ length: width }, (_, x) => {
      const u = x / unit
      const peaks = noiseAt(ridged, off + u * zoom, off) - 0.62
      const hills = noiseAt(soft, off + u * zoom * 0.8, off + 0.3) - 0.5
      const fine = noiseAt(soft, off + u * 1.4, off + 0.7) - 0.5
      return (
        (from + (to - from) * t) * height - (peaks * 0.9 + hills * 0.7 + fine * 0.07) * amp * unit
      )
    })
    const reach = (0.16 + 0.2 * t) * height
    for (let x = 0; x < width; x += 1) {
      const top = line[x]!
      const side = sun.x * width > x ? 1 : -1
      for (let y = Math.max(0, Math.floor(top)); y < height; y += 1) {
        const part = clamp01(y - top + 0.5)
        const deep = clamp01((y - top) / reach)
        const u = x / unit
        const v = y / unit
        const here = noiseAt(ridged, off + u * 0.5 + v * 0.12, off + v * 0.32)
        const there = noiseAt(
          ridged,
          off + u * 0.5 + v * 0.12 + side * 0.009,
          off + v * 0.32 - 0.006,
        )
        const slope = (here - there) * 5 * (1 - t * 0.85)
        let colour = mix(body, mist, deep * (1 - t) * 0.95)
        if (snow && t < 0.8) {
          const white = smoothstep(0.1, -0.12, deep - 0.34 + (here - 0.5) * 0.9)
          colour = mix(colour, mix(palette.light, palette.far, 0.18 + t * 0.3), white * 0.75)
        }
        const lit = clamp01(slope + 0.1) * (1 - deep) * 0.55
        colour =
          slope > 0 ? mix(colour, palette.light, lit) : mix(colour, palette.near, -slope * 0.4)
        cover(canvas, x, y, colour, part)
      }
    }
  }
}

/** Dunes: long smooth crests, one side lit, the other in shade, rippled by wind. */
export function paintDunes(canvas: Canvas, palette: Palette, random: Random, from: number): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const count = 6
  for (let layer = 0; layer < count; layer += 1) {
    const t = layer / (count - 1)
    const off = random() * 9
    const lit = mix(mix(palette.horizon, palette.light, 0.3), palette.far, t * 0.75)
    const shade = mix(
      mix(palette.far, palette.horizon, 0.4 * (1 - t)),
      palette.near,
      0.15 + t * 0.75,
    )
    const crest = Float32Array.from({ length: width }, (_, x) => {
      const n = noiseAt(soft, off + (x / unit) * (0.13 - t * 0.06), off)
      const bend = noiseAt(soft, off + 3 + (x / unit) * 0.05, off) - 0.5
      return (
        (from + (1.02 - from) * t ** 1.25) * height -
        ((0.3 - Math.abs(n - 0.5)) * 1.3 + bend * 0.25) * (0.14 + t * 0.28) * unit
      )
    })
    for (let x = 0; x < width; x += 1) {
      const top = crest[x]!
      const wide = Math.round(unit * 0.03)
      const rise =
        (crest[Math.min(width - 1, x + wide)]! - crest[Math.max(0, x - wide)]!) / (2 * wide)
      for (let y = Math.max(0, Math.floor(top)); y < height; y += 1) {
        const v = (y - top) / unit
        const wind = noiseAt(soft, off + (x / unit) * 0.3 + v * 0.2, off + v * 3) - 0.5
        const face = smoothstep(-0.3, 0.34, rise + v * 0.9 - 0.04 + wind * 0.14)
        cover(canvas, x, y, mix(lit, shade, face), clamp01(y - top + 0.5))
      }
    }
  }
}

/** A lake or sea from `from` down: what lies above it mirrored, broken by waves, and glitter. */
export function paintWater(
  canvas: Canvas,
  palette: Palette,
  random: Random,
  options: { from: number; sun: Sun; rough: number },
): void {
  const { width, height, unit, rgb } = canvas
  const { soft } = noiseFields()
  const y0 = Math.round(options.from * height)
  const off = random() * 9
  const source = rgb.slice(0, y0 * width * 3)
  const cx = options.sun.x * width
  for (let y = y0; y < height; y += 1) {
    const depth = (y - y0 + 1) / (height - y0)
    const far = 0.16 / (depth + 0.03)
    for (let x = 0; x < width; x += 1) {
      const u = ((x - width / 2) / unit) * (0.15 + far * 0.35)
      const wave = noiseAt(soft, off + u, off + far * 2.2) - 0.5
      const ripple = noiseAt(soft, off + u * 2.7, off + far * 7.5 + 4) - 0.5
      const bend = (wave + ripple * 0.6) * options.rough * (0.25 + depth) * height
      const my = Math.min(
        y0 - 1,
        Math.max(0, Math.round(y0 - (y - y0) * 0.9 - Math.abs(bend) * 0.7)),
      )
      const mx = Math.min(width - 1, Math.max(0, Math.round(x + bend * 0.35)))
      const i = (my * width + mx) * 3
      const mirrored: Colour = [source[i]!, source[i + 1]!, source[i + 2]!]
      const deep = clamp01(0.2 + depth * 0.55 - ripple * options.rough * 3)
      cover(canvas, x, y, mix(mirrored, mix(palette.near, palette.top, 0.35), deep), 1)
      const path = Math.abs(x - cx) / unit / (0.05 + depth * 0.22)
      const glint = smoothstep(0.06, 0.3, ripple + wave * 0.6) * Math.exp(-path * path)
      shine(canvas, x, y, palette.light, glint * 0.85)
    }
  }
}

/** A wood of firs in rows, each row paler behind the next, mist at their feet. */
export function paintForest(canvas: Canvas, palette: Palette, random: Random, from: number): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const rows = 6
  for (let row = 0; row < rows; row += 1) {
    const t = row / (rows - 1)
    const off = random() * 9
    const body = mix(mix(palette.horizon, palette.far, 0.3 + t * 0.5), palette.near, t * t)
    const fog = mix(palette.horizon, palette.far, 0.15 + 0.55 * t)
    const size = (0.16 + t * 0.42) * unit
    const foot = (x: number) =>
      (from + t * (1.06 - from)) * height +
      (noiseAt(soft, off + (x / unit) * 0.2, off) - 0.5) * 0.2 * unit
    const trees = Math.ceil((width / size) * (8 - t * 3.4))
    for (let i = 0; i < trees; i += 1) {
      const tx = (i + random() - 0.5) * (width / (trees - 1))
      const base = foot(tx)
      const tall = size * random.between(0.5, 1.1)
      const half = tall * random.between(0.13, 0.19)
      const wild = random() * 9
      for (let y = Math.max(0, Math.floor(base - tall)); y < Math.min(height, base); y += 1) {
        const s = (y - base + tall) / tall
        const tier = (s * 9) % 1
        const edge = noiseAt(soft, wild, s * 1.9) * 0.7 + 0.55
        const w = half * (s * 0.92 + 0.015) * (0.52 + 0.48 * tier) * edge
        for (let x = Math.max(0, Math.floor(tx - w)); x < Math.min(width, tx + w + 1); x += 1) {
          const part = clamp01(w - Math.abs(x - tx) + 0.5)
          cover(canvas, x, y, mix(body, fog, s * s * (1 - t * t) * 0.9), part)
        }
      }
    }
    for (let x = 0; x < width; x += 1)
      for (let y = Math.max(0, Math.floor(foot(x))); y < height; y += 1)
        cover(canvas, x, y, mix(fog, palette.near, t * t), clamp01(y - foot(x)))
    if (row < rows - 1)
      paintMist(canvas, palette, random, (from + t * (1 - from)) * 1, 0.5 - t * 0.25)
  }
}

/** A bank of mist about one height. */
export function paintMist(
  canvas: Canvas,
  palette: Palette,
  random: Random,
  at: number,
  amount: number,
): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const off = random() * 9
  const colour = mix(palette.horizon, palette.light, 0.3)
  for (let y = 0; y < height; y += 1) {
    const v = (y / height - at) / 0.13
    const bank = Math.exp(-v * v) * amount
    if (bank < 0.01) continue
    for (let x = 0; x < width; x += 1) {
      const n = noiseAt(soft, off + (x / unit) * 0.18, off + (y / unit) * 0.5)
      cover(canvas, x, y, colour, bank * smoothstep(0.25, 0.75, n))
    }
  }
}

/** A town of towers against the sky, windows lit. */
export function paintCity(canvas: Canvas, palette: Palette, random: Random, from: number): void {
  const { width, height, unit } = canvas
  const rows = 4
  for (let row = 0; row < rows; row += 1) {
    const t = row / (rows - 1)
    const body = mix(mix(palette.horizon, palette.far, 0.35 + t * 0.4), palette.near, t * 0.95)
    let x0 = -random() * 0.05 * unit
    while (x0 < width) {
      const wide = random.between(0.045, 0.11) * (0.55 + t * 0.75) * unit
      const tall = random.between(0.08, 0.4 - t * 0.12) * unit * (random() < 0.18 ? 1.5 : 1)
      const top = (from + t * 0.2) * height - tall + 0.12 * unit
      const cell = unit * (0.006 + t * 0.006)
      const spire = random() < 0.2 ? wide * 0.5 : -1
      for (let x = Math.max(0, Math.floor(x0)); x < Math.min(width, x0 + wide); x += 1) {
        const ridge = top - (spire > 0 ? Math.max(0, spire - Math.abs(x - x0 - spire) * 3) * 2 : 0)
        for (let y = Math.max(0, Math.floor(ridge)); y < height; y += 1) {
          const fog = clamp01((y - top) / (0.45 * unit)) * (1 - t) * 0.8
          cover(canvas, x, y, mix(body, palette.horizon, fog), 1)
        }
      }
      for (let wy = top + cell * 1.5; wy < Math.min(height, top + tall * 2.2); wy += cell * 1.9)
        for (let wx = x0 + cell; wx < x0 + wide - cell * 1.4; wx += cell * 1.5) {
          if (random() > 0.24) continue
          const power = random.between(0.25, 0.95) * (0.35 + t * 0.65)
          for (let y = Math.max(0, Math.round(wy)); y < Math.min(height, wy + cell); y += 1)
            for (let x = Math.max(0, Math.round(wx)); x < Math.min(width, wx + cell * 0.7); x += 1)
              cover(canvas, x, y, palette.light, power)
        }
      x0 += wide + (random() < 0.3 ? random() * 0.02 * unit : 0)
    }
    if (row < rows - 1) paintMist(canvas, palette, random, from + t * 0.25, 0.45)
  }
}

/** Near-black ground in front, on which a figure can stand at the middle. */
export function paintGround(canvas: Canvas, palette: Palette, random: Random, at: number): void {
  const { width, height, unit } = canvas
  const { soft } = noiseFields()
  const off = random() * 9
  const middle = noiseAt(soft, off + (width / unit) * 0.05, off)
  for (let x = 0; x < width; x += 1) {
    const n = noiseAt(soft, off + (x / unit) * 0.1, off) - middle
    const fine = noiseAt(soft, off + (x / unit) * 2.5, off + 2) - 0.5
    const fall = ((x / width - 0.5) * 2) ** 2 * 0.05
    const top = at * height + (fall - n * 0.3 + fine * 0.012) * unit
    for (let y = Math.max(0, Math.floor(top)); y < height; y += 1) {
      const grit = noiseAt(soft, off + (x / unit) * 1.7, off + (y / unit) * 1.7)
      const colour = mix(
        palette.near,
        palette.far,
        grit * 0.16 * clamp01(1 - (y - top) / (0.3 * unit)),
      )
      cover(canvas, x, y, colour, clamp01(y - top + 0.5))
    }
  }
}
