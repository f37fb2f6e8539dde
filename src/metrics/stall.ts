/** What held the thread, once it turns again. */
export interface Stall {
  readonly seconds: number
  /** Functions with file and line, the innermost first; empty where it was in none of JavaScript. */
  readonly stack: readonly string[]
}

/** What the thread that watches is given. */
export interface WatchdogData {
  /** One number, which goes up as long as the watched thread turns. */
  readonly beats: Int32Array
  readonly limitSeconds: number
}
