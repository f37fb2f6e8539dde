import { Counts } from '../metrics/counts.ts'
import { Histogram } from '../metrics/histogram.ts'
import type { RenderClass } from './renderer.ts'

/** How long a picture took to make, in milliseconds. */
export interface CallTiming {
  /** From being asked for until the work began. */
  readonly waited: number
  readonly worked: number
}

const timings = new WeakMap<Uint8Array, CallTiming>()

/**
 * How long the renderer took to make `bytes`; `undefined` for bytes from elsewhere. Remembered
 * beside the bytes, so that nothing between renderer and answer has to pass it on.
 */
export function findTiming(bytes: Uint8Array): CallTiming | undefined {
  return timings.get(bytes)
}

/** Says of bytes that were just made how long they took. */
export function rememberTiming(bytes: Uint8Array, timing: CallTiming | undefined): void {
  if (timing !== undefined) timings.set(bytes, timing)
}

/** What a renderer has done since it was opened. */
export class CallTally {
  readonly calls = new Counts<[kind: string, renderClass: RenderClass]>()
  readonly renderSeconds = new Histogram([
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ])
  readonly ends = new Counts<[how: 'died' | 'replaced']>()

  answered(kind: string, renderClass: RenderClass, { worked }: CallTiming): void {
    this.calls.add(kind, renderClass)
    if (kind === 'render') this.renderSeconds.observe(worked / 1000)
  }
}
