import { digitField, digitPaths } from './digits.ts'
import { type Box, halfEven, type Size } from './geometry.ts'

/*
 * The indicators of Jellyfin (PercentPlayedDrawer, UnplayedCountIndicator), in its colours. Its
 * pixels are right for a card up to 400 high and vanish on a large one: from there on ours grow.
 */

/** What stands in the circle: a tick, or a count of at least 1. */
export type Badge = { readonly kind: 'played' } | { readonly kind: 'count'; readonly count: number }

/** Alpha from 0 to 1. */
export const barColours = { ground: { rgb: '#000000', alpha: 0.6 }, played: '#00a4dc' } as const
const circleColour = { rgb: '#00a4dc', alpha: 0.8 } as const

/** Sizes on a picture up to this height. */
const plainHeight = 400
const barHeight = 9
/** Of the circle: how far its centre is from the upper and the right edge, and its radius. */
const inset = 38
const radius = 20
/** More than that many is drawn as so many: no larger number can be read in the circle. */
const maxShownCount = 9999

const grown = ({ height }: Size) => Math.max(1, height / plainHeight)

/** Played pixels of the bar; `undefined` where the picture is too narrow for one. */
export function planBar(percent: number, { width }: Size): number | undefined {
  // The last column stays free, as in Jellyfin.
  return width > 1 ? halfEven(((width - 1) * percent) / 100) : undefined
}

/** The whole bar, played or not. */
export function barBox(size: Size): Box {
  const height = Math.min(size.height, Math.round(barHeight * grown(size)))
  return { left: 0, top: size.height - height, width: size.width - 1, height }
}

/** `undefined` for nothing to show, or where the circle lies off the picture. */
export function planBadge(
  { played, count }: { readonly played: boolean; readonly count: number },
  size: Size,
): Badge | undefined {
  if ((!played && count <= 0) || badgeBox(size) === undefined) return undefined
  return played ? { kind: 'played' } : { kind: 'count', count: Math.min(maxShownCount, count) }
}

function circleOf(size: Size) {
  // A tall and narrow picture: the circle must not grow off its left edge.
  const scale = Math.max(1, Math.min(grown(size), size.width / (inset + radius)))
  return { x: size.width - inset * scale, y: inset * scale, r: radius * scale, scale }
}

/** The part of the picture that the circle touches. */
function badgeBox(size: Size): Box | undefined {
  const { x, y, r } = circleOf(size)
  const left = Math.max(0, Math.floor(x - r))
  const top = Math.max(0, Math.floor(y - r))
  const right = Math.min(size.width, Math.ceil(x + r))
  const bottom = Math.min(size.height, Math.ceil(y + r))
  if (right <= left || bottom <= top) return undefined
  return { left, top, width: right - left, height: bottom - top }
}

/** The circle with what stands in it, as SVG without text, and where to put it. */
export function drawBadge(badge: Badge, size: Size): { svg: string; box: Box } | undefined {
  const box = badgeBox(size)
  if (box === undefined) return undefined
  const { left, top, width, height } = box
  const { x, y, r, scale } = circleOf(size)
  const sign = badge.kind === 'played' ? tick : numberSign(badge.count)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}"><circle cx="${x}" cy="${y}" r="${r}" fill="${circleColour.rgb}" fill-opacity="${circleColour.alpha}"/><g transform="translate(${x} ${y}) scale(${scale})" fill="none" stroke="#ffffff" stroke-linecap="round" stroke-linejoin="round">${sign}</g></svg>`
  return { svg, box }
}

/** About the centre of the circle. */
const tick = '<path d="M-8.7 0.8L-3 6.5L8.7 -6.2" stroke-width="3.8"/>'

/** Heights of a digit: as Jellyfin's type of 24 and, from three digits on, of 18 points. */
const tall = 17
const small = 13
/** Widest number that keeps clear of the circle's edge. */
const widest = 31

function numberSign(count: number): string {
  const digits = String(count).split('')
  const { width, height, gap, stroke } = digitField
  const across = digits.length * (width + gap) - gap
  const scale = Math.min((digits.length < 3 ? tall : small) / height, widest / across)
  const paths = digits.map(
    (digit, index) =>
      `<path d="${digitPaths[digit] ?? ''}" transform="translate(${index * (width + gap)})"/>`,
  )
  return `<g transform="scale(${scale}) translate(${-across / 2} ${-height / 2})" stroke-width="${stroke}">${paths.join('')}</g>`
}
