import { stat } from 'node:fs/promises'
import { KeyartError } from '../../errors.ts'
import type { Original, OriginalFile } from '../../sources/image-source.ts'
import { type CallTally, findTiming, rememberTiming } from '../call-tally.ts'
import type { Measurement, Orienting } from '../measurement.ts'
import type { Part } from '../metadata/splice.ts'
import type { DerivePlan } from '../plan.ts'
import { ownBytes } from '../own-bytes.ts'
import type { PicturePlan } from '../rungs.ts'
import type { ProbeOutcome, RenderClass, Renderer, RungInput, RenderOptions } from '../renderer.ts'
import { Calls, type CallsOptions, type RendererLoad } from './calls.ts'
import type { Answer, Failure, PictureSource } from './messages.ts'
import { Overruns } from './overruns.ts'

export type { CallsOptions as SharpRendererOptions, RendererEvent, RendererLoad } from './calls.ts'

/** A picture that is tried, under which name it is remembered if it takes too much. */
interface Attempt {
  readonly name: string
  readonly pixels: number
}

/**
 * Renders in a child process (calls.ts). A picture that cannot be made says little of its original,
 * for a large one may take more than there is. So the original is looked at once more, and only
 * what fails then is damaged.
 */
export class SharpRenderer implements Renderer {
  readonly #calls: Calls
  readonly #overruns = new Overruns()
  readonly #isSandboxed: boolean

  constructor(options: CallsOptions) {
    this.#isSandboxed = (options.sandbox?.kind ?? 'none') !== 'none'
    this.#calls = new Calls(options)
  }

  get tally(): CallTally {
    return this.#calls.tally
  }

  /** Calls in flight at most. */
  get slots(): number {
    return this.#calls.slots
  }

  get load(): RendererLoad {
    return this.#calls.load
  }

  /** Id and resident set (bytes, as last heard) of the process; `undefined` when none runs. */
  get process(): { readonly pid: number; readonly rss: number } | undefined {
    return this.#calls.process
  }

  async probe({ path }: OriginalFile, renderClass: RenderClass): Promise<ProbeOutcome> {
    const answer = await this.#calls.ask({ kind: 'probe', path }, { renderClass })
    if (answer.kind === 'probed')
      return answer.outcome.kind === 'missing' && this.#isSandboxed
        ? await this.#lookOutside(path)
        : answer.outcome
    const { code, detail, isOverrun } = requireFailure(answer)
    // The process does not start: whatever that is, it is not the original's.
    if (code === 'RENDERER_AWAY') return { kind: 'unreadable', reason: detail }
    if (isOverrun !== true) throw new KeyartError(code, detail)
    try {
      const { size, mtimeMs, ctimeMs } = await stat(path)
      return { kind: 'problem', reason: detail, stamp: { bytes: size, mtimeMs, ctimeMs } }
    } catch {
      return { kind: 'missing' }
    }
  }

  async measure(
    original: Original,
    orienting: Orienting,
    options: RenderOptions,
  ): Promise<Measurement> {
    const { tag } = options
    const attempt = { name: `${tag} measured`, pixels: 1 }
    this.#requireWorthwhile(attempt)
    const answer = await this.#calls.ask({ kind: 'measure', original, orienting, tag }, options)
    if (answer.kind === 'measured') return answer.measurement
    throw await this.#errorOf(requireFailure(answer), original, attempt, options)
  }

  async strip(
    { path }: OriginalFile,
    options: RenderOptions,
  ): Promise<readonly Part[] | undefined> {
    const answer = await this.#calls.ask({ kind: 'strip', path, tag: options.tag }, options)
    if (answer.kind === 'stripped') return answer.parts
    throw toError(requireFailure(answer))
  }

  async render(original: Original, plan: DerivePlan, options: RenderOptions): Promise<Buffer> {
    const [bytes] = await this.renderAll(original, [plan], options)
    return bytes!
  }

  async renderAll(
    input: Original | RungInput,
    plans: readonly PicturePlan[],
    options: RenderOptions,
  ): Promise<readonly Buffer[]> {
    const { tag } = options
    const isRung = 'isRung' in input
    const source: PictureSource = isRung
      ? { kind: 'rung', path: input.path }
      : { kind: 'original', original: input, tag }
    const attempt = { name: tag, pixels: mostPixels(plans, options) }
    if (!isRung) this.#requireWorthwhile(attempt)
    const answer = await this.#calls.ask({ kind: 'render', source, plans }, options)
    if (answer.kind === 'rendered')
      return answer.outputs.map((output) => {
        // All of a message lies in one piece of memory: each picture may stay longer than the others.
        const bytes = ownBytes(output)
        rememberTiming(bytes, findTiming(output))
        return bytes
      })
    const failure = requireFailure(answer)
    if (!isRung) throw await this.#errorOf(failure, input, attempt, options)
    throw toError(failure)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]()
  }

  /**
   * What the renderer process does not see may be on a disk that was mounted after it had begun:
   * the next one sees it.
   */
  async #lookOutside(path: string): Promise<ProbeOutcome> {
    try {
      await stat(path)
    } catch {
      return { kind: 'missing' }
    }
    this.#calls.renew()
    return { kind: 'unreadable', reason: 'The renderer process does not see the file' }
  }

  /** @throws KeyartError RENDER_FAILED for what took too much a short time ago */
  #requireWorthwhile({ name, pixels }: Attempt): void {
    if (this.#overruns.forbid(name, pixels))
      throw new KeyartError('RENDER_FAILED', 'The image took too much time or memory lately', {
        retryAfter: Overruns.seconds,
      })
  }

  /** What a failure means: an original that took too much is looked at once more. */
  async #errorOf(
    failure: Failure,
    original: Original,
    { name, pixels }: Attempt,
    { renderClass }: RenderOptions,
  ): Promise<KeyartError> {
    if (failure.isOverrun !== true) return toError(failure)
    this.#overruns.add(name, pixels)
    if (!('path' in original)) return toError(failure)
    // A line that is full, or the server's end, says nothing of the original.
    const outcome = await this.probe(original, renderClass).catch(() => undefined)
    return outcome?.kind === 'problem'
      ? new KeyartError('SOURCE_DAMAGED', outcome.reason)
      : new KeyartError('RENDER_FAILED', 'The image takes more time or memory than it may')
  }
}

/** Most pixels of one of `plans`, all frames together. */
function mostPixels(plans: readonly PicturePlan[], { source }: RenderOptions): number {
  const frames = source?.frames ?? 1
  return Math.max(
    ...plans.map((plan) => {
      const isMoving = plan.kind === 'derive' && plan.animated
      return plan.width * plan.height * (isMoving ? frames : 1)
    }),
  )
}

function toError({ code, detail, cause }: Failure): KeyartError {
  return new KeyartError(code, detail, { cause })
}

function requireFailure(answer: Answer): Failure {
  if (answer.kind === 'failed') return answer.failure
  throw new TypeError(`Expected a failure but the renderer answered '${answer.kind}'`)
}
