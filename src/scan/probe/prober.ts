import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalog } from '../../catalog/catalog.ts'
import type { ImageCandidate, OriginalState } from '../../catalog/images/image-catalog.ts'
import { isKeyartError } from '../../errors.ts'
import { isPlural } from '../../library/image-type.ts'
import type { FileStamp } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import type { ProbeOutcome, Renderer } from '../../render/renderer.ts'
import type { Semaphore } from '../../semaphore.ts'
import type { LibraryFiles } from '../../sources/library-files.ts'
import type { UnitListing } from '../walk/listing.ts'
import { OriginalsWriter } from './originals-writer.ts'
import type { Progress } from '../status/progress.ts'
import { isSameStamp } from '../nfo/read-nfos.ts'

/** Milliseconds until a renderer that is busy is asked again. */
const busyPause = 50

/** A file that was listed and then was gone, or was not to be read. */
export interface Unread {
  readonly path: string
  /** `undefined`: gone, which may be so because its disk is. */
  readonly reason: string | undefined
}

export interface ProberParts {
  readonly catalog: Catalog
  readonly renderer: Renderer
  readonly sources: LibraryFiles
  /** Bounds the probes under way, over all units. */
  readonly semaphore: Semaphore
  readonly progress: Progress
}

/** Opens originals that are not known as they are now, and records what they are. */
export class Prober {
  readonly #parts: ProberParts
  readonly #writer: OriginalsWriter

  constructor(parts: ProberParts) {
    this.#parts = parts
    this.#writer = new OriginalsWriter(parts.catalog)
  }

  /**
   * Makes every image of a plural type known to the catalog, and for every other type the first
   * candidate that is an image. Resolves to the files of which nothing was learnt: what is known
   * of them stands.
   */
  async probeUnit(
    library: Library,
    listing: UnitListing,
    images: readonly ImageCandidate[],
    signal: AbortSignal,
  ): Promise<readonly Unread[]> {
    const stored = await this.#findStored(library, listing, images)
    const unread: Unread[] = []
    const requested = new Map<string, Promise<OriginalState | undefined>>()
    const find = (key: string) => {
      const state =
        requested.get(key) ?? stored.get(key) ?? this.#probe(library, key, unread, signal)
      if (state instanceof Promise) requested.set(key, state)
      return state
    }
    const rows = Map.groupBy(images, ({ ownerId, type }) => `${ownerId} ${type}`)
    await settleAll(
      [...rows.values()].map(async (row) => {
        if (isPlural(row[0]!.type)) {
          await settleAll(row.map(async ({ original }) => find(original.key)))
          return
        }
        for (const { original } of row) {
          const state = await find(original.key)
          if (state?.kind === 'image') return
        }
      }),
    )
    return unread
  }

  /** Looks at one original now, ahead of everything that a scan opens: a request waits for it. */
  async probe(library: Library, key: string): Promise<void> {
    const path = await this.#parts.sources.find(library, key)
    if (path === undefined) return
    const outcome = await this.#parts.renderer.probe({ path }, 'interactive')
    if (outcome.kind === 'missing' || outcome.kind === 'unreadable') return
    const entry = { ref: { source: library.id, key }, state: outcome }
    await this.#parts.catalog.putOriginals([entry], Date.now())
  }

  async #findStored(
    library: Library,
    listing: UnitListing,
    images: readonly ImageCandidate[],
  ): Promise<ReadonlyMap<string, OriginalState>> {
    const stamps = new Map<string, FileStamp>(listing.files.map((file) => [file.path, file]))
    const keys = [...new Set(images.map(({ original }) => original.key))]
    if (keys.length === 0) return new Map()
    const stored = await this.#parts.catalog.findOriginals(library.id, keys)
    return new Map(
      [...stored].filter(([key, state]) => {
        const now = stamps.get(key)
        return now !== undefined && isSameStamp(now, state.stamp) && !isOutdated(state)
      }),
    )
  }

  /** `undefined` for a file that is `unread`. */
  async #probe(
    library: Library,
    key: string,
    unread: Unread[],
    signal: AbortSignal,
  ): Promise<OriginalState | undefined> {
    const { semaphore, progress } = this.#parts
    progress.add({ imagesToProbe: 1 })
    const outcome = await semaphore.run(() => this.#open(library, key, signal))
    progress.add({ imagesProbed: 1, bytesProbed: 'stamp' in outcome ? outcome.stamp.bytes : 0 })
    if (outcome.kind === 'missing' || outcome.kind === 'unreadable') {
      unread.push({ path: key, reason: 'reason' in outcome ? outcome.reason : undefined })
      return undefined
    }
    await this.#writer.put({ ref: { source: library.id, key }, state: outcome })
    return outcome
  }

  async #open(library: Library, key: string, signal: AbortSignal): Promise<ProbeOutcome> {
    const path = await this.#parts.sources.find(library, key)
    if (path === undefined) return { kind: 'missing' }
    for (;;) {
      signal.throwIfAborted()
      try {
        return await this.#parts.renderer.probe({ path }, 'scan')
      } catch (error) {
        if (!isKeyartError(error, 'BUSY')) throw error
        await sleep(busyPause, undefined, { signal })
      }
    }
  }
}

/** Waits for all, even when one fails: nothing goes on unseen after the failure is told. */
export async function settleAll(promises: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(promises))
    if (result.status === 'rejected') throw result.reason
}

/**
 * Whether a problem was found by a version that decoded fewer formats (no HEIC, no BMP): its reasons
 * began so, and none does any more.
 */
function isOutdated(state: OriginalState): boolean {
  return state.kind === 'problem' && state.reason.startsWith('The image cannot be decoded')
}
