import type { Catalog } from '../catalog/catalog.ts'
import { KeyartError } from '../errors.ts'
import type { FetchOptions } from '../fetch/fetch-picture.ts'
import { type EditIndex, planDelete, planMove, planUpload } from '../library/image-edits.ts'
import type { Renderer } from '../render/renderer.ts'
import { contentKey, type Uploads, uploadsSource } from '../sources/uploads.ts'
import type { EditTarget } from './edit-target.ts'
import { KeyedMutex } from './keyed-mutex.ts'
import type { MediaSaver } from './media-saver.ts'
import { requirePicture } from './require-picture.ts'

export interface ImageEditorOptions {
  readonly catalog: Pick<Catalog, 'editLayout' | 'findFamily' | 'findUses'>
  readonly uploads: Uploads
  readonly renderer: Pick<Renderer, 'probe'>
  /** Most bytes of a picture that is uploaded or fetched. */
  readonly maxBytes: number
  readonly fetch: Omit<FetchOptions, 'maxBytes'>
  /** Absent: media folders are never written to. */
  readonly saver?: MediaSaver
  /** Hears of every owner whose images were changed. */
  readonly onChange?: (ownerId: string) => void
}

/**
 * Changes what an owner's images are. Edits of one owner happen one after the other; each resolves
 * once it is on disk for good and announced, and one that fails changes nothing.
 */
export class ImageEditor {
  readonly #options: ImageEditorOptions
  readonly #mutex = new KeyedMutex()

  constructor(options: ImageEditorOptions) {
    this.#options = options
  }

  /** Most bytes of a picture. */
  get maxBytes(): number {
    return this.#options.maxBytes
  }

  /** @throws KeyartError IMAGE_TOO_LARGE, IMAGE_INVALID, QUERY_INVALID, MEDIA_READ_ONLY, BUSY */
  async upload(target: EditTarget, bytes: Uint8Array, index?: EditIndex): Promise<void> {
    const { maxBytes } = this.#options
    if (bytes.length > maxBytes)
      throw new KeyartError('IMAGE_TOO_LARGE', `Expected a picture of at most ${maxBytes} bytes`)
    await this.#mutex.run(target.ownerId, () => this.#upload(target, bytes, index))
    this.#options.onChange?.(target.ownerId)
  }

  /** As `upload`; also URL_REFUSED and FETCH_FAILED. */
  async fetch(target: EditTarget, url: string, index?: EditIndex): Promise<void> {
    const { fetch, maxBytes } = this.#options
    const { fetchPicture } = await import('../fetch/fetch-picture.ts')
    await this.upload(target, await fetchPicture(url, { ...fetch, maxBytes }), index)
  }

  /** @throws KeyartError IMAGE_NOT_FOUND, MEDIA_READ_ONLY */
  async remove(target: EditTarget, index: number): Promise<void> {
    const { catalog, saver } = this.#options
    const { ownerId, type } = target
    await this.#mutex.run(ownerId, async () => {
      if (await saver?.remove(target, index)) return
      await catalog.editLayout(ownerId, type, (family) => planDelete(family, index))
    })
    this.#options.onChange?.(ownerId)
  }

  /** @throws KeyartError IMAGE_NOT_FOUND, QUERY_INVALID */
  async move({ ownerId, type }: EditTarget, index: number, newIndex: number): Promise<void> {
    await this.#mutex.run(ownerId, () =>
      this.#options.catalog.editLayout(ownerId, type, (family) =>
        planMove(family, index, newIndex),
      ),
    )
  }

  /** Removes uploads that nothing refers to any more. */
  async prune(): Promise<number> {
    const isUsed = async (key: string) =>
      (await this.#options.catalog.findUses({ source: uploadsSource, key })).length > 0
    return await this.#options.uploads.prune(isUsed, Date.now())
  }

  async #upload(target: EditTarget, bytes: Uint8Array, index: EditIndex): Promise<void> {
    const { catalog, uploads, renderer, saver } = this.#options
    const { ownerId, type } = target
    const tag = contentKey(bytes)
    const added = { ref: { source: uploadsSource, key: tag }, tag }
    // What makes no sense is refused before anything is written.
    planUpload(await catalog.findFamily(ownerId, type), added, index)
    await using staged = await uploads.stage(bytes)
    const probe = await requirePicture(renderer, staged.path)
    if (await saver?.save(target, { bytes, probe }, index)) return
    // A file that others refer to stays as it is: it has these bytes.
    const isShared = (await catalog.findUses(added.ref)).length > 0
    const known = isShared ? await uploads.findStamp(added.ref.key) : undefined
    const stamp = known ?? (await uploads.keep(staged))
    await catalog.editLayout(ownerId, type, (family) => planUpload(family, added, index), [
      { ref: added.ref, state: { kind: 'image', probe, stamp } },
    ])
  }
}
