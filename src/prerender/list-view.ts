import { kindOf, presetText, type SizePreset } from './size-preset.ts'

/** Ids of one list that are remembered; nobody scrolls further in one go. */
const maxIdsPerList = 20_000
/** Presets that a list is made in, and that a client is remembered by, of one kind. */
export const maxPresetsPerKind = 3
export const maxKinds = 16
/** Owners of images that are made beyond the last one that was asked for: some four screens. */
export const windowSize = 240
/** A list that its client gets again within so many milliseconds goes on where it was. */
export const relistSpan = 60_000

/** Reads the ids of what follows a list. */
export type More = () => Promise<readonly string[]>

/** Presets of a kind, by their text. `isGuess`: from other lists of the client. */
interface KindPresets {
  readonly presets: Map<string, SizePreset>
  readonly isGuess: boolean
}

/** What a list may be looked at in, by kind. */
export type Guesses = readonly (readonly [kind: string, ReadonlyMap<string, SizePreset>])[]

/** One list that a client got, and how far it was looked at. */
export class ListView {
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

/** As the last of at most `max`. */
export function putRecent<T>(map: Map<string, T>, key: string, value: T, max: number): void {
  map.delete(key)
  map.set(key, value)
  for (const oldest of map.keys()) if (map.size > max) map.delete(oldest)
}
