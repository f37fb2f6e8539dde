/** What an `.nfo` or the media say of an item that is given as it is: nothing is looked up by it but filters. */
export interface ItemFacts {
  readonly tags?: readonly string[]
  readonly taglines?: readonly string[]
  /** Ids of databases by the wire's names of these (`Imdb`, `Tmdb`, `Tvdb`, …). */
  readonly providerIds?: Readonly<Record<string, string>>
  /** From 0 to 100. */
  readonly criticRating?: number
  /** What its rating means, in years of age: `ratingAge`. */
  readonly ratingAge?: number
  readonly countries?: readonly string[]
  /** Of a series: `Continuing` or `Ended`. */
  readonly status?: string
  /** ISO date. */
  readonly endDate?: string
  /** Milliseconds since 1970: when it was added, as the `.nfo` has it. */
  readonly addedAt?: number
  /** In units of 100 ns. */
  readonly runTimeTicks?: number
  /** Whether other programs are asked not to change its metadata. */
  readonly isLocked?: boolean
  readonly trailers?: readonly string[]
  /** Of a special: before which season, or which episode of it. */
  readonly airsBefore?: { readonly season: number; readonly episode?: number }
  readonly airsAfterSeason?: number
}
