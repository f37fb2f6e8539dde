import { isKeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import { type Asking, Flight } from './flight.ts'
import { isWorthKeeping } from './keeping.ts'
import { KeptBytes, type KeptBytesOptions } from './kept-bytes.ts'
import { planKey } from '../plan/key.ts'
import { KnownSizes } from './known-sizes.ts'
import { LearnedCosts } from '../budget/learned-costs.ts'
import type { DerivePlan } from '../plan/plan.ts'
import type { CallTiming } from '../renderer.ts'
import { Preparations, type Preparing } from './preparations.ts'
import { type Made, PictureMaker, type PictureMakerOptions } from './picture-maker.ts'
import type { Charge, RenderBudget, RenderCost } from '../budget/render-budget.ts'

/** How a derivative was come by: RFC 9211's words, with the tier of a hit; `unkept`: made and forgotten. */
export type Origin = 'memory' | 'storage' | 'rendered' | 'collapsed' | 'unkept'

export interface Derivative {
  readonly bytes: Buffer
  readonly origin: Origin
  /** Of bytes that were made for this request: another's may have begun earlier. */
  readonly timing?: CallTiming
}

export interface DerivativesOptions extends KeptBytesOptions, PictureMakerOptions {
  /** Without it everything is made for everyone. */
  readonly budget?: Pick<RenderBudget, 'charge'>
}

/** Finds, makes and keeps derivatives: one flight a key, whoever asks and however many. */
export class Derivatives implements AsyncDisposable {
  readonly #kept: KeptBytes
  readonly #maker: PictureMaker
  readonly #budget: Pick<RenderBudget, 'charge'> | undefined
  readonly #costs = new LearnedCosts()
  readonly #sizes = new KnownSizes()
  readonly #flights = new Map<string, Flight<Derivative>>()
  readonly #preparations: Preparations
  /** Persons who wait for what is not in memory. */
  #persons = 0

  constructor(options: DerivativesOptions) {
    this.#kept = new KeptBytes(options)
    this.#maker = new PictureMaker(options, this.#kept)
    this.#budget = options.budget
    this.#preparations = new Preparations(this.#maker, this.#kept, (key) => this.#flights.has(key))
  }

  /** Bytes of derivatives held in memory at present. */
  get memoryBytes(): number {
    return this.#kept.memoryBytes
  }

  /** The bytes of a derivative, if they are in memory. */
  held(key: string): Buffer | undefined {
    return this.#kept.inMemory(key)
  }

  /** Whether it is held until the listener of `onLeave` hears otherwise. */
  isHeld(key: string): boolean {
    return this.#kept.isHeld(key)
  }

  /** Hears of what was held in memory and is so no longer. One listener. */
  onLeave(listener: (key: string) => void): void {
    this.#kept.onLeave = listener
  }

  /**
   * The bytes of `plan` for `image`; `key` is their `planKey`. Work that nobody waits for any
   * longer is dropped while it stands in line; begun, it is done and kept. What has to be made is
   * charged to one of those who wait for it when it is put in line; who joins later pays nothing.
   *
   * @throws KeyartError what the renderer throws. SOURCE_CHANGED: the original on disk is another
   * one than the catalog knows. RENDER_BUDGET: none of those who wait for it can pay for it.
   * @throws the reason of `signal`, when it is aborted
   */
  async open(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    { renderClass = 'person', ...who }: Partial<Asking> = {},
  ): Promise<Derivative> {
    const held = this.held(key)
    if (held !== undefined) return { bytes: held, origin: 'memory' }
    const asking = { renderClass, ...who }
    const persons = renderClass === 'person' ? 1 : 0
    this.#persons += persons
    try {
      const opened = await this.#join(key, image, plan, asking)
      if (opened.origin !== 'unkept') this.#sizes.add(image.tag, key, plan)
      return opened
    } finally {
      this.#persons -= persons
    }
  }

  /** Plans of derivatives of an original that were made or served lately, by key. */
  sizesOf(tag: string): ReadonlyMap<string, DerivePlan> {
    return this.#sizes.of(tag)
  }

  /** The bytes of `key`, if they are there without making them. */
  async openKept(key: string): Promise<Buffer | undefined> {
    return this.held(key) ?? (await this.#kept.read(key))
  }

  /** Whether a person waits for a derivative. */
  get isWaitedFor(): boolean {
    return this.#persons > 0
  }

  /** Whether the bytes of `key` are there without making them. */
  async has(key: string): Promise<boolean> {
    return await this.#kept.has(key)
  }

  /**
   * Makes and keeps those of `plans` that are not there yet, and the rungs of `image` that pay,
   * from one decode. None of them takes room in memory, but for those to be held, and these only
   * where it is free. Resolves to how many of `plans` were made. What a person asks for meanwhile
   * is made for that person first. Charged to `client`, if there is one; not as sizes that it asked
   * for.
   *
   * @throws KeyartError as `open` does
   * @throws the reason of `signal`, when it is aborted before the work has begun
   */
  async prepare(
    image: ImageRecord,
    plans: readonly DerivePlan[],
    asking: Preparing,
  ): Promise<number> {
    const byKey = new Map(plans.map((plan) => [planKey(image.tag, plan), plan]))
    const cost = async () => ({ ...(await this.#costOf(image, plans)), derivatives: 0 })
    const charge = asking.client && this.#budget?.charge([asking.client], await cost())
    let used = 0
    const onUsed = (seconds: number) => {
      used += seconds
      asking.onUsed?.(seconds)
    }
    try {
      const made = await this.#preparations.run(image, byKey, { ...asking, onUsed })
      for (const [key, plan] of byKey) this.#sizes.add(image.tag, key, plan)
      return made
    } finally {
      charge?.settle(used)
    }
  }

  /**
   * Reads a derivative of so many bytes into memory before somebody asks for it. False when there
   * is no free room for it; nothing is pushed out.
   */
  async readAhead(key: string, bytes: number): Promise<boolean> {
    return await this.#kept.readAhead(key, bytes)
  }

  /** Resolves when nothing is being made, and what was made is kept. */
  async settled(): Promise<void> {
    await Promise.allSettled(Array.from(this.#flights.values(), ({ outcome }) => outcome))
    await this.#preparations.settled()
    await this.#kept.settled()
  }

  /** Drops what nobody waits for yet, and waits until everything that was made is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#preparations.stop()
    await this.settled()
  }

  async #join(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    asking: Asking,
  ): Promise<Derivative> {
    const flying = this.#flights.get(key)
    if (flying !== undefined) {
      const { bytes, origin } = await flying.join(asking)
      return { bytes, origin: origin === 'rendered' || origin === 'unkept' ? 'collapsed' : origin }
    }
    asking.signal?.throwIfAborted()
    const land = () => {
      if (this.#flights.get(key) === flight) this.#flights.delete(key)
    }
    const flight = new Flight<Derivative>(
      asking.renderClass,
      (self) => this.#fly(self, key, image, plan).finally(land),
      land,
    )
    this.#flights.set(key, flight)
    return await flight.join(asking)
  }

  async #fly(
    flight: Flight<Derivative>,
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
  ): Promise<Derivative> {
    const prepared = await this.#preparations.take(key)
    if (prepared !== undefined) {
      this.#kept.remember(key, prepared)
      return { bytes: prepared, origin: 'collapsed' }
    }
    const stored = await this.#kept.read(key)
    if (stored !== undefined) return { bytes: stored, origin: 'storage' }
    const { made, charge, timing } = await this.#make(flight, image, plan)
    const bytes = made.outputs[0]!
    const isKept = isWorthKeeping(image, plan, flight.askers)
    if (isKept) {
      this.#kept.remember(key, bytes)
      void this.#kept.keep(key, bytes)
    }
    // Rungs are made for whoever was the first to need them.
    if (made.from === 'original')
      this.#preparations.refine(image, (seconds) => charge?.add(seconds))
    return { bytes, origin: isKept ? 'rendered' : 'unkept', ...(timing && { timing }) }
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
      const made = await flight.inLine((asking) =>
        this.#maker.make(image, [plan], { ...asking, seconds, onUsed, onTimed }),
      )
      this.#costs.learn(image.tag, source, [plan], used)
      charge?.settle(used)
      return { made, charge, timing }
    } catch (error) {
      // Dropped while it stood in line, or never let into it.
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
