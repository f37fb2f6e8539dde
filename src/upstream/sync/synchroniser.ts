import { Type } from 'typebox'
import type {
  ListedOwner,
  ListedUpstreamImage,
  UpstreamCatalog,
} from '../../catalog/upstream/upstream-catalog.ts'
import type { ApiAnswer, OriginApi } from '../api/origin-api.ts'
import type { UpstreamImages } from '../images/upstream-images.ts'
import { pause, retryInterval } from './pause.ts'
import { readItems, readUsers } from './read-listing.ts'
import { nextStep, nothingRead, parseSyncState, type SyncState } from './sync-state.ts'

export type SyncEvent =
  /** All items were read. */
  | { readonly kind: 'finished'; readonly items: number; readonly removed: number }
  /** Nothing can be read now; said once until something can be read again. */
  | { readonly kind: 'failed'; readonly reason: string }

export interface SynchroniserOptions {
  readonly api: Pick<OriginApi, 'get'>
  readonly catalog: Pick<UpstreamCatalog, 'state' | 'putListed' | 'removeUnlisted'>
  readonly images: Pick<UpstreamImages, 'see'>
  /** Hears that there may be images to fetch; `changed` are those of items that changed lately, but for photographs. */
  readonly onListed: (changed: readonly ListedUpstreamImage[]) => void
  readonly onEvent: (event: SyncEvent) => void
  /** Milliseconds between two requests. Default: 500. */
  readonly requestInterval?: number
  /** Milliseconds between two questions for changes. Default: 30,000. */
  readonly changesInterval?: number
  /** Milliseconds of the first pause after a failure; each is twice the one before. Default: 5,000. */
  readonly retryInterval?: number
}

export interface SyncStatus {
  readonly state: 'reading' | 'idle' | 'failing'
  /** Items read in this pass, and items there are. */
  readonly done: number
  readonly total: number
  /** Milliseconds since 1970; absent before the first pass has ended. */
  readonly finishedAt: number | undefined
}

const stateName = 'sync'
/** Items of a page. 100,000 items are 200 pages. */
const pageItems = 500
/** Items beyond are not read: their images are learned of when they are requested. */
const maxItems = 1_000_000
/** Clocks have whole seconds, and a change may be saved a little after its time. */
const overlap = 10_000
const limits = { timeout: 60_000, maxLength: 16 * 1024 * 1024 }

const page = Type.Object({
  Items: Type.Array(Type.Unknown()),
  TotalRecordCount: Type.Optional(Type.Integer()),
})

/**
 * Reads which images the origin has: page by page over all items, then what has changed since. May
 * be stopped at any moment, and goes on where it was.
 */
export class Synchroniser implements AsyncDisposable {
  readonly #options: SynchroniserOptions
  readonly #stopping = new AbortController()
  #working: Promise<void> | undefined
  #state: SyncState = nothingRead
  #failures = 0
  #askedAt = -Infinity

  constructor(options: SynchroniserOptions) {
    this.#options = options
  }

  get status(): SyncStatus {
    const { next, total, finishedAt } = this.#state
    return {
      state: this.#failures > 0 ? 'failing' : next === null ? 'idle' : 'reading',
      done: next ?? total,
      total: Math.max(total, next ?? 0),
      finishedAt: finishedAt === 0 ? undefined : finishedAt,
    }
  }

  start(): void {
    this.#working ??= this.#work()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#working
  }

  /** Never rejects. */
  async #work(): Promise<void> {
    const { onEvent, retryInterval: first = 5_000 } = this.#options
    while (!this.#stopping.signal.aborted) {
      const reason = await this.#step().catch((error: unknown) => String(error))
      if (this.#stopping.signal.aborted) return
      if (reason === undefined) {
        this.#failures = 0
        continue
      }
      if (this.#failures++ === 0) onEvent({ kind: 'failed', reason })
      const interval = retryInterval(first, this.#failures)
      await pause(interval, this.#stopping.signal).catch(() => undefined)
    }
  }

  /** Resolves to why it failed, in words. */
  async #step(): Promise<string | undefined> {
    // Another server may stand there now, of which nothing is stored.
    this.#state = parseSyncState(await this.#options.catalog.state(stateName))
    const step = nextStep(this.#state, Date.now())
    switch (step.kind) {
      case 'begin-pass':
        await this.#put([], { ...this.#state, pass: this.#state.pass + 1, next: 0 })
        return undefined
      case 'page':
        return await this.#readPage(step.startIndex)
      case 'changes':
        await pause(this.#options.changesInterval ?? 30_000, this.#stopping.signal)
        return await this.#readChanges()
      default:
        return step satisfies never
    }
  }

  async #readPage(startIndex: number): Promise<string | undefined> {
    if (startIndex === 0) await this.#readBeside()
    // Those that are added meanwhile come last.
    const query = `SortBy=DateCreated,SortName&SortOrder=Ascending&EnableTotalRecordCount=${startIndex === 0}`
    const answer = await this.#askItems(startIndex, query)
    if (answer.kind !== 'answer') return reasonOf(answer)
    const { Items: items, TotalRecordCount: total = 0 } = answer.value
    const next = startIndex + items.length
    const state = {
      ...this.#state,
      next,
      ...(startIndex === 0 ? { total, began: timeOf(answer) } : {}),
    }
    if (items.length > 0 && next < maxItems) {
      await this.#learn(readItems(items), answer, state)
      this.#options.onListed([])
    } else await this.#finish(next)
    return undefined
  }

  async #finish(items: number): Promise<void> {
    const { catalog, onEvent } = this.#options
    const { pass, began } = this.#state
    // A server that has just begun anew may say that it has nothing.
    const removed = items === 0 ? 0 : await catalog.removeUnlisted(pass)
    const finishedAt = Date.now()
    await this.#put([], { ...this.#state, next: null, total: items, since: began, finishedAt })
    onEvent({ kind: 'finished', items, removed })
  }

  /** What no list of items has: the libraries themselves, and users. Not every server tells. */
  async #readBeside(): Promise<void> {
    const folders = await this.#ask('/Library/MediaFolders', page)
    if (folders.kind === 'answer') await this.#learn(readItems(folders.value.Items), folders)
    const users = await this.#ask('/Users', Type.Array(Type.Unknown()))
    if (users.kind === 'answer') await this.#learn(readUsers(users.value), users)
  }

  async #readChanges(): Promise<string | undefined> {
    const { since } = this.#state
    let asked: number | undefined
    for (let startIndex = 0; startIndex < maxItems;) {
      const from = encodeURIComponent(new Date(since - overlap).toISOString())
      const query = `MinDateLastSaved=${from}&EnableTotalRecordCount=false`
      const answer = await this.#askItems(startIndex, query)
      if (answer.kind !== 'answer') return reasonOf(answer)
      const { Items: items } = answer.value
      asked ??= timeOf(answer)
      startIndex += items.length
      if (items.length > 0) {
        const owners = readItems(items)
        await this.#learn(owners, answer)
        const fetched = owners.filter(({ kind }) => kind !== 'Photo')
        this.#options.onListed(fetched.flatMap(({ images }) => images))
        continue
      }
      // Where nothing changed nothing is written: disks may sleep.
      if (startIndex > 0) await this.#put([], { ...this.#state, since: asked })
      break
    }
    return undefined
  }

  async #learn(
    owners: readonly ListedOwner[],
    { moment, date }: Extract<ApiAnswer<unknown>, { kind: 'answer' }>,
    state: SyncState = this.#state,
  ): Promise<void> {
    this.#options.images.see(
      owners.flatMap((owner) => owner.images),
      { ...moment, date },
    )
    await this.#put(owners, state)
  }

  async #put(owners: readonly ListedOwner[], state: SyncState): Promise<void> {
    const value = JSON.stringify(state)
    await this.#options.catalog.putListed(owners, state.pass, { name: stateName, value })
    this.#state = state
  }

  async #askItems(startIndex: number, query: string) {
    const common = 'Recursive=true&EnableUserData=false&EnableImages=true'
    return await this.#ask(
      `/Items?${common}&${query}&StartIndex=${startIndex}&Limit=${pageItems}`,
      page,
    )
  }

  /** One request after the other, so that the origin has time for others. */
  async #ask<T extends Parameters<OriginApi['get']>[1]>(path: string, schema: T) {
    const { api, requestInterval = 500 } = this.#options
    await pause(this.#askedAt + requestInterval - performance.now(), this.#stopping.signal)
    this.#askedAt = performance.now()
    return await api.get(path, schema, limits)
  }
}

function reasonOf(answer: Exclude<ApiAnswer<unknown>, { kind: 'answer' }>): string {
  return answer.kind === 'away' ? answer.code : `status ${answer.status}`
}

/** The origin's clock; where it says none, early enough by this one. */
function timeOf({ date }: Extract<ApiAnswer<unknown>, { kind: 'answer' }>): number {
  return date ?? Date.now() - 60_000
}
