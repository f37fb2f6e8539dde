import type { LayoutCatalog } from '../catalog/images/layout-catalog.ts'
import { KeyartError } from '../errors.ts'
import type { FetchOptions } from '../fetch/fetch-picture.ts'
import type { Probe } from '../library/image.ts'
import { type EditIndex, planDelete, planMove, planUpload } from '../library/image-edits.ts'
import type { Renderer } from '../render/renderer.ts'
import { type StagedUpload, type Uploads, uploadsSource } from '../sources/uploads.ts'
import type { EditTarget } from './edit-target.ts'
import { KeyedMutex } from './keyed-mutex.ts'
import type { MediaSaver } from './media-saver.ts'
import { requirePicture } from './require-picture.ts'

export interface ImageEditorOptions {
  readonly catalog: LayoutCatalog
  readonly uploads: Uploads
  readonly renderer: Pick<Renderer, 'probe'>
  /** Most bytes of a picture that is uploaded or fetched. */
  readonly maxBytes: number
  /** As `maxBytes`, of a picture of a user. */
  readonly maxUserBytes: number
  readonly fetch: Omit<FetchOptions, 'maxBytes'>
  /** Absent: media folders are never written to. */
  readonly saver?: MediaSaver
  /** Hears of every owner whose images were changed. */
  readonly onChange?: (ownerId: string) => void
}

/**
 * Changes what an owner's images are. Edits of one owner happen one after the other; each resolves
 * once it is on disk for good and announced, and one that fails changes nothing. An upload that
 * nothing refers to any more goes with the edit that took it out of use.
 */
export class ImageEditor {
  readonly #options: ImageEditorOptions
  readonly #owners = new KeyedMutex()
  /** By content: what comes into use must not be removed by an edit that just found it unused. */
  readonly #contents = new KeyedMutex()

  constructor(options: ImageEditorOptions) {
    this.#options = options
  }

  /** Most bytes of a picture. */
  get maxBytes(): number {
    return this.#options.maxBytes
  }

  /** Most bytes of a picture of a user. */
  get maxUserBytes(): number {
    return Math.min(this.#options.maxBytes, this.#options.maxUserBytes)
  }

  /**
   * Shows a picture, which is written aside as it comes.
   *
   * @throws KeyartError IMAGE_TOO_LARGE, IMAGE_INVALID, QUERY_INVALID, MEDIA_READ_ONLY, BUSY
   * @throws what `picture` throws
   */
  async upload(
    target: EditTarget,
    picture: AsyncIterable<Uint8Array>,
    index?: EditIndex,
  ): Promise<void> {
    const { catalog, uploads, renderer } = this.#options
    const { ownerId, type } = target
    // What makes no sense is refused before anything is read.
    planUpload(await catalog.findFamily(ownerId, type), { ref: refOf(''), tag: '' }, index)
    const maxBytes = target.isUser === true ? this.maxUserBytes : this.maxBytes
    await using staged = await uploads.stage(limited(picture, maxBytes))
    const probe = await requirePicture(renderer, staged.path)
    await this.#edit(target, () => this.#store(target, staged, probe, index))
  }

  /** As `upload`; also URL_REFUSED and FETCH_FAILED. */
  async fetch(target: EditTarget, url: string, index?: EditIndex): Promise<void> {
    const { fetch, maxBytes } = this.#options
    const { fetchPicture } = await import('../fetch/fetch-picture.ts')
    await this.upload(target, fetchPicture(url, { ...fetch, maxBytes }), index)
  }

  /** @throws KeyartError IMAGE_NOT_FOUND, MEDIA_READ_ONLY */
  async remove(target: EditTarget, index: number): Promise<void> {
    const { catalog, saver } = this.#options
    const { ownerId, type } = target
    await this.#edit(target, async () => {
      if (await saver?.remove(target, index)) return
      await catalog.editLayout(ownerId, type, (family) => planDelete(family, index))
    })
  }

  /** @throws KeyartError IMAGE_NOT_FOUND, QUERY_INVALID */
  async move({ ownerId, type }: EditTarget, index: number, newIndex: number): Promise<void> {
    await this.#owners.run(ownerId, () =>
      this.#options.catalog.editLayout(ownerId, type, (family) =>
        planMove(family, index, newIndex),
      ),
    )
  }

  /** Takes away all that was given for an owner and type. */
  async clear(target: EditTarget): Promise<void> {
    const { ownerId, type } = target
    await this.#edit(target, () =>
      this.#options.catalog.editLayout(ownerId, type, ({ layout }) => ({ ...layout, uploads: [] })),
    )
  }

  /** Removes uploads that nothing refers to any more. */
  async prune(): Promise<number> {
    return await this.#options.uploads.prune((key) => this.#isUsed(key), Date.now())
  }

  async #store(
    target: EditTarget,
    staged: StagedUpload,
    probe: Probe,
    index: EditIndex,
  ): Promise<void> {
    const { catalog, uploads, saver } = this.#options
    const { ownerId, type } = target
    if (await saver?.save(target, { path: staged.path, probe }, index)) return
    const added = { ref: refOf(probe.tag), tag: probe.tag }
    await this.#contents.run(probe.tag, async () => {
      // A file that others refer to stays as it is: it has these bytes.
      const existing = (await this.#isUsed(probe.tag))
        ? await uploads.findStamp(probe.tag)
        : undefined
      const stamp = existing ?? (await uploads.store(staged, probe.tag))
      await catalog.editLayout(ownerId, type, (family) => planUpload(family, added, index), [
        { ref: added.ref, state: { kind: 'image', probe, stamp } },
      ])
    })
  }

  async #edit(target: EditTarget, edit: () => Promise<void>): Promise<void> {
    await this.#owners.run(target.ownerId, async () => {
      const before = await this.#uploadsOf(target)
      await edit()
      const after = await this.#uploadsOf(target)
      for (const key of before.difference(after)) await this.#removeUnused(key)
    })
    this.#options.onChange?.(target.ownerId)
  }

  async #uploadsOf({ ownerId, type }: EditTarget): Promise<Set<string>> {
    const { layout } = await this.#options.catalog.findFamily(ownerId, type)
    const own = layout.uploads.filter(({ source }) => source === uploadsSource)
    return new Set(own.map(({ key }) => key))
  }

  async #removeUnused(key: string): Promise<void> {
    await this.#contents.run(key, async () => {
      if (await this.#isUsed(key)) return
      // What cannot be removed now is left to `prune`.
      await this.#options.uploads.remove(key).catch(() => undefined)
    })
  }

  async #isUsed(key: string): Promise<boolean> {
    return (await this.#options.catalog.findUses(refOf(key))).length > 0
  }
}

const refOf = (key: string) => ({ source: uploadsSource, key })

async function* limited(
  picture: AsyncIterable<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array> {
  let length = 0
  for await (const piece of picture) {
    length += piece.length
    if (length > maxBytes)
      throw new KeyartError('IMAGE_TOO_LARGE', `Expected an image of at most ${maxBytes} bytes`)
    yield piece
  }
}
