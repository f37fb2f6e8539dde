import type { ImageType } from '../library/image-type.ts'
import type { HeightRule, Orientation, SizePreset } from './size-preset.ts'

/** A window of jellyfin-web, and how much of its width one card takes there, in percent. */
interface Window {
  /** CSS pixels. */
  readonly width: number
  /** Pixels of the screen a CSS pixel. */
  readonly pixelRatio: 1 | 2
  /** Tall and square cards: in a grid, and in a row that is scrolled sideways. */
  readonly card: readonly [grid: number, row: number]
  readonly wideCard: readonly [grid: number, row: number]
}

/**
 * Common windows that are wider than high, the likeliest first. The shares are those of jellyfin-web 10.11 and 12
 * (10.11: src/components/cardbuilder/cardBuilderUtils.ts, `getPostersPerRow`: portrait and square,
 * overflowPortrait and overflowSquare; backdrop, overflowBackdrop).
 */
const windows: readonly Window[] = [
  { width: 1366, pixelRatio: 1, card: [16.66666667, 15.5], wideCard: [25, 23.3] },
  { width: 1920, pixelRatio: 1, card: [11.1111111111, 11.6], wideCard: [20, 18.5] },
  { width: 1440, pixelRatio: 2, card: [14.28571428571, 15.5], wideCard: [25, 23.3] },
  { width: 1920, pixelRatio: 2, card: [11.1111111111, 11.6], wideCard: [20, 18.5] },
  { width: 1600, pixelRatio: 1, card: [12.5, 15.5], wideCard: [20, 23.3] },
]

/** `quality` of every card (src/components/cardbuilder/cardBuilder.js, `getCardImageUrl`). */
const cardQuality = 96
/** What jellyfin-apiclient 1.11 asks of a backdrop for which nothing else is said. */
const backdropQuality = 80
/** Width over height of a wide card. */
const wideRatio = 16 / 9

/**
 * What jellyfin-web 10.11 asks for at common windows, for as long as no client has asked for anything.
 *
 * A card's width is its share of the window, rounded; its height that by the picture's own ratio
 * for a Primary, else by the card's. Both are then taken times the pixel ratio. A page's backdrop
 * is bounded by the width of the screen.
 *
 * They are made as WebP alone: an AVIF costs about twice that for a fifth fewer bytes, too much
 * for a guess; it is made when it is asked for, or when clients that take AVIF ask for the shape.
 */
export const jellyfinWebPresets = presetsBy('round')

/** jellyfin-web 12 rounds heights up, and after the pixel ratio (src/components/cardbuilder/utils/url.ts). */
export const jellyfinWeb12Presets = presetsBy('ceil')

type Rounding = 'round' | 'ceil'

function presetsBy(rounding: Rounding): readonly SizePreset[] {
  return distinct(windows.flatMap((window) => presetsAt(window, rounding)))
}

function presetsAt(
  { width, pixelRatio, card, wideCard }: Window,
  rounding: Rounding,
): readonly SizePreset[] {
  const cardWidth = (share: number) => Math.round(width / (100 / share))
  const nearest: HeightRule = pixelRatio === 1 ? 'nearest' : 'doubled'
  const rule = rounding === 'ceil' ? 'up' : nearest
  const byOwnRatio = (orientation: Orientation, share: number): SizePreset => ({
    ...cardPreset('Primary', orientation),
    size: { fillWidth: cardWidth(share) * pixelRatio },
    fillHeight: rule,
  })
  const wide = (type: ImageType, share: number): SizePreset => ({
    ...cardPreset(type, 'wide'),
    size: {
      fillWidth: cardWidth(share) * pixelRatio,
      fillHeight: Math[rounding]((cardWidth(share) / wideRatio) * pixelRatio),
    },
  })
  return [
    ...card.flatMap((share) => [byOwnRatio('tall', share), byOwnRatio('square', share)]),
    ...wideCard.flatMap((share) => [
      byOwnRatio('wide', share),
      wide('Thumb', share),
      // In place of a Thumb that is not there.
      wide('Backdrop', share),
    ]),
    {
      ...cardPreset('Backdrop', 'wide'),
      size: { maxWidth: width * pixelRatio },
      quality: backdropQuality,
    },
  ]
}

function cardPreset(type: ImageType, orientation: Orientation) {
  return { type, orientation, quality: cardQuality, accepts: 'webp' } as const
}

function distinct(presets: readonly SizePreset[]): readonly SizePreset[] {
  return [...new Map(presets.map((preset) => [JSON.stringify(preset), preset])).values()]
}
