import { setTimeout as sleep } from 'node:timers/promises'
import type { OriginalCatalog } from '../catalog/images/image-catalog.ts'
import { isKeyartError } from '../errors.ts'
import type { ImageRecord } from '../library/image.ts'
import { isImageFault } from '../render/derivatives/image-fault.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'
import type { PrepareContext } from '../render/derivatives/preparations.ts'
import type { ByteQuota } from './byte-quota.ts'
import type { KeyedPlans } from './plan-prerender.ts'

export interface MakerOptions {
  readonly catalog: Pick<OriginalCatalog, 'putOriginals'>
  readonly derivatives: Pick<Derivatives, 'prepare'>
  /** Hears of each image that is passed over, once. */
  readonly onFailure: (image: ImageRecord, error: unknown) => void
}

/** Milliseconds until a renderer that is busy is asked again. */
const busyPause = 200

/** Renders the derivatives of an image that are not stored. */
export class Maker {
  readonly #options: MakerOptions
  /** Tags of what could not be made. What passes is tried again: a disk may be back, say. */
  readonly #failed = new Map<string, 'passing' | 'never'>()
  #made = 0

  constructor(options: MakerOptions) {
    this.#options = options
  }

  /** Derivatives made so far. */
  get made(): number {
    return this.#made
  }

  /** Images passed over so far. */
  get failed(): number {
    return this.#failed.size
  }

  /** Whether it makes sense to try. */
  canMake({ tag }: ImageRecord): boolean {
    return this.#failed.get(tag) !== 'never'
  }

  /** Makes `plans` from one decode, but for those that are there. Never rejects. */
  async make(
    image: ImageRecord,
    plans: KeyedPlans,
    quota: ByteQuota,
    context: PrepareContext & { readonly signal: AbortSignal },
  ): Promise<void> {
    while (!context.signal.aborted)
      try {
        const made = await this.#options.derivatives.prepare(image, [...plans.values()], context)
        this.#made += made
        this.#failed.delete(image.tag)
        for (const key of plans.keys()) quota.count(key)
        return
      } catch (error) {
        if (context.signal.aborted) return
        if (!isKeyartError(error, 'BUSY')) return await this.#passOver(image, error)
        await sleep(busyPause)
      }
  }

  async #passOver(image: ImageRecord, error: unknown): Promise<void> {
    const before = this.#failed.get(image.tag)
    const now = isImageFault(error) ? 'never' : 'passing'
    if (before === now || before === 'never') return
    this.#failed.set(image.tag, now)
    this.#options.onFailure(image, error)
    // It ends the renderer process, and would do so again after every start.
    if (!isKeyartError(error, 'SOURCE_DAMAGED')) return
    const { original, stamp } = image
    const state = { kind: 'problem', reason: error.message, stamp } as const
    await this.#options.catalog
      .putOriginals([{ ref: original, state }], Date.now())
      .catch((failure: unknown) => this.#options.onFailure(image, failure))
  }
}
