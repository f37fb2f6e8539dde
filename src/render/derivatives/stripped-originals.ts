import { LRUCache } from 'lru-cache'
import { KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { Part } from '../metadata/splice.ts'
import type { Renderer } from '../renderer.ts'

/** In bytes: some ten thousand originals. */
const maxBytes = 8_000_000
/** Of an entry, and of a part beside its literal. */
const overhead = 100

/** How originals go out without their metadata; looked at once, remembered by content. */
export class StrippedOriginals {
  readonly #cache = new LRUCache<string, { readonly parts: readonly Part[] | undefined }>({
    maxSize: maxBytes,
    sizeCalculation: ({ parts = [] }) => parts.reduce((sum, part) => sum + sizeOf(part), overhead),
  })
  readonly #inFlight = new Map<string, Promise<readonly Part[] | undefined>>()
  readonly #renderer: Pick<Renderer, 'strip'>
  readonly #findSource: FindSource

  constructor(renderer: Pick<Renderer, 'strip'>, findSource: FindSource) {
    this.#renderer = renderer
    this.#findSource = findSource
  }

  /**
   * The parts that make up an original without its metadata; `undefined` for one of which that
   * cannot be said with certainty, so that it has to be drawn. No budget is charged: it costs about
   * what sending the original does.
   *
   * @throws KeyartError as `Renderer.strip` does; a failure is not remembered
   */
  async partsOf(image: ImageRecord): Promise<readonly Part[] | undefined> {
    const cached = this.#cache.get(image.tag)
    if (cached !== undefined) return cached.parts
    const pending = this.#inFlight.get(image.tag) ?? this.#ask(image)
    this.#inFlight.set(image.tag, pending)
    return await pending
  }

  async #ask(image: ImageRecord): Promise<readonly Part[] | undefined> {
    try {
      const { source, key } = image.original
      const file = await this.#findSource(source)?.find(key)
      if (file === undefined || !('path' in file))
        throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
      const options = { tag: image.tag, priority: 'interactive', source: image } as const
      const parts = await this.#renderer.strip(file, options)
      this.#cache.set(image.tag, { parts })
      return parts
    } finally {
      this.#inFlight.delete(image.tag)
    }
  }
}

function sizeOf(part: Part): number {
  return overhead + (part.kind === 'literal' ? part.bytes.length : 0)
}
