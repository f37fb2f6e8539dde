import { isKeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import { type RenderContext, Flight } from './flight.ts'
import { isCacheable } from './cacheable.ts'
import { DerivativeCache, type DerivativeCacheOptions } from './derivative-cache.ts'
import { planKey } from '../plan/key.ts'
import { RecentSizes } from './recent-sizes.ts'
import { LearnedCosts } from '../budget/learned-costs.ts'
import type { DerivePlan } from '../plan/plan.ts'
import type { CallTiming } from '../renderer.ts'
import { Preparations, type PrepareContext } from './preparations.ts'
import { type Made, PictureMaker, type PictureMakerOptions } from './picture-maker.ts'
import type { Charge, RenderBudget, RenderCost } from '../budget/render-budget.ts'

/**
 * Where a derivative came from: RFC 9211's words, with the tier of a hit. `uncached`: rendered, and
 * not stored.
 */
export type Origin = 'memory' | 'storage' | 'rendered' | 'collapsed' | 'uncached'

export interface Derivative {
  readonly bytes: Buffer
  readonly origin: Origin
  /** Of bytes that were made for this request: another's may have begun earlier. */
  readonly timing?: CallTiming
}

export interface DerivativesOptions extends DerivativeCacheOptions, PictureMakerOptions {
  /** Without it everything is made for everyone. */
  readonly budget?: Pick<RenderBudget, 'charge'>
}

/** Finds, renders and stores derivatives; concurrent requests for one key share one render. */
export class Derivatives implements AsyncDisposable {
  readonly #cache: DerivativeCache
  readonly #maker: PictureMaker
  readonly #budget: Pick<RenderBudget, 'charge'> | undefined
  readonly #costs = new LearnedCosts()
  readonly #sizes = new RecentSizes()
  readonly #flights = new Map<string, Flight<Derivative>>()
  readonly #preparations: Preparations
  /** Interactive requests that wait for what is not in memory. */
  #interactiveWaiters = 0

  constructor(options: DerivativesOptions) {
    this.#cache = new DerivativeCache(options)
    this.#maker = new PictureMaker(options, this.#cache)
    this.#budget = options.budget
    this.#preparations = new Preparations(this.#maker, this.#cache, (key) => this.#flights.has(key))
  }

  /** Bytes of derivatives held in memory at present. */
  get memoryBytes(): number {
    return this.#cache.memoryBytes
  }

  /** The bytes of a derivative, if they are in memory. */
  held(key: string): Buffer | undefined {
    return this.#cache.inMemory(key)
  }

  /** Whether its bytes are in memory. */
  isHeld(key: string): boolean {
    return this.#cache.isHeld(key)
  }

  /**
   * The bytes of `plan` for `image`; `key` is their `planKey`. A render in the queue is cancelled
   * once no request waits for it any more; one that has begun is finished and stored. It is charged
   * to one of the waiting clients when it enters the queue; those who join later pay nothing.
   *
   * @throws KeyartError what the renderer throws. SOURCE_CHANGED: the original on disk is another
   * one than the catalog knows. RENDER_BUDGET: none of those who wait for it can pay for it.
   * @throws the reason of `signal`, when it is aborted
   */
  async open(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    { priority = 'interactive', ...who }: Partial<RenderContext> = {},
  ): Promise<Derivative> {
    const held = this.held(key)
    if (held !== undefined) return { bytes: held, origin: 'memory' }
    const context = { priority, ...who }
    const isInteractive = priority === 'interactive' ? 1 : 0
    this.#interactiveWaiters += isInteractive
    using _ = isInteractive ? this.#cache.holdWrites() : undefined
    try {
      const opened = await this.#join(key, image, plan, context)
      if (opened.origin !== 'uncached') this.#sizes.add(image.tag, key, plan)
      return opened
    } finally {
      this.#interactiveWaiters -= isInteractive
    }
  }

  /** Plans of derivatives of an original that were made or served lately, by key. */
  sizesOf(tag: string): ReadonlyMap<string, DerivePlan> {
    return this.#sizes.of(tag)
  }

  /** The bytes of `key`, if they are there without making them. */
  async openCached(key: string): Promise<Buffer | undefined> {
    return this.held(key) ?? (await this.#cache.read(key))
  }

  /** Drops the derivatives held in memory, which are in storage, too. */
  releaseMemory(): void {
    this.#cache.releaseMemory()
  }

  /** Whether an interactive request waits for a derivative. */
  get hasInteractiveWaiters(): boolean {
    return this.#interactiveWaiters > 0
  }

  /** Whether the bytes of `key` are there without making them. */
  async has(key: string): Promise<boolean> {
    return await this.#cache.has(key)
  }

  /**
   * Makes and keeps those of `plans` that are not there yet, and the intermediates of `image` that pay,
   * from one decode. None of them takes room in memory, but for those to be held, and these only
   * where it is free. Resolves to how many of `plans` were made. What a client requests meanwhile
   * is rendered for that client first. Charged to `client`, if there is one; not as sizes that it asked
   * for.
   *
   * @throws KeyartError as `open` does
   * @throws the reason of `signal`, when it is aborted before the work has begun
   */
  async prepare(
    image: ImageRecord,
    plans: readonly DerivePlan[],
    context: PrepareContext,
  ): Promise<number> {
    const byKey = new Map(plans.map((plan) => [planKey(image.tag, plan), plan]))
    const cost = async () => ({ ...(await this.#costOf(image, plans)), derivatives: 0 })
    const charge = context.client && this.#budget?.charge([context.client], await cost())
    let used = 0
    const onUsed = (seconds: number) => {
      used += seconds
      context.onUsed?.(seconds)
    }
    try {
      const made = await this.#preparations.run(image, byKey, { ...context, onUsed })
      for (const [key, plan] of byKey) this.#sizes.add(image.tag, key, plan)
      return made
    } finally {
      charge?.settle(used)
    }
  }

  /**
   * Reads a derivative of so many bytes into memory before it is requested. False when there
   * is no free room for it; nothing is pushed out.
   */
  async readAhead(key: string, bytes: number): Promise<boolean> {
    return await this.#cache.readAhead(key, bytes)
  }

  /** Resolves when nothing is being rendered, and what was rendered is stored. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#flights.values(), ({ outcome }) => outcome))
    await this.#preparations.settled()
    await this.#cache.settled()
  }

  /** Drops background work, and waits until everything that was rendered is stored. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#preparations.stop()
    await this.settled()
  }

  async #join(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    context: RenderContext,
  ): Promise<Derivative> {
    const flying = this.#flights.get(key)
    if (flying !== undefined) {
      const { bytes, origin } = await flying.join(context)
      return {
        bytes,
        origin: origin === 'rendered' || origin === 'uncached' ? 'collapsed' : origin,
      }
    }
    context.signal?.throwIfAborted()
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    const flight = new Flight<Derivative>(
      context.priority,
      (self) => this.#fly(self, key, image, plan).finally(land),
      land,
    )
    this.#flights.set(key, flight)
    return await flight.join(context)
  }

  async #fly(
    flight: Flight<Derivative>,
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
  ): Promise<Derivative> {
    const prepared = await this.#preparations.take(key)
    if (prepared !== undefined) {
      this.#cache.remember(key, prepared)
      return { bytes: prepared, origin: 'collapsed' }
    }
    const stored = await this.#cache.read(key)
    if (stored !== undefined) return { bytes: stored, origin: 'storage' }
    const { made, charge, timing } = await this.#make(flight, image, plan)
    const bytes = made.outputs[0]!
    const isCached = isCacheable(image, plan, flight.requesters)
    if (isCached) {
      this.#cache.remember(key, bytes)
      void this.#cache.store(key, bytes)
    }
    // Intermediates are charged to the first client that needed them.
    if (made.from === 'original')
      this.#preparations.refine(image, (seconds) => charge?.add(seconds))
    return { bytes, origin: isCached ? 'rendered' : 'uncached', ...(timing && { timing }) }
  }

  async #make(
    flight: Flight<Derivative>,
    image: ImageRecord,
    plan: DerivePlan,
  ): Promise<{
    readonly made: Made
    readonly charge: Charge | undefined
    readonly timing: CallTiming | undefined
  }> {
    const source = await this.#maker.sourceOf(image, [plan])
    const seconds = this.#costs.estimate(image.tag, source, [plan])
    const charge = this.#budget?.charge(flight.clients, { tag: image.tag, seconds })
    let used = 0
    let timing: CallTiming | undefined
    const onUsed = (more: number) => void (used += more)
    const onTimed = (of: CallTiming) => void (timing = of)
    try {
      const made = await flight.enqueue((context) =>
        this.#maker.make(image, [plan], { ...context, seconds, onUsed, onTimed }),
      )
      this.#costs.learn(image.tag, source, [plan], used)
      charge?.settle(used)
      return { made, charge, timing }
    } catch (error) {
      // Dropped from the queue, or never admitted to it.
      if (!isKeyartError(error) || error.code === 'BUSY') charge?.refund()
      else charge?.settle(used)
      throw error
    }
  }

  async #costOf(image: ImageRecord, plans: readonly DerivePlan[]): Promise<RenderCost> {
    const source = await this.#maker.sourceOf(image, plans)
    return { tag: image.tag, seconds: this.#costs.estimate(image.tag, source, plans) }
  }
}
