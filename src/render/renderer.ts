import type { FileStamp, Probe } from '../library/image.ts'
import type { Original, OriginalFile } from '../sources/image-source.ts'
import type { Measurement, Orienting } from './measurement.ts'
import type { DerivePlan } from './plan.ts'

/** Who waits: what a person looks at goes before scanning and other work ahead of time. */
export type RenderClass = 'person' | 'background'

export type ProbeOutcome =
  | { readonly kind: 'image'; readonly probe: Probe; readonly stamp: FileStamp }
  /** Not to be announced: truncated, empty, not an image, over a limit. */
  | { readonly kind: 'problem'; readonly reason: string; readonly stamp: FileStamp }
  /** Gone since it was listed. */
  | { readonly kind: 'missing' }

export interface RenderOptions {
  /** Tag of the bytes that the plan was made for; other bytes are SOURCE_CHANGED. */
  readonly tag: string
  readonly renderClass: RenderClass
}

/** Makes pixels, somewhere else than in the process that answers HTTP. */
export interface Renderer extends AsyncDisposable {
  /** Opens an original once and says all that the catalog keeps. Never throws for a bad file. */
  probe(file: OriginalFile, renderClass: RenderClass): Promise<ProbeOutcome>
  /**
   * What planning a request may need and no probe says; decodes the original.
   * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, SOURCE_DAMAGED, RENDER_FAILED, BUSY
   */
  measure(original: Original, orienting: Orienting, options: RenderOptions): Promise<Measurement>
  /**
   * The encoded image that `plan` describes.
   * @throws KeyartError SOURCE_UNREADABLE, SOURCE_CHANGED, SOURCE_DAMAGED, RENDER_FAILED, BUSY
   */
  render(original: Original, plan: DerivePlan, options: RenderOptions): Promise<Buffer>
}
