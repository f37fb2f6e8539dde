/*
 * What is previous of an image of the origin, and what follows from it. Pure. Times are milliseconds
 * by the clock of this process (`performance.now()`), dates those of the origin.
 *
 * An origin never says which bytes belong to a tag. That they do follows from looking at both in
 * turn: what was seen before and after, and did not change by its own date, was the same between.
 */

/** A question and its answer: what it says was true at some moment between the two. */
export interface Moment {
  readonly sentAt: number
  readonly receivedAt: number
}

/** What an answer of the origin says: the tag of one image of an item or user. */
export interface NamedTag {
  readonly ownerId: string
  readonly type: string
  readonly index: number
  readonly tag: string
  /** Whether it is an image of a photograph. */
  readonly isOfPhoto?: boolean
}

/** How the origin tells two states of a file apart. */
export interface FileFacts {
  readonly length: number | undefined
  /** As it stands in the header. */
  readonly lastModified: string | undefined
  readonly etag: string | undefined
}

/** Since when the origin has sent one state of a file, and when that was last seen. */
export interface Observed {
  readonly facts: FileFacts
  readonly first: Moment
  readonly last: Moment
  /** Whether the file was older than its second when it was first seen: its date tells the next one. */
  readonly isSettled: boolean
}

/** A tag that the origin named in answer after answer. */
export interface Sightings {
  readonly tag: string
  readonly first: Moment & { readonly date: number | undefined }
  readonly last: Moment
}

/** Milliseconds for which an answer of the origin counts as what it would say now. */
export const freshFor = 30_000

/** A date has whole seconds, and a clock may be set a little. */
const dateSlack = 2_000

export function isSameFile(one: FileFacts, other: FileFacts): boolean {
  return (
    one.lastModified === other.lastModified &&
    one.etag === other.etag &&
    (one.length === other.length || one.length === undefined || other.length === undefined) &&
    (one.lastModified ?? one.etag) !== undefined
  )
}

/** Whether a file of this date cannot be another one with the same date. */
export function isSettled({ lastModified }: FileFacts, date: number | undefined): boolean {
  const modified = Date.parse(lastModified ?? '')
  return date !== undefined && modified + dateSlack <= date
}

/** What is previous once the origin named `tag` again, or another one. */
export function withSighting(
  previous: Sightings | undefined,
  tag: string,
  seen: Moment & { readonly date: number | undefined },
): Sightings | undefined {
  if (previous === undefined) return { tag, first: seen, last: seen }
  if (previous.tag === tag)
    return seen.sentAt >= previous.last.receivedAt ? { ...previous, last: seen } : previous
  // Two answers at the same time that differ: which of them is older nobody knows.
  if (seen.sentAt < previous.last.receivedAt)
    return seen.receivedAt <= previous.first.sentAt ? previous : undefined
  return { tag, first: seen, last: seen }
}

/**
 * Whether the bytes observed are those of the tag seen. Both must hold:
 * - the file has not changed since before the tag was first seen, by its own date;
 * - one of the two was seen before and after the other.
 */
export function isProven({ facts, first, last }: Observed, seen: Sightings): boolean {
  if (!isSettled(facts, seen.first.date)) return false
  const sightings: readonly Moment[] = [seen.first, seen.last]
  return (
    sightings.some((moment) => isWithin(moment, first, last)) ||
    [first, last].some((moment) => isWithin(moment, seen.first, seen.last))
  )
}

function isWithin(inner: Moment, before: Moment, after: Moment): boolean {
  return before.receivedAt <= inner.sentAt && inner.receivedAt <= after.sentAt
}

/** Whether something seen then, and after `changedAt`, is as good as seen now. */
export function isFresh(
  { sentAt }: Pick<Moment, 'sentAt'>,
  now: number,
  changedAt: number,
): boolean {
  return sentAt > changedAt && now - sentAt <= freshFor
}
