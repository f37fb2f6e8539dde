import type { LoadRequest } from './load.ts'

/** Requests as fast as they are answered, for a time. */
export interface FloodCall {
  readonly port: number
  /** GET, in turn, from the front again at the end. */
  readonly requests: readonly LoadRequest[]
  readonly seconds: number
}

export interface Flood {
  /** Answers a second. */
  readonly rate: number
  /** From its first request to its last answer. */
  readonly seconds: number
  /** Of an answer on average; of its body, or with the head: that is for the generator to say. */
  readonly bytes: number
}

/** The same for all sides of a comparison. */
export interface Generator extends AsyncDisposable {
  /** With version and connections. */
  readonly name: string
  /** @throws Error where an answer is no success */
  flood(call: FloodCall): Promise<Flood>
}

export const floodConnections = 32
