/** Where an episode lies, for what its name alone leaves open. */
export interface EpisodePlace {
  /** Names of the folder and of the series: a number in them is none of an episode. */
  readonly names: readonly string[]
  /** Of the season's folder. */
  readonly season?: number | undefined
}

/** Season and episodes as a name tells them. */
export interface Numbers {
  /** `marked`: beyond doubt (`S01E02`); `loose`: a number that a day would go before. */
  readonly kind: 'marked' | 'loose'
  readonly season?: number | undefined
  readonly episode?: number
  readonly last?: number
  /** Where the numbers end. */
  readonly end: number
}
