import { LRUCache } from 'lru-cache'
import type { PresetsByKind } from './plan-prerender.ts'
import { kindOf, presetText, type SizePreset } from './size-preset.ts'

/** Lists of one client that are remembered: a start page is made of about ten. */
const maxListsPerClient = 12
/** Ids of one list that are remembered; nobody scrolls further in one go. */
const maxIdsPerList = 20_000
/** Ids of all lists together, some 150 bytes each. */
const maxIds = 200_000
const maxClients = 1_000
/** Clients that share a network, such as that of a home. */
const maxClientsPerNetwork = 16
/** Presets that a list is made in, and that a client is remembered by, of one kind. */
const maxPresetsPerKind = 3
const maxKinds = 16
/** Owners of images that are made beyond the last one that was asked for: some four screens. */
export const windowSize = 240
/** Of them, those that are made even while the client asks for others: some two screens. */
export const nearSize = 120
/** Owners at a time: little enough to turn to what is looked at now. */
const batchSize = 8
/** A list that nobody has asked for images of for so many milliseconds is left. */
export const attentionSpan = 30_000
/** Milliseconds after an image was asked for in which the same client is likely to ask for another. */
export const viewingSpan = 250
/** A list that its client gets again within so many milliseconds goes on where it was. */
export const relistSpan = 60_000

/** Reads the ids of what follows a list. */
export type More = () => Promise<readonly string[]>

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

/** Presets of a kind, by their text. `isGuess`: from other lists of the client. */
interface KindPresets {
  readonly presets: Map<string, SizePreset>
  readonly isGuess: boolean
}

/** What a list may be looked at in, by kind. */
type Guesses = readonly (readonly [kind: string, ReadonlyMap<string, SizePreset>])[]

/** One list that a client got, and how far it was looked at. */
class ListView {
  readonly ids: string[]
  /** Made with the first question for one: of most lists nobody asks. */
  #positions: Map<string, number> | undefined
  readonly kinds = new Map<string, KindPresets>()
  /** By kind, the preset that was asked for of one owner so far. */
  readonly #singles = new Map<string, { readonly text: string; readonly position: number }>()
  more: More | undefined
  readonly #listedAt: number
  /** Ids that it was given with; what follows them was read later. */
  readonly #count: number
  touchedAt: number
  /** What was asked for last. */
  position = -1
  /** Positions from the one to the other are made, and on to `end` will be. */
  from = 0
  cursor = 0
  end = 0
  isDropped = false

  constructor(ids: readonly string[], more: More | undefined, now: number) {
    this.ids = ids.slice(0, maxIdsPerList)
    this.#count = this.ids.length
    this.more = more
    this.#listedAt = now
    this.touchedAt = now
  }

  /** Whether nothing would be made for `next`, of the same client, that is not made for this one. */
  covers(next: ListView, guesses: Guesses, now: number): boolean {
    if (this.isDropped || this.from > 0 || now - this.#listedAt >= relistSpan) return false
    if (this.#count !== next.#count) return false
    for (const [kind, presets] of guesses) {
      const own = this.kinds.get(kind)
      if (own === undefined) return false
      if (own.isGuess && presets.keys().some((text) => !own.presets.has(text))) return false
    }
    return next.ids.every((id, at) => id === this.ids[at])
  }

  append(ids: readonly string[]): void {
    for (const id of ids) if (this.ids.length < maxIdsPerList) this.ids.push(id)
    this.#positions = undefined
  }

  /** The first, where it is there several times. */
  positionOf(id: string): number | undefined {
    if (this.#positions === undefined) {
      this.#positions = new Map()
      for (const [at, one] of this.ids.entries())
        if (!this.#positions.has(one)) this.#positions.set(one, at)
    }
    return this.#positions.get(id)
  }

  /** Goes on from where the client looks now. Whether that is elsewhere than before. */
  moveTo(position: number, isNewPreset: boolean): boolean {
    const isElsewhere = isNewPreset || position < this.from || position > this.cursor
    if (isElsewhere) {
      this.from = position
      this.cursor = position + 1
    }
    this.position = position
    this.end = Math.max(this.end, position + 1 + windowSize)
    return isElsewhere
  }

  /** What was next is made later, unless the client has left it behind. */
  moveBackTo(position: number): void {
    if (position >= this.from) this.cursor = Math.min(this.cursor, position)
  }

  /**
   * Whether the preset is new to this list. It is one of the list from the second owner on that it is
   * asked for of: a page of one of them alone shows that in a size of its own. A client's own word ends
   * the guesses for its kind.
   */
  addPreset(preset: SizePreset, position: number): 'new' | 'existing' | 'single' {
    const [kind, text] = [kindOf(preset), presetText(preset)]
    const before = this.kinds.get(kind)
    const isNew = before?.presets.has(text) !== true
    if (isNew) {
      const single = this.#singles.get(kind)
      if (single?.text !== text || single.position === position) {
        putRecent(this.#singles, kind, { text, position }, maxKinds)
        return 'single'
      }
      this.#singles.delete(kind)
    }
    if (before === undefined || before.isGuess)
      this.kinds.set(kind, { presets: new Map([[text, preset]]), isGuess: false })
    else putRecent(before.presets, text, preset, maxPresetsPerKind)
    return isNew ? 'new' : 'existing'
  }
}

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

/** As the last of at most `max`. */
function putRecent<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) if (map.size > max) map.delete(oldest)
}
