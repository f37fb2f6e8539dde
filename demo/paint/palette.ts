export type Colour = readonly [red: number, green: number, blue: number]

/** The colours of one title, from the top of its sky to the ground, and those of its letters. */
export interface Palette {
  readonly top: Colour
  readonly middle: Colour
  readonly horizon: Colour
  readonly light: Colour
  readonly far: Colour
  readonly near: Colour
  readonly ink: string
  readonly accent: string
}

const hex = {
  dawn: '#24335c #8a5a86 #f3a683 #ffe3b8 #8d6c8c #17162a #fff4e2 #ffb37a',
  ember: '#1a0d14 #6e1f22 #e8672c #ffd08a #6b2a26 #12080b #ffe9cf #ff8a3c',
  teal: '#062a36 #0f6170 #7cc7b8 #f4f1c9 #2e6f74 #04161d #f2fbf3 #5fe0c8',
  frost: '#3b5b84 #8fb3d1 #e6eef3 #ffffff #93acc4 #1c2c42 #ffffff #bfe3ff',
  violet: '#120a2e #43247a #c15aa6 #ffd3e6 #4a2e75 #0b0620 #ffeaf6 #ff7fc4',
  moss: '#2a3a2c #6d8458 #d9d7a0 #fff9d6 #637a55 #10190f #fbf8e3 #d8e06b',
  noir: '#0c0e12 #2b323b #8d979f #eef2f2 #4a525b #07080b #f3f5f4 #d8352f',
  gold: '#3a2410 #a86a24 #f6cd72 #fff6d0 #9c6a30 #1d1108 #fff5d8 #ffd257',
  ocean: '#0a1f44 #1f5a9a #8cc8e8 #fdf7e3 #3f74a6 #06122a #ffffff #ffd76b',
  rose: '#4d2038 #b5566b #f7b9a6 #fff0df #a0596a #220d19 #fff3ea #ffc2ae',
  acid: '#0b1b12 #1f5a3c #a6d65a #fbffd0 #2d6146 #06110b #f7ffe0 #c6ff4a',
  night: '#03060f #0d1c3f #34558f #dbe8ff #1b305c #02040a #eef4ff #8fb6ff',
  rust: '#2f2a2b #7c5245 #d99a6c #ffe9c7 #7d5a4b #191313 #fdf0de #ff7f50',
  candy: '#2b1d5b #6c4fd0 #ff9bb8 #fff1c9 #7257b8 #150d33 #ffffff #ffe066',
  ash: '#4a4f57 #8c9096 #d6d2ca #fff9ec #8d8e90 #1e2024 #ffffff #f2c14e',
  jade: '#0d2f2b #2f7a62 #c4dca4 #fffbe0 #3f7c69 #071a17 #f7fff0 #ffcf70',
} as const

export type PaletteName = keyof typeof hex

export const paletteNames = Object.keys(hex) as readonly PaletteName[]

function toColour(text: string): Colour {
  const n = Number.parseInt(text.slice(1), 16)
  return [n >> 16, (n >> 8) & 255, n & 255]
}

export function toHex(colour: Colour): string {
  return `#${colour.map((c) => Math.round(c).toString(16).padStart(2, '0')).join('')}`
}

export function mix(a: Colour, b: Colour, part: number): Colour {
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]
}

export function paletteOf(name: PaletteName): Palette {
  const [
    top = '',
    middle = '',
    horizon = '',
    light = '',
    far = '',
    near = '',
    ink = '',
    accent = '',
  ] = hex[name].split(' ')
  return {
    top: toColour(top),
    middle: toColour(middle),
    horizon: toColour(horizon),
    light: toColour(light),
    far: toColour(far),
    near: toColour(near),
    ink,
    accent,
  }
}
