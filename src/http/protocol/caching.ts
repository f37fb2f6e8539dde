import type { IncomingHttpHeaders } from 'node:http'

/** What a representation is told apart by. */
export interface Validators {
  /** Opaque part of the entity tag, without quotes. */
  readonly key: string
  /**
   * Whether one key may stand for different bytes. A derivative's does: the same picture is made
   * from the original or from a smaller one of it, and its bytes differ by that (RFC 9110 8.8.1).
   * An original's never.
   */
  readonly isWeak: boolean
  /** Milliseconds since 1970; counts in whole seconds on the wire. */
  readonly modifiedAt: number
}

/** How the image was asked for: by its current tag, by a tag that is no longer one, or by none. */
export type TagMatch = 'current' | 'stale' | 'none'

/** Who may keep an answer: everyone on the way, or only the client that asked. */
export type Sharing = 'public' | 'private'

/**
 * A URL with the current tag names this content for ever, for a changed image has a new tag. Any
 * other URL may show something else tomorrow, so it is asked about each time; a 304 is cheap.
 */
export function cacheControl(match: TagMatch, sharing: Sharing): string {
  return match === 'current' ? `${sharing}, max-age=31536000, immutable` : 'no-cache'
}

export function entityTag({ key, isWeak }: Validators): string {
  return isWeak ? `W/"${key}"` : `"${key}"`
}

/** RFC 9110 8.8.2.1: never later than the message itself. */
export function lastModified({ modifiedAt }: Validators, now: number): string {
  return new Date(Math.min(modifiedAt, now)).toUTCString()
}

/**
 * The fields of a 304: what says how long the copy is good for, and which one is meant. All else
 * the client has with its copy (RFC 9110 15.4.5), but for what lets a page of another origin see it.
 */
export const notModifiedFields: ReadonlySet<string> = new Set([
  'access-control-allow-origin',
  'cache-control',
  'etag',
  'vary',
])

export type Precondition = 'proceed' | 'not-modified' | 'failed'

/**
 * Evaluates the preconditions of a GET or HEAD in the order of RFC 9110 13.2.2: a date counts only
 * where no entity tag of its kind stands.
 */
export function evaluatePreconditions(
  headers: IncomingHttpHeaders,
  validators: Validators,
): Precondition {
  const ifMatch = headers['if-match']
  if (ifMatch !== undefined) {
    if (!matchesStrongly(ifMatch, validators)) return 'failed'
  } else {
    const date = parseDate(headers['if-unmodified-since'])
    if (date !== undefined && seconds(validators.modifiedAt) > seconds(date)) return 'failed'
  }
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined)
    return namesKey(ifNoneMatch, validators.key, 'weak') ? 'not-modified' : 'proceed'
  const date = parseDate(headers['if-modified-since'])
  return date !== undefined && seconds(validators.modifiedAt) <= seconds(date)
    ? 'not-modified'
    : 'proceed'
}

/**
 * Whether `If-Range` lets a range through (RFC 9110 13.1.5: strong comparison, exact date). Never
 * for what is told apart weakly: a part of one making must not be put to a part of another.
 */
export function ifRangeHolds(headers: IncomingHttpHeaders, validators: Validators): boolean {
  const value = headers['if-range']
  if (value === undefined) return true
  if (validators.isWeak) return false
  const text = Array.isArray(value) ? (value[0] ?? '') : value
  if (text.startsWith('"') || text.startsWith('W/')) return text === entityTag(validators)
  const date = parseDate(text)
  return date !== undefined && seconds(date) === seconds(validators.modifiedAt)
}

/**
 * Whether a precondition names the representation of `key`, whatever comes of it: the client has
 * that one. `*` names none more than another.
 */
export function isNamed(headers: IncomingHttpHeaders, key: string): boolean {
  return (['if-none-match', 'if-match', 'if-range'] as const).some((name) => {
    const header = headers[name]
    return typeof header === 'string' && listsKey(header, key, 'weak')
  })
}

/** RFC 9110 13.1.1: `*` is satisfied by any representation, a weak tag by none. */
function matchesStrongly(header: string, { key, isWeak }: Validators): boolean {
  return isWeak ? header.trim() === '*' : namesKey(header, key, 'strong')
}

/**
 * Whether a list of entity tags names `key`. Bare, unquoted tags are let through for the sake of
 * older clients, which compare against what Emby and Jellyfin send.
 */
function namesKey(header: string, key: string, comparison: 'strong' | 'weak'): boolean {
  return header.trim() === '*' || listsKey(header, key, comparison)
}

function listsKey(header: string, key: string, comparison: 'strong' | 'weak'): boolean {
  for (const [, weak, quoted, bare] of header.matchAll(/(W\/)?"([^"]*)"|([^\s,"]+)/g)) {
    if (weak !== undefined && comparison === 'strong') continue
    if ((quoted ?? bare) === key) return true
  }
  return false
}

/** An HTTP date in any of the three forms of RFC 9110 5.6.7; anything else must be passed over. */
function parseDate(value: string | undefined): number | undefined {
  if (value === undefined || !/^[a-z]{3,9},? .*\d\d:\d\d:\d\d/i.test(value)) return undefined
  // The third form names no zone and means GMT, not that of this machine.
  const time = Date.parse(value.endsWith('GMT') ? value : `${value} GMT`)
  return Number.isNaN(time) ? undefined : time
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
