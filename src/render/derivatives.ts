import { LRUCache } from 'lru-cache'
import type { ImageRecord } from '../library/image.ts'
import { KeyartError } from '../errors.ts'
import type { FindSource } from '../sources/image-source.ts'
import type { Storage } from '../storage/storage.ts'
import type { DerivePlan } from './plan.ts'
import type { RenderClass, Renderer } from './renderer.ts'

/** How a derivative was come by: RFC 9211's words, with the tier of a hit. */
export type Origin = 'memory' | 'storage' | 'rendered' | 'collapsed'

export interface Derivative {
  readonly bytes: Buffer
  readonly origin: Origin
}

export interface DerivativesOptions {
  readonly storage: Storage
  readonly renderer: Renderer
  readonly findSource: FindSource
  /** Bytes of derivatives held in memory. */
  readonly memoryBytes: number
  /** Hears when a derivative could not be kept; it was served all the same. */
  readonly onKeepFailed: (error: unknown) => void
}

/** Bytes of derivatives that may wait to be written; beyond that they are served and forgotten. */
const maxUnkeptBytes = 128 * 1024 * 1024

/** Finds, makes and keeps derivatives: one flight a key, whoever asks and however many. */
export class Derivatives implements AsyncDisposable {
  readonly #options: DerivativesOptions
  readonly #memory: LRUCache<string, Buffer>
  readonly #flights = new Map<string, Promise<Derivative>>()
  /** Made and not yet on disk; served from here meanwhile. */
  readonly #unkept = new Map<string, { readonly bytes: Buffer; readonly kept: Promise<void> }>()
  #unkeptBytes = 0

  constructor(options: DerivativesOptions) {
    this.#options = options
    this.#memory = new LRUCache<string, Buffer>({
      maxSize: Math.max(1, options.memoryBytes),
      // One large picture must not push out a whole wall of posters.
      maxEntrySize: Math.max(1, Math.floor(options.memoryBytes / 16)),
      sizeCalculation: (bytes) => Math.max(1, bytes.length),
    })
  }

  /** Bytes of derivatives held in memory at present. */
  get memoryBytes(): number {
    return this.#memory.calculatedSize + this.#unkeptBytes
  }

  /** The bytes of a derivative, if they are in memory. */
  held(key: string): Buffer | undefined {
    return this.#memory.get(key) ?? this.#unkept.get(key)?.bytes
  }

  /**
   * The bytes of `plan` for `image`; `key` is their `planKey`.
   *
   * @throws KeyartError what the renderer throws. SOURCE_CHANGED: the original on disk is another
   * one than the catalog knows.
   */
  async open(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    renderClass: RenderClass = 'person',
  ): Promise<Derivative> {
    const held = this.held(key)
    if (held !== undefined) return { bytes: held, origin: 'memory' }
    const flying = this.#flights.get(key)
    if (flying !== undefined) {
      const { bytes, origin } = await flying
      return { bytes, origin: origin === 'rendered' ? 'collapsed' : origin }
    }
    // A flight belongs to nobody: it goes on when its first caller has left.
    const flight = this.#fly(key, image, plan, renderClass)
    this.#flights.set(key, flight)
    try {
      return await flight
    } finally {
      this.#flights.delete(key)
    }
  }

  /** Waits until everything that was made is kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#flights.values())
    await Promise.all(Array.from(this.#unkept.values(), ({ kept }) => kept))
  }

  async #fly(
    key: string,
    image: ImageRecord,
    plan: DerivePlan,
    renderClass: RenderClass,
  ): Promise<Derivative> {
    const stored = await this.#read(key)
    if (stored !== undefined) {
      this.#memory.set(key, stored)
      return { bytes: stored, origin: 'storage' }
    }
    const { renderer, findSource } = this.#options
    const file = await findSource(image.original.source)?.find(image.original.key)
    if (file === undefined)
      throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
    const bytes = await renderer.render(file, plan, { tag: image.tag, renderClass })
    this.#memory.set(key, bytes)
    this.#keep(key, bytes)
    return { bytes, origin: 'rendered' }
  }

  /** Derivatives can be made again: a storage that fails to read is as good as an empty one. */
  async #read(key: string): Promise<Buffer | undefined> {
    try {
      const bytes = await this.#options.storage.read(key)
      return bytes === undefined || bytes.length === 0 ? undefined : bytes
    } catch (error) {
      this.#options.onKeepFailed(error)
      return undefined
    }
  }

  #keep(key: string, bytes: Buffer): void {
    if (this.#unkeptBytes + bytes.length > maxUnkeptBytes) return
    this.#unkeptBytes += bytes.length
    const kept = this.#options.storage
      .write(key, bytes)
      .catch((error: unknown) => this.#options.onKeepFailed(error))
      .finally(() => {
        this.#unkeptBytes -= bytes.length
        this.#unkept.delete(key)
      })
    this.#unkept.set(key, { bytes, kept })
  }
}
