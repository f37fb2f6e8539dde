import { type Static, Type } from 'typebox'
import type { FactFilter } from '../../catalog/items/item-catalog.ts'
import { specialFeatureTypes } from '../../library/media-file.ts'
import { ratingAge } from '../../library/parental-rating.ts'
import { flag, list, number, text, time } from './query-parameters.ts'

const nothing = 'True finds nothing: Keyart knows of none.'

/** Parameters of `/Items` by which what items say of themselves narrows a list. */
export const factQuery = {
  tags: list('Only items with any of these tags.'),
  officialRatings: list('Only items of any of these ratings.'),
  minOfficialRating: text(
    'Only items for this rating or an older age, and those without a rating.',
  ),
  maxOfficialRating: text(
    'Only items for this rating or a younger age, and those without a rating.',
  ),
  hasOfficialRating: flag('Only items with a rating (true), or without (false).'),
  hasOverview: flag('Only items with a description (true), or without (false).'),
  hasImdbId: flag('Only items with (true) or without (false) an IMDb id.'),
  hasTmdbId: flag('Only items with (true) or without (false) a TMDB id.'),
  hasTvdbId: flag('Only items with (true) or without (false) a TVDB id.'),
  seriesStatus: list('Only series of this status: Continuing, Ended.'),
  isLocked: flag('Only items whose metadata is locked (true), or is not (false).'),
  minCommunityRating: number('Only items rated at least so, from 0 to 10.'),
  minCriticRating: number('Only items rated at least so by critics, from 0 to 100.'),
  minPremiereDate: time('Only items released at this time or later.'),
  maxPremiereDate: time('Only items released at this time or before.'),
  minDateLastSaved: time('Only items that were added, or whose images changed, since.'),
  minDateLastSavedForUser: time('The same as `minDateLastSaved`.'),
  isMissing: flag(nothing),
  isUnaired: flag(nothing),
  isVirtualUnaired: flag(nothing),
  isPlaceHolder: flag(nothing),
  is3D: flag(nothing),
  isHd: flag('Only videos of at least 1200 pixels in width (true), or others (false).'),
  is4K: flag('Only videos of at least 3800 pixels in width (true), or others (false).'),
  minWidth: number('Only videos of at least this width, in pixels.'),
  maxWidth: number('Only videos of at most this width, and what is no video.'),
  minHeight: number('Only videos of at least this height, in pixels.'),
  maxHeight: number('Only videos of at most this height, and what is no video.'),
  hasSubtitles: flag('Only videos with subtitles inside (true), or without (false).'),
  hasTrailer: flag('Only items with a trailer beside them (true), or without (false).'),
  hasSpecialFeature: flag('Only items with other extras (true), or without (false).'),
  hasThemeSong: flag('Only items with a theme song (true), or without (false).'),
  hasThemeVideo: flag('Only items with a theme video (true), or without (false).'),
  videoTypes: list('Anything but VideoFile finds nothing.'),
  locationTypes: list('Anything but FileSystem finds nothing.'),
  excludeLocationTypes: list('FileSystem leaves nothing.'),
}

const factQuerySchema = Type.Object(factQuery)
type FactQuery = Static<typeof factQuerySchema>

/** Flags by which everything is false here. */
const neverTrue = [
  'isMissing',
  'isUnaired',
  'isVirtualUnaired',
  'isPlaceHolder',
  'is3D',
] as const satisfies readonly (keyof FactQuery)[]

/** Whether the query asks for what no item is: then it finds nothing, rather than everything. */
export function asksForNothing(query: FactQuery): boolean {
  const lacks = (names: readonly string[] | undefined, one: string) =>
    names !== undefined && names.length > 0 && !names.some((name) => name.toLowerCase() === one)
  return (
    neverTrue.some((name) => query[name] === true) ||
    lacks(query.videoTypes, 'videofile') ||
    lacks(query.locationTypes, 'filesystem') ||
    query.excludeLocationTypes?.some((name) => name.toLowerCase() === 'filesystem') === true
  )
}

function extrasAsked(query: FactQuery) {
  const asked = [
    [['Trailer'], query.hasTrailer],
    [specialFeatureTypes, query.hasSpecialFeature],
    [['ThemeSong'], query.hasThemeSong],
    [['ThemeVideo'], query.hasThemeVideo],
  ] as const
  return asked.flatMap(([types, isPresent]) =>
    isPresent === undefined ? [] : [{ types, isPresent }],
  )
}

function sidesAsked({ isHd, is4K, ...query }: FactQuery) {
  const asked = [
    // Jellyfin's bounds.
    ['width', 1200, isHd],
    ['width', 3800, is4K],
    ['width', query.minWidth, true],
    ['width', above(query.maxWidth), false],
    ['height', query.minHeight, true],
    ['height', above(query.maxHeight), false],
  ] as const
  return asked.flatMap(([side, min, isReached]) =>
    min === undefined || isReached === undefined ? [] : [{ side, min, isReached }],
  )
}

function above(max: number | undefined): number | undefined {
  return max === undefined ? undefined : max + 1
}

/** As the catalog has it; `undefined` where nothing is asked. */
export function toFactFilter(query: FactQuery): FactFilter | undefined {
  const { hasImdbId: Imdb, hasTmdbId: Tmdb, hasTvdbId: Tvdb } = query
  const databases = Object.entries({ Imdb, Tmdb, Tvdb }).flatMap(([name, isPresent]) =>
    isPresent === undefined ? [] : [[name, isPresent] as const],
  )
  const since = Date.parse(query.minDateLastSaved ?? query.minDateLastSavedForUser ?? '')
  const filter: FactFilter = {
    ...some('tags', query.tags),
    ...some('officialRatings', query.officialRatings),
    ...some('seriesStatus', query.seriesStatus),
    ...given('hasOfficialRating', query.hasOfficialRating),
    ...given('hasOverview', query.hasOverview),
    ...given('isLocked', query.isLocked),
    ...given('hasSubtitles', query.hasSubtitles),
    ...some('hasExtras', extrasAsked(query)),
    ...some('sides', sidesAsked(query)),
    ...given('minRatingAge', ratingAge(query.minOfficialRating ?? '')),
    ...given('maxRatingAge', ratingAge(query.maxOfficialRating ?? '')),
    ...given('minCommunityRating', query.minCommunityRating),
    ...given('minCriticRating', query.minCriticRating),
    ...given('minPremiereDate', dayOf(query.minPremiereDate)),
    ...given('maxPremiereDate', dayOf(query.maxPremiereDate)),
    ...(databases.length === 0 ? {} : { hasProviderId: Object.fromEntries(databases) }),
    ...(Number.isNaN(since) ? {} : { changedSince: since }),
  }
  return Object.keys(filter).length === 0 ? undefined : filter
}

function given<K extends string, T>(name: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [name]: value } as { [P in K]?: T })
}

function some<K extends string, T>(name: K, values: readonly T[] | undefined) {
  return given(name, values === undefined || values.length === 0 ? undefined : values)
}

/** A time that cannot be read counts as absent. */
function dayOf(text: string | undefined): string | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 10)
}
