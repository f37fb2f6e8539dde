import { randomFrom } from './random.ts'

const SIZE = 512
const MASK = SIZE - 1

/** A square of 1/f noise in [0, 1] that tiles; `noiseAt` reads it at any point. */
export type NoiseField = Float32Array

/** Gradient noise with `cells` a side, added to `field` with `weight`; `bend` shapes each octave. */
function addOctave(
  field: NoiseField,
  cells: number,
  weight: number,
  bend: (v: number) => number,
  seed: string,
): void {
  const random = randomFrom(seed)
  const angles = Float32Array.from({ length: cells * cells }, () => random() * Math.PI * 2)
  const gx = angles.map(Math.cos)
  const gy = angles.map(Math.sin)
  const fade = (t: number) => t * t * t * (t * (t * 6 - 15) + 10)
  const step = cells / SIZE
  for (let y = 0; y < SIZE; y += 1) {
    const fy = y * step
    const y0 = Math.floor(fy)
    const dy = fy - y0
    const v = fade(dy)
    const row0 = y0 * cells
    const row1 = ((y0 + 1) % cells) * cells
    for (let x = 0; x < SIZE; x += 1) {
      const fx = x * step
      const x0 = Math.floor(fx)
      const dx = fx - x0
      const x1 = (x0 + 1) % cells
      const u = fade(dx)
      const at = (i: number, px: number, py: number) => gx[i]! * px + gy[i]! * py
      const top = at(row0 + x0, dx, dy) * (1 - u) + at(row0 + x1, dx - 1, dy) * u
      const bottom = at(row1 + x0, dx, dy - 1) * (1 - u) + at(row1 + x1, dx - 1, dy - 1) * u
      field[y * SIZE + x]! += weight * bend(top * (1 - v) + bottom * v)
    }
  }
}

function makeField(seed: string, bend: (v: number) => number): NoiseField {
  const field: NoiseField = new Float32Array(SIZE * SIZE)
  for (let octave = 0; octave < 7; octave += 1)
    addOctave(field, 4 << octave, 0.5 ** octave, bend, `${seed}${octave}`)
  let low = Infinity
  let high = -Infinity
  for (const v of field) {
    low = Math.min(low, v)
    high = Math.max(high, v)
  }
  return field.map((v) => (v - low) / (high - low))
}

let made: { readonly soft: NoiseField; readonly ridged: NoiseField } | undefined

/** Made once a process: `soft` for clouds and mist, `ridged` for rock and mountain lines. */
export function noiseFields(): { readonly soft: NoiseField; readonly ridged: NoiseField } {
  made ??= {
    soft: makeField('soft', (v) => v),
    ridged: makeField('ridged', (v) => -Math.abs(v)),
  }
  return made
}

/** The field at (x, y) in field widths, smoothed between its points. */
export function noiseAt(field: NoiseField, x: number, y: number): number {
  const px = x * SIZE
  const py = y * SIZE
  const fx = Math.floor(px)
  const fy = Math.floor(py)
  const u = px - fx
  const v = py - fy
  const x0 = fx & MASK
  const x1 = (fx + 1) & MASK
  const row0 = (fy & MASK) * SIZE
  const row1 = ((fy + 1) & MASK) * SIZE
  const top = field[row0 + x0]! * (1 - u) + field[row0 + x1]! * u
  const bottom = field[row1 + x0]! * (1 - u) + field[row1 + x1]! * u
  return top * (1 - v) + bottom * v
}
