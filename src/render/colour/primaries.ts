/** x and y of a colour (CIE 1931). */
export type Chromaticity = readonly [x: number, y: number]

export interface Primaries {
  readonly red: Chromaticity
  readonly green: Chromaticity
  readonly blue: Chromaticity
  readonly white: Chromaticity
}

/** Row by row. */
export type Matrix = readonly [
  ...[number, number, number],
  ...[number, number, number],
  ...[number, number, number],
]
export type Triple = readonly [number, number, number]

const d65: Chromaticity = [0.3127, 0.329]
const illuminantC: Chromaticity = [0.31, 0.316]
const primaries = (
  red: Chromaticity,
  green: Chromaticity,
  blue: Chromaticity,
  white = d65,
): Primaries => ({ red, green, blue, white })

export const bt709 = primaries([0.64, 0.33], [0.3, 0.6], [0.15, 0.06])
export const bt2020 = primaries([0.708, 0.292], [0.17, 0.797], [0.131, 0.046])
const ntsc = primaries([0.63, 0.34], [0.31, 0.595], [0.155, 0.07])

/** By their code points (ITU-T H.273, table 2). */
export const primariesByCode: Readonly<Record<number, Primaries>> = {
  1: bt709,
  4: primaries([0.67, 0.33], [0.21, 0.71], [0.14, 0.08], illuminantC),
  5: primaries([0.64, 0.33], [0.29, 0.6], [0.15, 0.06]),
  6: ntsc,
  7: ntsc,
  8: primaries([0.681, 0.319], [0.243, 0.692], [0.145, 0.049], illuminantC),
  9: bt2020,
  10: primaries([1, 0], [0, 1], [0, 0], [1 / 3, 1 / 3]),
  11: primaries([0.68, 0.32], [0.265, 0.69], [0.15, 0.06], [0.314, 0.351]),
  12: primaries([0.68, 0.32], [0.265, 0.69], [0.15, 0.06]),
  22: primaries([0.63, 0.34], [0.295, 0.605], [0.155, 0.077]),
}

/** The white of profiles (ICC.1, 7.2.16). */
export const d50: Triple = [0.9642, 1, 0.8249]

/** From linear RGB to XYZ under D50, adapted by Bradford as profiles are. */
export function toXyz({ red, green, blue, white }: Primaries): Matrix {
  const columns = [red, green, blue].map(([x, y]): Triple => [x, y, 1 - x - y])
  const [r, g, b] = columns as [Triple, Triple, Triple]
  const unscaled: Matrix = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]]
  const [wx, wy] = white
  const whiteXyz: Triple = [wx / wy, 1, (1 - wx - wy) / wy]
  const [sr, sg, sb] = apply(invert(unscaled), whiteXyz)
  const scaled = multiply(unscaled, [sr, 0, 0, 0, sg, 0, 0, 0, sb])
  return multiply(adaptation(whiteXyz), scaled)
}

/** From linear RGB of one kind to that of another. */
export function between(from: Primaries, to: Primaries): Matrix {
  return multiply(invert(toXyz(to)), toXyz(from))
}

const bradford: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296]

function adaptation(white: Triple): Matrix {
  const [r0, g0, b0] = apply(bradford, white)
  const [r1, g1, b1] = apply(bradford, d50)
  const scale: Matrix = [r1 / r0, 0, 0, 0, g1 / g0, 0, 0, 0, b1 / b0]
  return multiply(invert(bradford), multiply(scale, bradford))
}

export function apply(m: Matrix, [x, y, z]: Triple): Triple {
  return [
    m[0] * x + m[1] * y + m[2] * z,
    m[3] * x + m[4] * y + m[5] * z,
    m[6] * x + m[7] * y + m[8] * z,
  ]
}

function multiply(a: Matrix, b: Matrix): Matrix {
  const column = (at: 0 | 1 | 2): Triple => [b[at], b[at + 3]!, b[at + 6]!]
  const [x, y, z] = [apply(a, column(0)), apply(a, column(1)), apply(a, column(2))]
  return [x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]]
}

function invert([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [A, B, C] = [e * i - f * h, f * g - d * i, d * h - e * g]
  const det = a * A + b * B + c * C
  const [D, E, F] = [c * h - b * i, a * i - c * g, b * g - a * h]
  const [G, H, I] = [b * f - c * e, c * d - a * f, a * e - b * d]
  return [A / det, D / det, G / det, B / det, E / det, H / det, C / det, F / det, I / det]
}
