import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Sharp } from 'sharp'
import type { ImageRecord } from '../../src/library/image.ts'
import { Derivatives, type DerivativesOptions } from '../../src/render/derivatives/derivatives.ts'
import type { DerivePlan } from '../../src/render/plan/plan.ts'
import type { SharpRenderer } from '../../src/render/sharp/sharp-renderer.ts'
import { FolderSource } from '../../src/sources/folder.ts'
import type { ImageSource } from '../../src/sources/image-source.ts'
import { BudgetedStorage } from '../../src/storage/budget.ts'
import { DiskStorage } from '../../src/storage/disk.ts'
import { write } from './pictures.ts'
import { openRenderer } from './renderer.ts'
import { temporaryFolder } from './temporary.ts'

export const jpeg = (width: number, height: number): DerivePlan => ({
  kind: 'derive',
  width,
  height,
  format: 'jpeg',
  quality: 90,
  animated: false,
})

export interface FixtureOptions extends Pick<DerivativesOptions, 'budget'> {
  readonly slots?: number
  readonly useIntermediates?: boolean
  /** Where originals of the source `collage` come from. */
  readonly collages?: ImageSource
}

/** Derivatives over real files, a real storage and a real renderer, without catalog and HTTP. */
export class Fixture implements AsyncDisposable {
  readonly #parts: AsyncDisposableStack
  readonly root: string
  readonly storage: BudgetedStorage
  readonly renderer: SharpRenderer
  readonly derivatives: Derivatives
  readonly #options: FixtureOptions

  private constructor(
    parts: AsyncDisposableStack,
    root: string,
    storage: BudgetedStorage,
    options: FixtureOptions,
  ) {
    const { slots = 2 } = options
    this.#parts = parts
    this.#options = options
    this.root = root
    this.storage = parts.use(storage)
    this.renderer = parts.use(
      openRenderer({ maxSourceBytes: 100_000_000, maxSourcePixels: 50_000_000, slots }),
    )
    this.derivatives = this.startAgain(10_000_000)
  }

  /** Derivatives as they are after a start: what storage has, and nothing in memory. */
  startAgain(memoryBytes: number): Derivatives {
    const { useIntermediates = true, budget, collages } = this.#options
    return this.#parts.use(
      new Derivatives({
        storage: this.storage,
        renderer: this.renderer,
        findSource: (name) =>
          name === 'collage' ? collages : new FolderSource({ root: this.root }),
        memoryBytes,
        useIntermediates,
        ...(budget === undefined ? {} : { budget }),
        onStoreFailed: (error) => {
          throw error
        },
      }),
    )
  }

  static async open(options: FixtureOptions = {}): Promise<Fixture> {
    const parts = new AsyncDisposableStack()
    const { path } = parts.use(await temporaryFolder())
    const disk = await DiskStorage.open(join(path, 'kept'))
    const storage = new BudgetedStorage(disk, { maxBytes: 500_000_000 })
    await storage.loaded
    return new Fixture(parts, path, storage, options)
  }

  /** The record of a picture, as a scan would make it. */
  async put(name: string, picture: Sharp | Buffer): Promise<ImageRecord> {
    const path = await write(join(this.root, name), picture)
    const outcome = await this.renderer.probe({ path }, 'scan')
    if (outcome.kind !== 'image') throw new TypeError(`Not an image: ${JSON.stringify(outcome)}`)
    return {
      ...outcome.probe,
      ownerId: '0'.repeat(32),
      type: 'Primary',
      index: 0,
      original: { source: 'folder', key: name },
      stamp: outcome.stamp,
      modifiedAt: 0,
    }
  }

  /** Long enough for what was asked to stand in the renderer's line, or to be begun. */
  async waiting(): Promise<void> {
    for (let turn = 0; turn < 20; turn++)
      await this.storage.has(turn.toString(16).padStart(32, '0'))
    await sleep(50)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync()
  }
}
