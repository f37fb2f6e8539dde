import { stat } from 'node:fs/promises'
import { KeyartError } from '../../errors.ts'
import type { Original, OriginalFile } from '../../sources/image-source.ts'
import type { CallTally } from '../call-tally.ts'
import type { Measurement, Orienting } from '../plan/measurement.ts'
import type { Part } from '../metadata/splice.ts'
import type { DerivePlan } from '../plan/plan.ts'
import { compactBuffer } from '../compact-buffer.ts'
import type { PicturePlan } from '../plan/intermediates.ts'
import type {
  ProbeOutcome,
  Priority,
  Renderer,
  IntermediateInput,
  RenderOptions,
} from '../renderer.ts'
import { Calls, type CallsOptions, type RendererLoad } from './calls.ts'
import type { Answer, Call, Failure, PictureSource } from './messages.ts'
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

  /** Starts the process if none runs: its first call then need not wait for that. */
  warmUp(): void {
    this.#calls.warmUp()
  }

  async probe({ path }: OriginalFile, priority: Priority): Promise<ProbeOutcome> {
    const answer = await this.#ask({ kind: 'probe', path }, { priority }, { path })
    if (answer.kind === 'probed') return answer.outcome
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
    const call = { kind: 'measure', original, orienting, tag } as const
    const answer = await this.#ask(call, options, original)
    if (answer.kind === 'measured') return answer.measurement
    throw await this.#errorOf(requireFailure(answer), original, attempt, options)
  }

  async strip(
    { path }: OriginalFile,
    options: RenderOptions,
  ): Promise<readonly Part[] | undefined> {
    const answer = await this.#ask({ kind: 'strip', path, tag: options.tag }, options, { path })
    if (answer.kind === 'stripped') return answer.parts
    throw toError(requireFailure(answer))
  }

  async render(original: Original, plan: DerivePlan, options: RenderOptions): Promise<Buffer> {
    const [bytes] = await this.renderAll(original, [plan], options)
    return bytes!
  }

  async renderAll(
    input: Original | IntermediateInput,
    plans: readonly PicturePlan[],
    options: RenderOptions,
  ): Promise<readonly Buffer[]> {
    const { tag } = options
    const isIntermediate = 'isIntermediate' in input
    const source: PictureSource = isIntermediate
      ? { kind: 'intermediate', path: input.path }
      : { kind: 'original', original: input, tag }
    const attempt = { name: tag, pixels: maxPixelsOf(plans, options) }
    if (!isIntermediate) this.#requireWorthwhile(attempt)
    const answer = await this.#ask({ kind: 'render', source, plans }, options, input)
    if (answer.kind === 'rendered')
      // All of a message lies in one piece of memory: each picture may stay longer than the others.
      return answer.outputs.map((output) => compactBuffer(output))
    const failure = requireFailure(answer)
    if (!isIntermediate) throw await this.#errorOf(failure, input, attempt, options)
    throw toError(failure)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#calls[Symbol.asyncDispose]()
  }

  /**
   * Asks a second time where a sandboxed process does not see a file that is there: its disk was
   * mounted after the process had begun, and the next one sees it.
   */
  async #ask(
    call: Call,
    options: Parameters<Calls['ask']>[1],
    original: Original | IntermediateInput,
  ): Promise<Answer> {
    const answer = await this.#calls.ask(call, options)
    if (!this.#isSandboxed || !isUnseen(answer) || !(await areThere(original))) return answer
    this.#calls.renew()
    return await this.#calls.ask(call, options)
  }

  /** @throws KeyartError RENDER_FAILED for what took too much a short time ago */
  #requireWorthwhile({ name, pixels }: Attempt): void {
    if (this.#overruns.forbid(name, pixels))
      throw new KeyartError(
        'RENDER_FAILED',
        'Creating the image recently took too much time or memory',
        {
          retryAfter: Overruns.seconds,
        },
      )
  }

  /** What a failure means: an original that took too much is looked at once more. */
  async #errorOf(
    failure: Failure,
    original: Original,
    { name, pixels }: Attempt,
    { priority }: RenderOptions,
  ): Promise<KeyartError> {
    if (failure.isOverrun !== true) return toError(failure)
    this.#overruns.add(name, pixels)
    if (!('path' in original)) return toError(failure)
    // A line that is full, or the server's end, says nothing of the original.
    const outcome = await this.probe(original, priority).catch(() => undefined)
    return outcome?.kind === 'problem'
      ? new KeyartError('SOURCE_DAMAGED', outcome.reason)
      : new KeyartError('RENDER_FAILED', 'Creating the image exceeded the limits of time or memory')
  }
}

function isUnseen(answer: Answer): boolean {
  return answer.kind === 'probed'
    ? answer.outcome.kind === 'missing'
    : answer.kind === 'failed' && answer.failure.isGone === true
}

async function areThere(original: Original | IntermediateInput): Promise<boolean> {
  const files = 'path' in original ? [original] : original.pieces
  const found = await Promise.all(files.map(({ path }) => stat(path).catch(() => undefined)))
  return found.every((stats) => stats?.isFile() === true)
}

/** Most pixels of one of `plans`, all frames together. */
function maxPixelsOf(plans: readonly PicturePlan[], { source }: RenderOptions): number {
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
