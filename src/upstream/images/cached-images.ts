import { LRUCache } from 'lru-cache'
import type {
  StoredUpstreamImage,
  UpstreamCatalog,
} from '../../catalog/upstream/upstream-catalog.ts'
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

export interface CachedImagesDeps {
  /** Outlives a restart. */
  readonly store: Pick<UpstreamCatalog, 'find' | 'isOfPhoto' | 'put' | 'drop' | 'clear'>
  /** Hears that something could not be stored; it is fetched again after a restart. */
  readonly onStoreFailed: (error: unknown) => void
  /** Hears whose images were stored. */
  readonly onStored?: (ownerIds: readonly string[]) => void
}

/** Images of which something is in memory: some 50 MB. */
const maxImages = 50_000
/** Milliseconds in which writes are collected. */
const writeDelay = 500

/** Of an earlier run: nothing counts as seen until the origin has said so again. */
const never: Moment = { sentAt: -Infinity, receivedAt: -Infinity }

/** What is stored of the origin's images, by slot: in memory, and behind it in the catalog. */
export class CachedImages implements AsyncDisposable {
  readonly #deps: CachedImagesDeps
  readonly #cached = new LRUCache<string, CachedImage>({ max: maxImages })
  /** What is to be written; absent images are to be dropped. */
  #pending = new Map<string, StoredUpstreamImage | undefined>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(deps: CachedImagesDeps) {
    this.#deps = deps
  }

  /** What is in memory. */
  get(slot: string): CachedImage | undefined {
    return this.#cached.get(slot)
  }

  /** What is in memory or in the catalog. */
  async load(slot: string): Promise<CachedImage | undefined> {
    const cached = this.#cached.get(slot)
    if (cached !== undefined || this.#pending.has(slot)) return cached
    const stored = await this.#deps.store.find(slot)
    if (stored !== undefined && !this.#cached.has(slot) && !this.#pending.has(slot))
      this.#cached.set(slot, {
        record: toRecord(stored),
        observed: { facts: stored.facts, first: never, last: never, isSettled: true },
      })
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
    const fileTime = Date.parse(facts.lastModified ?? '')
    // A changed image is never older than the one before.
    const modifiedAt =
      before === undefined && !Number.isNaN(fileTime)
        ? fileTime
        : isSame
          ? before.record.modifiedAt
          : Date.now()
    const stored = { slot, ownerId, type, index, probe, stamp, modifiedAt, facts }
    const cached: CachedImage = {
      record: toRecord(stored),
      observed: {
        facts,
        first: isSame && wasSeen(before) ? before.observed.first : moment,
        last: moment,
        isSettled: isSettled(facts, date) || facts.etag !== undefined,
      },
    }
    this.#cached.set(slot, cached)
    // A date that does not tell the next state apart proves nothing after a restart.
    this.#write(slot, cached.observed.isSettled ? stored : undefined)
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
    this.#write(slot, undefined)
  }

  /** Forgets everything: the origin is another server. */
  async clear(): Promise<void> {
    this.#cached.clear()
    this.#pending.clear()
    await this.#writing
    await this.#deps.store.clear()
  }

  /** Resolves once everything is written. */
  async written(): Promise<void> {
    clearTimeout(this.#timer)
    this.#flush()
    await this.#writing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.written()
  }

  #write(slot: string, stored: StoredUpstreamImage | undefined): void {
    this.#pending.set(slot, stored)
    this.#timer ??= setTimeout(() => this.#flush(), writeDelay)
  }

  #flush(): void {
    this.#timer = undefined
    const { store, onStoreFailed, onStored } = this.#deps
    const pending = this.#pending
    if (pending.size === 0) return
    this.#pending = new Map()
    const stored = [...pending.values()].filter((image) => image !== undefined)
    const dropped = [...pending].filter(([, image]) => image === undefined).map(([slot]) => slot)
    this.#writing = this.#writing
      .then(async () => {
        if (stored.length > 0) await store.put(stored)
        if (dropped.length > 0) await store.drop(dropped)
        onStored?.(stored.map(({ ownerId }) => ownerId))
      })
      .catch(onStoreFailed)
  }
}

/** As everything but the origin sees it. */
export function toRecord(stored: StoredUpstreamImage): ImageRecord {
  const { ownerId, type, index, probe, stamp, modifiedAt } = stored
  const original = { source: upstreamSource, key: probe.tag }
  return { ...probe, ownerId, type, index, original, stamp, modifiedAt }
}

/** Whether this process saw it, in a state that its date tells from the next. */
function wasSeen({ observed }: CachedImage): boolean {
  return observed.isSettled && observed.first !== never
}
