import type { Catalog } from '../../catalog/catalog.ts'
import type { ScanEvent, ScanListener, ScanStatus } from './scan-status.ts'

/** Progress is told at most this often, in milliseconds. */
const eventInterval = 100
/** The catalog is counted at most this often, in milliseconds. */
const countInterval = 500
/** Of the time of a scan, counting takes at most this part: a large catalog is counted seldom. */
const countShare = 1 / 20

const counters = [
  'filesSeen',
  'imagesToProbe',
  'imagesProbed',
  'bytesProbed',
  'mediaToOpen',
  'mediaOpened',
] as const satisfies readonly (keyof ScanStatus)[]
type Counter = (typeof counters)[number]

/** Keeps the status of the scan and tells listeners of it. */
export class Progress {
  readonly #catalog: Catalog
  readonly #listeners = new Set<ScanListener>()
  #status: ScanStatus = {
    state: 'idle',
    items: 0,
    images: 0,
    problems: 0,
    filesSeen: 0,
    imagesToProbe: 0,
    imagesProbed: 0,
    bytesProbed: 0,
    mediaToOpen: 0,
    mediaOpened: 0,
    startedAt: undefined,
    finishedAt: undefined,
  }
  readonly #troubles = new Map<string, string | undefined>()
  #toldAt = 0
  #countNext = 0
  #counting: Promise<void> | undefined

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  get status(): ScanStatus {
    return this.#status
  }

  /** Why the folder of a library cannot be read, by id, of those that were looked at. */
  get troubles(): ReadonlyMap<string, string | undefined> {
    return this.#troubles
  }

  /** Returns what ends the subscription. */
  subscribe(listener: ScanListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start(): void {
    const none = { filesSeen: 0, imagesToProbe: 0, imagesProbed: 0, bytesProbed: 0 }
    this.#status = { ...this.#status, ...none, state: 'running', startedAt: Date.now() }
    this.#tell({ kind: 'started', status: this.#status })
  }

  async finish(aborted: boolean): Promise<void> {
    await this.#counting
    await this.#count()
    this.#status = { ...this.#status, state: 'idle', finishedAt: Date.now() }
    this.#tell({ kind: 'finished', status: this.#status, aborted })
  }

  /** Counts the catalog now, and tells of it. */
  async recount(): Promise<void> {
    await this.#counting
    await this.#count()
    this.#tell({ kind: 'progress', status: this.#status })
  }

  fail(libraryId: string, error: unknown): void {
    this.#tell({ kind: 'failed', libraryId, error })
  }

  /** Whether the folder of a library can be read; told when that changes. */
  setTrouble(libraryId: string, trouble: string | undefined): void {
    const before = this.#troubles.get(libraryId)
    this.#troubles.set(libraryId, trouble)
    if (before !== trouble) this.#tell({ kind: 'library', libraryId, trouble })
  }

  /** The images of these owners may be others than before. */
  changeImages(images: readonly { readonly ownerId: string }[]): void {
    if (images.length > 0)
      this.#tell({ kind: 'images', ownerIds: new Set(images.map(({ ownerId }) => ownerId)) })
  }

  add(counts: Partial<Pick<ScanStatus, Counter>>): void {
    const status = { ...this.#status }
    for (const counter of counters) status[counter] += counts[counter] ?? 0
    this.#status = status
    const now = Date.now()
    if (now >= this.#countNext) {
      this.#countNext = Infinity
      this.#counting ??= this.#count().finally(() => (this.#counting = undefined))
    }
    if (now - this.#toldAt < eventInterval) return
    this.#toldAt = now
    this.#tell({ kind: 'progress', status: this.#status })
  }

  async #count(): Promise<void> {
    const from = Date.now()
    try {
      const { items, images, problems } = await this.#catalog.counts()
      this.#status = { ...this.#status, items, images, problems }
    } catch {
      // A catalog that cannot be read fails the scan itself; the last counts stand meanwhile.
    }
    const now = Date.now()
    this.#countNext = now + Math.max(countInterval, (now - from) / countShare)
  }

  #tell(event: ScanEvent): void {
    for (const listener of this.#listeners) listener(event)
  }
}
