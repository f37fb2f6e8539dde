import type { ShapeTally } from '../catalog/images/shape-catalog.ts'

/** A shape that is no longer asked for counts half as much after so many milliseconds. */
export const halfLife = 7 * 24 * 60 * 60 * 1000

/** Different images that a shape must be asked of to be more than somebody's whim. */
export const severalImages = 3

/** Different clients that must ask for it; one counts as another on another day. */
export const severalClients = 2

/** Shapes that are remembered. */
export const mostShapes = 500

/** Shapes of one kind (type and form) that are worth making ahead of time. */
export const mostOfAKind = 12

/** Less often asked for than this share of the best of its kind: not worth making for every image. */
const leastShare = 1 / 50

/** Asked for once a week ago, or long not at all: forgotten enough. */
const leastScore = 0.5

/** How often a shape was asked for since it was counted last. */
export interface Asked {
  readonly times: number
  /** Some of the images, by whatever tells them apart. */
  readonly images: readonly string[]
  /** Some of the clients, likewise. */
  readonly clients: readonly string[]
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What a score of some time ago is worth at `at`. */
export function scoreAt({ score, at: then }: Pick<ShapeTally, 'score' | 'at'>, at: number): number {
  return score * 2 ** -(Math.max(0, at - then) / halfLife)
}

/** The tally of a shape with more requests; in whatever order they are counted, it is the same. */
export function countShape(tally: ShapeTally, asked: Asked): ShapeTally {
  const at = Math.max(tally.at, asked.at)
  return {
    shape: tally.shape,
    score: scoreAt(tally, at) + scoreAt({ score: asked.times, at: asked.at }, at),
    at,
    images: [...new Set([...tally.images, ...asked.images])].slice(0, severalImages),
    clients: [...new Set([...tally.clients, ...asked.clients])].slice(0, severalClients),
  }
}

function isEstablished({ images, clients }: ShapeTally): boolean {
  return images.length >= severalImages && clients.length >= severalClients
}

/** The `mostShapes` tallies to remember: those of several images and clients first, by score. */
export function keepTallies(tallies: Iterable<ShapeTally>, now: number): readonly ShapeTally[] {
  return [...tallies]
    .filter((tally) => scoreAt(tally, now) >= leastScore)
    .sort(
      (one, other) =>
        Number(isEstablished(other)) - Number(isEstablished(one)) || compare(one, other, now),
    )
    .slice(0, mostShapes)
}

/** The tallies of one kind whose shapes are worth making ahead of time, the best first. */
export function rankShapes(tallies: Iterable<ShapeTally>, now: number): readonly ShapeTally[] {
  const ranked = [...tallies].filter(isEstablished).sort((one, other) => compare(one, other, now))
  const [best] = ranked
  const least = best === undefined ? 0 : Math.max(leastScore, scoreAt(best, now) * leastShare)
  return ranked.filter((tally) => scoreAt(tally, now) >= least).slice(0, mostOfAKind)
}

function compare(one: ShapeTally, other: ShapeTally, now: number): number {
  const byScore = scoreAt(other, now) - scoreAt(one, now)
  return byScore === 0 ? (one.shape < other.shape ? -1 : 1) : byScore
}
