import { LRUCache } from 'lru-cache'
import { isKeyartError, KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { ProbeOutcome } from '../../render/renderer.ts'
import { Semaphore } from '../../semaphore.ts'
import type { OriginalFile } from '../../sources/image-source.ts'
import { type CachedImage, CachedImages, type CachedImagesDeps } from './cached-images.ts'
import { type FileFacts, isFresh, isSameFile, type Moment, type NamedTag } from './freshness.ts'
import type { ImageTarget } from './image-target.ts'
import type { Asker, OriginImages } from './origin-images.ts'
import { ReadAccess } from './read-access.ts'
import type { UpstreamOriginals } from './originals.ts'
import { PhotoItems } from './photo-items.ts'
import { TagSightings } from './tag-sightings.ts'

/** An image of the origin, and what may be said of it now. */
export interface FoundImage {
  readonly kind: 'image'
  readonly image: ImageRecord
  /** Whether the tag of the URL is what the origin says of this very image now. */
  readonly isTagCurrent: boolean
}

export type Finding =
  | FoundImage
  /** The origin has its own answer to that: no such image, not for this client. */
  | { readonly kind: 'refused' }
  /** The origin's own answer costs it less than an original. */
  | { readonly kind: 'photo' }

export type FetchedAhead =
  | { readonly kind: 'stored' }
  /** Its date does not tell the next state apart yet: to be fetched again in a few seconds. */
  | { readonly kind: 'young' }
  | { readonly kind: 'missing' | 'unreadable'; readonly reason: string }

export interface UpstreamImagesDeps extends CachedImagesDeps {
  readonly images: Pick<OriginImages, 'fetch' | 'look'>
  readonly originals: UpstreamOriginals
  readonly probe: (file: OriginalFile, priority: 'interactive' | 'scan') => Promise<ProbeOutcome>
  /** Files of the origin that this machine sees, too. */
  readonly mapped?: MappedFiles | undefined
}

export interface MappedFiles {
  /** Bytes of the file that the origin says this of; reading them may throw SOURCE_CHANGED. */
  find(target: ImageTarget, facts: FileFacts): Promise<AsyncIterable<Uint8Array> | undefined>
}

/** Milliseconds for which a stored image waits for the origin to say that it is still the same. */
const maxWait = 1_500
/** Originals that are fetched, or wait to be looked at, at a time: each takes room on the disk. */
const maxStaged = 16

/**
 * The images of the origin: fetched once each, and believed for as long as what the origin says
 * allows. Concurrent requests for one image share what is asked of the origin.
 */
export class UpstreamImages implements AsyncDisposable {
  readonly #deps: UpstreamImagesDeps
  readonly #cached: CachedImages
  readonly #sightings = new TagSightings()
  readonly #access = new ReadAccess()
  readonly #staging = new Semaphore(maxStaged)
  readonly #flights = new Map<string, Promise<CachedImage | undefined>>()
  readonly #fetches = new Map<
    string,
    { readonly since: number; readonly outcome: Promise<CachedImage | undefined> }
  >()
  readonly #photos: PhotoItems
  readonly #unreadable = new LRUCache<
    string,
    { readonly sentAt: number; readonly error: KeyartError }
  >({ max: 10_000 })
  /** When a request through Keyart last changed something at the origin. */
  #changedAt = -Infinity

  constructor(deps: UpstreamImagesDeps) {
    this.#deps = deps
    this.#cached = new CachedImages(deps)
    this.#photos = new PhotoItems(deps.store)
  }

  /** What was said of any image so far may no longer be so. */
  forget(): void {
    this.#changedAt = performance.now()
  }

  /** Hears what an answer of the origin said of tags. */
  see(tags: readonly NamedTag[], moment: Moment & { readonly date: number | undefined }): void {
    this.#sightings.see(tags, moment, this.#changedAt)
    this.#photos.see(tags)
  }

  /**
   * The image that a client may have now.
   *
   * @throws KeyartError UPSTREAM_AWAY: the origin does not answer, and nothing is stored; SOURCE_…
   * and IMAGE_TOO_LARGE: what it sent is no image that Keyart reads
   */
  async find(target: ImageTarget, asker: Asker): Promise<Finding> {
    const existing = this.findNow(target, asker)
    if (existing !== undefined) return existing
    if (await this.#photos.isOwnerOf(target)) return { kind: 'photo' }
    // One question for all who ask alike, but for one that was asked before something changed.
    const { identity, address } = asker
    const key = [target.slot, identity, address, this.#changedAt].join('\n')
    const found = await (this.#flights.get(key) ?? this.#start(key, target, asker))
    if (found === undefined) return { kind: 'refused' }
    const isTagCurrent = this.#isTagCurrent(target, found, performance.now())
    return { kind: 'image', image: found.record, isTagCurrent }
  }

  /** What `find` says without asking the origin; `undefined` where it has to. */
  findNow(target: ImageTarget, asker: Pick<Asker, 'identity' | 'address'>): FoundImage | undefined {
    const cached = this.#cached.get(target.slot)
    if (cached === undefined || !this.#access.mayRead(target, asker, this.#changedAt))
      return undefined
    const now = performance.now()
    const isTagCurrent = this.#isTagCurrent(target, cached, now)
    const { observed, record: image } = cached
    const isAsGood = () =>
      isFresh(observed.last, now, this.#changedAt) && !this.#sightings.isNewerThan(observed, target)
    return isTagCurrent || isAsGood() ? { kind: 'image', image, isTagCurrent } : undefined
  }

  /** Whether the tag of the URL is what a list has named last: whoever has it was given the list. */
  isListed(target: ImageTarget): boolean {
    return this.#sightings.isListed(target)
  }

  /** The file of an original is not what it was: to be fetched again. */
  drop(target: ImageTarget): void {
    this.#cached.drop(target)
  }

  /** Whether somebody waits for an answer of the origin. */
  get isAsked(): boolean {
    return this.#flights.size > 0
  }

  /** Resolves once what was learned so far outlives a crash. */
  async written(): Promise<void> {
    await this.#cached.written()
  }

  /**
   * Fetches an image before anybody asks for it, unless it is stored and still the same.
   *
   * @throws KeyartError UPSTREAM_AWAY, STORAGE_FULL, and what else says nothing of the image
   */
  async fetchAhead(target: ImageTarget, asker: Asker): Promise<FetchedAhead> {
    try {
      const found = await this.#ask(target, { ...asker, isAhead: true })
      if (found === undefined)
        return { kind: 'missing', reason: 'The server does not send the image that it lists' }
      return { kind: found.observed.isSettled ? 'stored' : 'young' }
    } catch (error) {
      const isOfImage =
        isKeyartError(error, 'SOURCE_UNREADABLE') || isKeyartError(error, 'IMAGE_TOO_LARGE')
      // Of the rest, such as a full disk, nothing follows for the image.
      if (!isOfImage) throw error
      return { kind: 'unreadable', reason: error.message }
    }
  }

  /** Forgets every image: the origin is another server. */
  async clear(): Promise<void> {
    this.forget()
    await this.#cached.clear()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cached[Symbol.asyncDispose]()
  }

  #start(key: string, target: ImageTarget, asker: Asker): Promise<CachedImage | undefined> {
    const flight = this.#ask(target, asker).finally(() => this.#flights.delete(key))
    this.#flights.set(key, flight)
    return flight
  }

  async #ask(target: ImageTarget, asker: Asker): Promise<CachedImage | undefined> {
    const { slot } = target
    await this.#cached.load(slot)
    const fetching = this.#fetches.has(slot) ? await this.#fetching(target) : undefined
    const cached = fetching ?? this.#settled(target)
    const fault = this.#unreadable.get(slot)
    if (fault !== undefined && isFresh(fault, performance.now(), this.#changedAt)) throw fault.error
    try {
      if (cached !== undefined) {
        // A picture that may be shown does not wait for an origin that hangs.
        const mightRead = this.#access.mightRead(target, asker)
        const timeout = mightRead ? [maxWait] : []
        const answer = await this.#deps.images.look(target.originPath, asker, ...timeout)
        this.#access.note(target, asker, answer)
        // An origin in trouble says nothing of the image.
        if (answer.kind === 'refused') {
          requireDecision(answer, asker)
          return mightRead && answer.status >= 500 ? cached : undefined
        }
        if (isSameFile(answer.facts, cached.observed.facts)) {
          return this.#cached.confirm(target, answer.moment, this.#changedAt)
        }
      }
      return await this.#fetchOnce(target, asker)
    } catch (error) {
      const stored = this.#cached.get(target.slot)
      if (stored === undefined || !isAway(error) || !this.#access.mightRead(target, asker))
        throw error
      return stored
    }
  }

  /** What another client is fetching just now: its bytes need not be sent twice. */
  async #fetching({ slot }: ImageTarget): Promise<CachedImage | undefined> {
    const fetching = this.#fetches.get(slot)
    if (fetching === undefined || fetching.since <= this.#changedAt) return undefined
    return await fetching.outcome.catch(() => undefined)
  }

  #settled({ slot }: ImageTarget): CachedImage | undefined {
    const cached = this.#cached.get(slot)
    return cached?.observed.isSettled === true ? cached : undefined
  }

  async #fetchOnce(target: ImageTarget, asker: Asker): Promise<CachedImage | undefined> {
    const outcome = this.#staging.run(() => this.#fetch(target, asker))
    const fetching = { since: performance.now(), outcome }
    this.#fetches.set(target.slot, fetching)
    try {
      return await outcome
    } finally {
      if (this.#fetches.get(target.slot) === fetching) this.#fetches.delete(target.slot)
    }
  }

  async #fetch(target: ImageTarget, asker: Asker): Promise<CachedImage | undefined> {
    const { images, originals, probe } = this.#deps
    const stage = (bytes: AsyncIterable<Uint8Array>) => originals.stage(bytes)
    const fetched =
      (await this.#readMapped(target, asker)) ??
      (await images.fetch(target.originPath, asker, stage))
    this.#access.note(target, asker, fetched)
    if (fetched.kind === 'refused') {
      requireDecision(fetched, asker)
      return undefined
    }
    // Behind the fetch: the next one need not wait for the renderer.
    await using staged = fetched.stored
    const outcome = await probe(staged, asker.isAhead === true ? 'scan' : 'interactive')
    if (outcome.kind !== 'image') throw this.#refuse(target, outcome)
    const stamp = await originals.store(staged, outcome.probe.tag)
    const { facts, date, moment } = fetched
    return this.#cached.add(target, { probe: outcome.probe, stamp, facts, date, moment })
  }

  /** The original from disk; `undefined` where it is for the origin to send, or to refuse. */
  async #readMapped(target: ImageTarget, asker: Asker) {
    const { images, originals, mapped } = this.#deps
    if (mapped === undefined) return undefined
    const answer = await images.look(target.originPath, asker)
    if (answer.kind === 'refused') return undefined
    const bytes = await mapped.find(target, answer.facts)
    if (bytes === undefined) return undefined
    try {
      const stored = await originals.stage(bytes)
      return { ...answer, moment: { ...answer.moment, receivedAt: performance.now() }, stored }
    } catch (error) {
      if (isKeyartError(error, 'SOURCE_CHANGED')) return undefined
      throw error
    }
  }

  /** What is no image is not fetched again and again. */
  #refuse({ slot }: ImageTarget, { kind }: ProbeOutcome): KeyartError {
    const error = new KeyartError(
      'SOURCE_UNREADABLE',
      'The server behind Keyart sent no image that can be read',
    )
    if (kind === 'problem') this.#unreadable.set(slot, { sentAt: performance.now(), error })
    return error
  }

  #isTagCurrent(target: ImageTarget, { observed }: CachedImage, now: number): boolean {
    return this.#sightings.isCurrent(target, observed, now, this.#changedAt)
  }
}

function isAway(error: unknown): boolean {
  return isKeyartError(error, 'UPSTREAM_AWAY')
}

/** In advance nothing follows from a refusal but that the image is not there (404, 400). */
function requireDecision({ status }: { readonly status: number }, { isAhead }: Asker): void {
  if (isAhead === true && status !== 404 && status !== 400)
    throw new KeyartError('UPSTREAM_AWAY', `The server behind Keyart answers with status ${status}`)
}
