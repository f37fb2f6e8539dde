/** What is made: what answers at once, then what is better and costs more. */
export type PrerenderRound = 'first' | 'avif'

/** How pre-rendering stands, at any time. */
export interface PrerenderStatus {
  /**
   * `paused`: there is something to do, and more urgent work waits, or the processor
   * time of a day is used up.
   */
  readonly state: 'running' | 'paused' | 'idle'
  readonly round: PrerenderRound
  /** Announced images, and those that were looked at in this round. */
  readonly images: number
  readonly done: number
  /** Derivatives made since the start. */
  readonly made: number
  /** Images passed over since the start, because they could not be made. */
  readonly failed: number
  /** Bytes of the derivatives found and made, as far as this run has come. */
  readonly bytes: number
  /** Whether it stopped for want of room. */
  readonly full: boolean
  /** Milliseconds since 1970; absent before the first run has ended. */
  readonly finishedAt: number | undefined
}

export const nothingYet: PrerenderStatus = {
  state: 'idle',
  round: 'first',
  images: 0,
  done: 0,
  made: 0,
  failed: 0,
  bytes: 0,
  full: false,
  finishedAt: undefined,
}
