import type { FileStamp, Probe } from '../library/image.ts'
import type { Original, OriginalFile } from '../sources/image-source.ts'
import type { Client } from './budget/client.ts'
import type { Measurement, Orienting } from './plan/measurement.ts'
import type { SourceFacts } from './plan/cost.ts'
import type { Part } from './metadata/splice.ts'
import type { DerivePlan } from './plan/plan.ts'
import type { PicturePlan } from './plan/intermediates.ts'

/**
 * Priorities, highest first: what a client waits for; what it is about to ask for; what a scan
 * opens; what is rendered ahead of time; what makes later work cheaper. A call is served when none of a higher priority waits, and
 * one slot is always reserved for interactive calls.
 */
export const priorities = ['interactive', 'prefetch', 'scan', 'prerender', 'refine'] as const
export type Priority = (typeof priorities)[number]

/** A picture that was made of an original and stands for it. */
export interface IntermediateInput extends OriginalFile {
  /** Its content is not compared, for it lies in our own storage. */
  readonly isIntermediate: true
}

export type ProbeOutcome =
  | { readonly kind: 'image'; readonly probe: Probe; readonly stamp: FileStamp }
  /** Not to be announced: truncated, empty, not an image, over a limit. */
  | { readonly kind: 'problem'; readonly reason: string; readonly stamp: FileStamp }
  /**
   * There, but the disk or the system does not give it just now: that says nothing of the image,
   * and need not be so the next time.
   */
  | { readonly kind: 'unreadable'; readonly reason: string }
  /** Gone since it was listed. */
  | { readonly kind: 'missing' }

/** How long a call took that was answered, in milliseconds. */
export interface CallTiming {
  /** From being asked for until the work began. */
  readonly waited: number
  readonly worked: number
}

export interface RenderOptions {
  /** Tag of the bytes that the plan was made for; other bytes are SOURCE_CHANGED. */
  readonly tag: string
  readonly priority: Priority
  /** What is known of the original, to tell how much memory the call takes. */
  readonly source?: SourceFacts
  /** Who is served in turn with other clients; absent: the server itself, one client of its own. */
  readonly client?: Client
  /** Processor time by estimate, by which clients are served in turn; default: by `source`. */
  readonly seconds?: number
  /** Drops the call while it waits; one that is being worked on goes on and is answered. */
  readonly signal?: AbortSignal
  /** Hears how many seconds of processor time were used, also for a failure. */
  readonly onUsed?: (seconds: number) => void
  readonly onTimed?: (timing: CallTiming) => void
}

/** Makes pixels, somewhere else than in the process that answers HTTP. */
export interface Renderer extends AsyncDisposable {
  /** Opens an original once and says all that the catalog keeps. Never throws for a bad file. */
  probe(file: OriginalFile, priority: Priority): Promise<ProbeOutcome>
  /**
   * What planning a request may need and no probe says; decodes the original.
   * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, SOURCE_DAMAGED, RENDER_FAILED,
   * RENDERER_AWAY, BUSY
   */
  measure(original: Original, orienting: Orienting, options: RenderOptions): Promise<Measurement>
  /**
   * How the original is put together without its metadata; `undefined` where that is not certain.
   * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, RENDER_FAILED, RENDERER_AWAY, BUSY
   */
  strip(file: OriginalFile, options: RenderOptions): Promise<readonly Part[] | undefined>
  /**
   * The encoded image that `plan` describes.
   * @throws the reason of `options.signal`, when it is dropped
   * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, SOURCE_DAMAGED, RENDER_FAILED,
   * RENDERER_AWAY, BUSY
   */
  render(original: Original, plan: DerivePlan, options: RenderOptions): Promise<Buffer>
  /**
   * What `plans` describe, in their order, from one decode of the original.
   * @throws KeyartError as `render` does; then none was made
   */
  renderAll(
    input: Original | IntermediateInput,
    plans: readonly PicturePlan[],
    options: RenderOptions,
  ): Promise<readonly Buffer[]>
}
