import { planBar, planBadge, type Badge } from './overlay.ts'
import type { Size } from './geometry.ts'

/** What the wire asks to be done to a picture that has its size. */
export interface EffectsQuery {
  /** Sigma in output pixels. */
  readonly blur?: number
  /** How much of the picture is left under black: 0 is all black, 1 changes nothing. */
  readonly foreground?: number
  /** How much was watched, in percent. */
  readonly percentPlayed?: number
  readonly unplayedCount?: number
  readonly playedIndicator?: boolean
}

/**
 * What is done, in this order: blur, veil, bar, badge. Only what can be seen is there, so that
 * requests with one outcome have equal effects.
 */
export interface Effects {
  /** Sigma of a Gaussian in output pixels. */
  readonly blur?: number
  /** Alpha, 1 to 255, of black over the whole picture. */
  readonly veil?: number
  /** Played part of the bar at the lower edge, in output pixels; the bar is there at 0, too. */
  readonly bar?: number
  /** What stands in the circle at the upper right. */
  readonly badge?: Badge
}

/** Below this the convolution leaves every pixel as it is. */
const minBlur = 0.3

/** The effects of `query` on an output of `size`; `undefined` for none. */
export function planEffects(query: EffectsQuery | undefined, size: Size): Effects | undefined {
  if (query === undefined) return undefined
  const blur = Math.round((query.blur ?? 0) * 100) / 100
  const veil = Math.round(255 * (1 - Math.min(1, Math.max(0, query.foreground ?? 1))))
  const percent = query.percentPlayed ?? 0
  // As in Emby and Jellyfin: what is half watched shows how far, not how much is left to watch.
  const halfPlayed = percent > 0 && percent < 100
  const bar = halfPlayed ? planBar(percent, size) : undefined
  const badge = planBadge(
    {
      played: query.playedIndicator ?? false,
      count: halfPlayed ? 0 : (query.unplayedCount ?? 0),
    },
    size,
  )
  const effects: Effects = {
    ...(blur < minBlur ? {} : { blur }),
    ...(veil === 0 ? {} : { veil }),
    ...(bar === undefined ? {} : { bar }),
    ...(badge === undefined ? {} : { badge }),
  }
  return Object.keys(effects).length === 0 ? undefined : effects
}
