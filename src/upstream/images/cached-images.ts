import { LRUCache } from 'lru-cache'
import type { FileStamp, ImageRecord, Probe } from '../../library/image.ts'
import { type FileFacts, isSameFile, isSettled, type Moment, type Observed } from './freshness.ts'
import type { ImageTarget } from './image-target.ts'
import { upstreamSource } from './originals.ts'

/** An image of the origin, and when it was seen. */
export interface CachedImage {
  readonly record: ImageRecord
  readonly observed: Observed
}

/** An original that the origin has just sent. */
export interface FetchedImage {
  readonly probe: Probe
  readonly stamp: FileStamp
  readonly facts: FileFacts
  /** The origin's clock, milliseconds since 1970. */
  readonly date: number | undefined
  readonly moment: Moment
}

/** Images of which something is cached: some 50 MB. */
const maxImages = 50_000

/** What is stored of the origin's images, by slot. */
export class CachedImages {
  readonly #cached = new LRUCache<string, CachedImage>({ max: maxImages })

  get(slot: string): CachedImage | undefined {
    return this.#cached.get(slot)
  }

  /** Adds an original, of which an earlier state may be here. */
  add(
    { slot, ownerId, type, index }: ImageTarget,
    { probe, stamp, facts, date, moment }: FetchedImage,
  ): CachedImage {
    const before = this.#cached.peek(slot)
    const isSame =
      before !== undefined &&
      before.record.tag === probe.tag &&
      isSameFile(before.observed.facts, facts)
    const modifiedAt = Date.parse(facts.lastModified ?? '')
    const cached: CachedImage = {
      record: {
        ...probe,
        ownerId,
        type,
        index,
        original: { source: upstreamSource, key: probe.tag },
        stamp,
        // A changed image is never older than the one before.
        modifiedAt:
          before === undefined && !Number.isNaN(modifiedAt)
            ? modifiedAt
            : isSame
              ? before.record.modifiedAt
              : Date.now(),
      },
      observed: {
        facts,
        first: isSame && before.observed.isSettled ? before.observed.first : moment,
        last: moment,
        isSettled: isSettled(facts, date) || facts.etag !== undefined,
      },
    }
    this.#cached.set(slot, cached)
    return cached
  }

  /** The origin said that the file is still the same. `changedAt`: what was seen before is void. */
  confirm({ slot }: ImageTarget, moment: Moment, changedAt: number): CachedImage | undefined {
    const cached = this.#cached.get(slot)
    if (cached === undefined || moment.sentAt < cached.observed.last.receivedAt) return cached
    const { observed } = cached
    const first = observed.first.sentAt <= changedAt ? moment : observed.first
    const confirmed = { ...cached, observed: { ...observed, first, last: moment } }
    this.#cached.set(slot, confirmed)
    return confirmed
  }

  drop({ slot }: ImageTarget): void {
    this.#cached.delete(slot)
  }
}
