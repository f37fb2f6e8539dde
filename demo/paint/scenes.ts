import { type Random, randomFrom } from './random.ts'
import { paintBokeh, paintMarble, paintRain, paintRings } from './abstract.ts'
import { type Canvas, develop, newCanvas } from './canvas.ts'
import * as land from './land.ts'
import { type Palette, type PaletteName, paletteOf } from './palette.ts'
import * as sky from './sky.ts'

type Painter = (canvas: Canvas, palette: Palette, random: Random, sun: sky.Sun) => void

const painters = {
  mountains(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.62)
    sky.paintClouds(canvas, palette, random, {
      sun,
      horizon: 0.62,
      amount: random.between(0.3, 0.8),
    })
    land.paintRidges(canvas, palette, random, { from: 0.5, to: 0.86, count: 5, rough: 0.42, sun })
  },
  peaks(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.6)
    sky.paintClouds(canvas, palette, random, {
      sun,
      horizon: 0.6,
      amount: random.between(0.2, 0.6),
    })
    const rock = { from: 0.46, to: 0.84, count: 4, rough: 0.7, sun, snow: true }
    land.paintRidges(canvas, palette, random, rock)
    land.paintMist(canvas, palette, random, 0.62, 0.6)
  },
  sunset(canvas, palette, random, sun) {
    const low = { x: sun.x, y: 0.44 }
    sky.paintSky(canvas, palette, low, 0.56)
    sky.paintClouds(canvas, palette, random, { sun: low, horizon: 0.56, amount: 0.55 })
    sky.paintDisc(canvas, palette.light, low, random.between(0.09, 0.16))
    land.paintRidges(canvas, palette, random, {
      from: 0.56,
      to: 0.88,
      count: 5,
      rough: 0.28,
      sun: low,
    })
  },
  sea(canvas, palette, random, sun) {
    const low = { x: sun.x, y: random.between(0.3, 0.44) }
    sky.paintSky(canvas, palette, low, 0.55)
    sky.paintClouds(canvas, palette, random, {
      sun: low,
      horizon: 0.54,
      amount: random.between(0.4, 0.9),
    })
    sky.paintDisc(canvas, palette.light, low, random.between(0.03, 0.06))
    land.paintWater(canvas, palette, random, { from: 0.54, sun: low, rough: 0.16 })
  },
  lake(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.55)
    sky.paintClouds(canvas, palette, random, {
      sun,
      horizon: 0.55,
      amount: random.between(0.2, 0.6),
    })
    const shore = { from: 0.44, to: 0.57, count: 4, rough: 0.4, sun, snow: random() < 0.5 }
    land.paintRidges(canvas, palette, random, shore)
    land.paintWater(canvas, palette, random, { from: 0.58, sun, rough: 0.05 })
  },
  forest(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.5)
    sky.paintClouds(canvas, palette, random, { sun, horizon: 0.6, amount: 0.5 })
    land.paintForest(canvas, palette, random, 0.46)
  },
  dunes(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.5)
    sky.paintClouds(canvas, palette, random, { sun, horizon: 0.5, amount: 0.25 })
    if (random() < 0.6) sky.paintDisc(canvas, palette.light, { x: sun.x, y: 0.24 }, 0.08)
    land.paintDunes(canvas, palette, random, 0.48)
  },
  city(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.62)
    sky.paintClouds(canvas, palette, random, { sun, horizon: 0.66, amount: 0.6 })
    land.paintCity(canvas, palette, random, 0.56)
    if (random() < 0.4) paintRain(canvas, palette, random)
  },
  harbour(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.6)
    sky.paintStars(canvas, random, 200, 0.4)
    land.paintCity(canvas, palette, random, 0.42)
    land.paintWater(canvas, palette, random, { from: 0.6, sun, rough: 0.08 })
  },
  aurora(canvas, palette, random, sun) {
    sky.paintSky(canvas, { ...palette, middle: palette.top, horizon: palette.far }, sun, 0.9)
    sky.paintStars(canvas, random, 500, 0.7)
    sky.paintAurora(canvas, palette, random, 0.6)
    const rock = { from: 0.68, to: 0.92, count: 3, rough: 0.36, sun, snow: true }
    land.paintRidges(canvas, { ...palette, horizon: palette.far }, random, rock)
  },
  space(canvas, palette, random) {
    sky.paintSky(
      canvas,
      { ...palette, middle: palette.near, horizon: palette.top },
      { x: 9, y: 9 },
      1,
    )
    sky.paintNebula(canvas, palette, random)
    sky.paintStars(canvas, random, 1100, 1)
    const place = {
      x: random.between(0.3, 0.85),
      y: random.between(0.36, 0.6),
      radius: random.between(0.16, 0.4),
    }
    sky.paintPlanet(canvas, palette, random, place)
  },
  orbit(canvas, palette, random) {
    sky.paintSky(
      canvas,
      { ...palette, middle: palette.near, horizon: palette.near },
      { x: 9, y: 9 },
      1,
    )
    sky.paintStars(canvas, random, 900, 1)
    sky.paintPlanet(canvas, palette, random, { x: 0.55, y: 1.05, radius: 0.72 })
    sky.paintPlanet(canvas, palette, random, { x: random.between(0.15, 0.8), y: 0.2, radius: 0.07 })
  },
  storm(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.72)
    sky.paintClouds(canvas, palette, random, { sun, horizon: 0.72, amount: 1.15, scale: 1.3 })
    land.paintRidges(canvas, palette, random, { from: 0.7, to: 0.86, count: 3, rough: 0.16, sun })
    paintRain(canvas, palette, random)
  },
  clouds(canvas, palette, random, sun) {
    sky.paintSky(canvas, palette, sun, 0.9)
    sky.paintClouds(canvas, palette, random, { sun, horizon: 1, amount: 0.75, scale: 0.8 })
    sky.paintDisc(canvas, palette.light, { x: sun.x, y: 0.3 }, 0.05)
    land.paintMist(canvas, palette, random, 0.95, 0.9)
  },
  marble: paintMarble,
  rings: paintRings,
  bokeh: (canvas, palette, random) => paintBokeh(canvas, palette, random, 70),
} as const satisfies Record<string, Painter>

export type SceneName = keyof typeof painters

export const sceneNames = Object.keys(painters) as readonly SceneName[]

/** What a picture shows, apart from its size: the same look is the same picture. */
export interface Look {
  readonly scene: SceneName
  readonly palette: PaletteName
  readonly seed: string
}

/**
 * Paints the look as raw RGB. `ground` is where near-black earth begins, as a part of the height,
 * for pictures with somebody standing on it.
 */
export function paintScene(
  look: Look,
  width: number,
  height: number,
  options: { ground?: number; vignette?: number } = {},
): Buffer {
  const canvas = newCanvas(width, height)
  const palette = paletteOf(look.palette)
  const random = randomFrom(`${look.seed}/${look.scene}`)
  const sun = { x: random.between(0.2, 0.8), y: random.between(0.18, 0.42) }
  const paint: Painter = painters[look.scene]
  paint(canvas, palette, random, sun)
  if (options.ground !== undefined) land.paintGround(canvas, palette, random, options.ground)
  return develop(canvas, options.vignette ?? 0.45)
}
