import type { PresetTally } from '../catalog/images/preset-catalog.ts'

/** A preset that is no longer requested counts half as much after this many milliseconds. */
export const halfLife = 7 * 24 * 60 * 60 * 1000

/** Different images for which a preset must be requested to count as a habit. */
export const minImages = 3

/** Different clients that must ask for it; one counts as another on another day. */
export const minClients = 2

/** Shapes that are remembered. */
export const maxPresets = 500

/** Shapes of one kind (type and form) that are worth making ahead of time. */
export const maxPresetsPerKind = 12

/** Requested less often than this share of the best of its kind: not worth prerendering. */
const minShare = 1 / 50

/** The score of one request a week ago: below it, a preset is forgotten. */
const minScore = 0.5

/** How often a preset was requested since it was counted last. */
export interface PresetRequests {
  readonly times: number
  /** Some of the images, by whatever tells them apart. */
  readonly images: readonly string[]
  /** Some of the clients, likewise. */
  readonly clients: readonly string[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What a score of some time ago is worth at `at`. */
export function scoreAt(
  { score, at: then }: Pick<PresetTally, 'score' | 'at'>,
  at: number,
): number {
  return score * 2 ** -(Math.max(0, at - then) / halfLife)
}

/** The tally of a shape with more requests; in whatever order they are counted, it is the same. */
export function countPreset(tally: PresetTally, requests: PresetRequests): PresetTally {
  const at = Math.max(tally.at, requests.at)
  return {
    preset: tally.preset,
    score: scoreAt(tally, at) + scoreAt({ score: requests.times, at: requests.at }, at),
    at,
    images: [...new Set([...tally.images, ...requests.images])].slice(0, minImages),
    clients: [...new Set([...tally.clients, ...requests.clients])].slice(0, minClients),
  }
}

function isEstablished({ images, clients }: PresetTally): boolean {
  return images.length >= minImages && clients.length >= minClients
}

/** The `maxPresets` tallies to remember: those of several images and clients first, by score. */
export function selectTallies(tallies: Iterable<PresetTally>, now: number): readonly PresetTally[] {
  return [...tallies]
    .filter((tally) => scoreAt(tally, now) >= minScore)
    .sort(
      (one, other) =>
        Number(isEstablished(other)) - Number(isEstablished(one)) || compare(one, other, now),
    )
    .slice(0, maxPresets)
}

/** The tallies of one kind whose shapes are worth making ahead of time, the best first. */
export function rankPresets(tallies: Iterable<PresetTally>, now: number): readonly PresetTally[] {
  const ranked = [...tallies].filter(isEstablished).sort((one, other) => compare(one, other, now))
  const [best] = ranked
  const minScoreOfKind = best === undefined ? 0 : Math.max(minScore, scoreAt(best, now) * minShare)
  return ranked.filter((tally) => scoreAt(tally, now) >= minScoreOfKind).slice(0, maxPresetsPerKind)
}

function compare(one: PresetTally, other: PresetTally, now: number): number {
  const byScore = scoreAt(other, now) - scoreAt(one, now)
  return byScore === 0 ? (one.preset < other.preset ? -1 : 1) : byScore
}
