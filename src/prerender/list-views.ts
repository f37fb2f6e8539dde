import { LRUCache } from 'lru-cache'
import {
  type Guesses,
  ListView,
  maxKinds,
  maxPresetsPerKind,
  type More,
  putRecent,
  windowSize,
} from './list-view.ts'
import type { PresetsByKind } from './plan-prerender.ts'
import { kindOf, presetText, type SizePreset } from './size-preset.ts'

/** Lists of one client that are remembered: a start page is made of about ten. */
const maxListsPerClient = 12
/** Ids of all lists together, some 150 bytes each. */
const maxIds = 200_000
const maxClients = 1_000
/** Clients that share a network, such as that of a home. */
const maxClientsPerNetwork = 16
/** Of the window, those that are made even while the client asks for others: some two screens. */
export const nearSize = 120
/** Owners at a time: little enough to turn to what is looked at now. */
const batchSize = 8
/** A list that nobody has asked for images of for so many milliseconds is left. */
export const attentionSpan = 30_000
/** Milliseconds after an image was asked for in which the same client is likely to ask for another. */
export const viewingSpan = 250

/** Images to be made for a client. */
export interface ImagesTask {
  readonly kind: 'images'
  readonly client: string
  readonly ownerIds: readonly string[]
  readonly presets: PresetsByKind
  readonly list: ListView
  /** Of the first of them in the list. */
  readonly position: number
  /** `revision` of the client when this was next. */
  readonly revision: number
}

/** What the planner says is next for a client. */
export type PrefetchTask =
  | ImagesTask
  | { readonly kind: 'more'; readonly client: string; readonly more: More; readonly list: ListView }

interface ClientView {
  /** The latest first. */
  lists: ListView[]
  /** Another one whenever something else comes next than what came next before. */
  revision: number
  /** What it looked at last. */
  current?: ListView
  readonly kinds: Map<string, Map<string, SizePreset>>
}

/**
 * Which lists clients look at, and what is to be made before they scroll there: of the rest of a
 * list, in its order, the presets that two of its images were asked for in; of a new list, those
 * that the client uses. What it looked at last comes first; clients take turns. Bounded in ids and
 * clients. Pure: time is given.
 */
export class ListViews {
  readonly #clients = new LRUCache<string, ClientView>({ max: maxClients })
  readonly #networks = new LRUCache<string, Set<string>>({ max: maxClients })
  readonly #lists = new LRUCache<ListView, true>({
    maxSize: maxIds,
    sizeCalculation: (_, list) => list.ids.length + 1,
    dispose: (_, list) => (list.isDropped = true),
  })
  /** Clients for which there may be something to do, in turn. */
  readonly #turns = new Set<string>()

  /** Ids that are remembered, and lists. */
  get size(): number {
    return this.#lists.calculatedSize
  }

  /** `client` was given a list. From `network` it may ask for the images without saying who it is. */
  listed(
    client: string,
    network: string,
    ownerIds: readonly string[],
    now: number,
    more?: More,
  ): void {
    if (ownerIds.length === 0) return
    const view = this.#clients.get(client) ?? { lists: [], revision: 0, kinds: new Map() }
    this.#clients.set(client, view)
    const neighbours = this.#networks.get(network) ?? new Set()
    neighbours.delete(client)
    neighbours.add(client)
    for (const oldest of neighbours)
      if (neighbours.size > maxClientsPerNetwork) neighbours.delete(oldest)
    this.#networks.set(network, neighbours)

    const list = new ListView(ownerIds, more, now)
    const guesses = guessesFor(list, view)
    const same = view.lists.find((one) => one.covers(list, guesses, now))
    if (same !== undefined) return this.#relist(client, view, same, now)
    for (const [kind, presets] of guesses)
      list.kinds.set(kind, { presets: new Map(presets), isGuess: true })
    list.end = windowSize / 2
    this.#lists.set(list, true)
    view.lists = [list, ...view.lists.filter(({ isDropped }) => !isDropped)]
    for (const old of view.lists.splice(maxListsPerClient)) this.#lists.delete(old)
    this.#turns.add(client)
  }

  /**
   * An image of `ownerId` was asked for in `preset`: by `client`, or, where it does not say who it
   * is, by one of those at `network` that were listed the owner.
   */
  requested(
    whose: { readonly client: string } | { readonly network: string },
    ownerId: string,
    preset: SizePreset,
    now: number,
  ): void {
    const clients = 'client' in whose ? [whose.client] : (this.#networks.get(whose.network) ?? [])
    const found = this.#find(clients, ownerId)
    if (found === undefined) return
    const { client, view, list } = found
    list.touchedAt = now
    this.#lists.get(list)
    const added = list.addPreset(preset, found.position)
    if (added === 'single') return
    if (list.moveTo(found.position, added === 'new') || view.current !== list) view.revision++
    view.current = list
    const kind = kindOf(preset)
    const recent = view.kinds.get(kind) ?? new Map<string, SizePreset>()
    putRecent(recent, presetText(preset), preset, maxPresetsPerKind)
    putRecent(view.kinds, kind, recent, maxKinds)
    this.#turns.add(client)
  }

  /**
   * What is to be done next; `undefined`: nothing. `canPay`: whether a client has budget left.
   * `onlyNear`: what nobody will ask for at once is left for later, and so are clients that do not
   * ask for anything at the moment.
   */
  next(
    now: number,
    canPay: (client: string) => boolean,
    onlyNear = false,
  ): PrefetchTask | 'later' | undefined {
    const later: string[] = []
    let task: PrefetchTask | undefined
    for (const client of this.#turns) {
      this.#turns.delete(client)
      if (!canPay(client)) continue
      const found = this.#nextOf(client, now, onlyNear)
      if (found === undefined) continue
      later.push(client)
      if (found === 'later') continue
      task = found
      break
    }
    for (const client of later) this.#turns.add(client)
    return task ?? (later.length > 0 ? 'later' : undefined)
  }

  /** What follows a list. */
  append(list: ListView, ids: readonly string[]): void {
    if (list.isDropped) return
    list.append(ids)
    // Its size is another now.
    this.#lists.set(list, true)
  }

  /**
   * Whether a task is still the next for its client after `done` of its owners. If it is not, what
   * is left of it comes again when its turn is there.
   */
  isCurrent(task: ImagesTask, done: number): boolean {
    if (this.#clients.peek(task.client)?.revision === task.revision) return true
    task.list.moveBackTo(task.position + done)
    return false
  }

  /** `client` was given this list once more. */
  #relist(client: string, view: ClientView, list: ListView, now: number): void {
    list.touchedAt = now
    this.#lists.get(list)
    view.lists = [list, ...view.lists.filter((one) => one !== list)]
    this.#turns.add(client)
  }

  #nextOf(client: string, now: number, onlyNear: boolean): PrefetchTask | 'later' | undefined {
    const { lists, revision } = this.#clients.peek(client) ?? { lists: [], revision: 0 }
    const current = lists
      .filter(({ isDropped, touchedAt }) => !isDropped && now - touchedAt < attentionSpan)
      .sort((one, other) => other.touchedAt - one.touchedAt)
    const isAway = current.length > 0 && now - current[0]!.touchedAt >= viewingSpan
    for (const list of current) {
      if (list.kinds.size === 0 || list.cursor >= list.end) continue
      if (onlyNear && isAway) return 'later'
      const limit = onlyNear ? Math.min(list.end, list.position + 1 + nearSize) : list.end
      if (list.cursor >= limit) return 'later'
      if (list.cursor < list.ids.length) {
        const position = list.cursor
        const end = Math.min(position + batchSize, limit, list.ids.length)
        const ownerIds = list.ids.slice(position, end)
        list.cursor = end
        const presets = new Map(
          Array.from(list.kinds, ([kind, { presets }]) => [kind, [...presets.values()]]),
        )
        return { kind: 'images', client, ownerIds, presets, list, position, revision }
      }
      const { more } = list
      list.more = undefined
      if (more !== undefined) return { kind: 'more', client, more, list }
    }
    return undefined
  }

  /** The list that has the owner, of the client that was given one last. */
  #find(clients: Iterable<string>, ownerId: string) {
    let found: { client: string; view: ClientView; list: ListView; position: number } | undefined
    for (const client of clients) {
      const view = this.#clients.get(client)
      for (const list of view?.lists ?? []) {
        const position = list.isDropped ? undefined : list.positionOf(ownerId)
        if (view === undefined || position === undefined) continue
        if (found === undefined || list.touchedAt > found.list.touchedAt)
          found = { client, view, list, position }
        break
      }
    }
    return found
  }
}

/** Of a page of what the client looks at, its presets; else those that it used lately. */
function guessesFor({ ids }: ListView, { current, kinds }: ClientView): Guesses {
  if (current === undefined || current.isDropped || current.positionOf(ids[0]!) === undefined)
    return [...kinds]
  return Array.from(current.kinds, ([kind, { presets }]) => [kind, presets] as const)
}
