import type { ProblemCode } from '../../errors.ts'
import type { Original } from '../../sources/image-source.ts'
import type { Measurement, Orienting } from '../plan/measurement.ts'
import type { Part } from '../metadata/splice.ts'
import type { ProbeOutcome } from '../renderer.ts'
import type { PicturePlan } from '../plan/intermediates.ts'

/** What a picture is made from. */
export type PictureSource =
  /** Has to have this tag. */
  | { readonly kind: 'original'; readonly original: Original; readonly tag: string }
  | { readonly kind: 'intermediate'; readonly path: string }

/** What the parent asks of the renderer process. */
export type Call =
  | { readonly kind: 'probe'; readonly path: string }
  | {
      readonly kind: 'measure'
      readonly original: Original
      readonly orienting: Orienting
      readonly tag: string
    }
  | { readonly kind: 'strip'; readonly path: string; readonly tag: string }
  | {
      readonly kind: 'render'
      readonly source: PictureSource
      readonly plans: readonly PicturePlan[]
    }

export type CallMessage = Call & { readonly id: number }

/** A failure on its way through the process boundary. */
export interface Failure {
  readonly code: ProblemCode
  readonly detail: string
  /** Text of the cause, for the log. */
  readonly cause?: string
  /**
   * Time or memory was not enough, or the process ended over it. Said by the process itself: the
   * work goes on, and only the end of the process ends it.
   */
  readonly isOverrun?: true
  /** The process sees no such file. */
  readonly isGone?: true
}

export const tooSlow = {
  code: 'RENDER_FAILED',
  detail: 'Creating the image took too long',
  isOverrun: true,
} as const satisfies Failure

export const crashed = {
  code: 'SOURCE_DAMAGED',
  detail: 'Decoding the original crashes the renderer process',
  isOverrun: true,
} as const satisfies Failure

export type Answer =
  | { readonly kind: 'probed'; readonly outcome: ProbeOutcome }
  | { readonly kind: 'measured'; readonly measurement: Measurement }
  | { readonly kind: 'stripped'; readonly parts: readonly Part[] | undefined }
  | { readonly kind: 'rendered'; readonly outputs: readonly Uint8Array[] }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** What the renderer process says. `rss`: its resident set in bytes. */
export type ProcessMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'memory'; readonly rss: number }
  | {
      readonly kind: 'answer'
      readonly id: number
      readonly answer: Answer
      readonly rss: number
      /** Seconds of processor time that the call took. */
      readonly used: number
    }

/** Limits on originals. */
export interface SourceLimits {
  /** Most bytes of an original. */
  readonly maxSourceBytes: number
  /** Most pixels of an original, all frames together. */
  readonly maxSourcePixels: number
}

/** As the renderer process gets them in its environment. */
export interface DecodingLimits extends SourceLimits {
  /** Longest time that a drawing (SVG) may take, in milliseconds. */
  readonly svgTimeout: number
}
