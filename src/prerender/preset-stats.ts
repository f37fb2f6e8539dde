import type { PresetCatalog, PresetTally } from '../catalog/images/preset-catalog.ts'
import type { ImageRecord } from '../library/image.ts'
import { contentId } from '../library/id.ts'
import type { RenderRequest } from '../render/plan/plan.ts'
import { Hourly } from './hourly.ts'
import { jellyfinWeb12Presets, jellyfinWebPresets } from './jellyfin-web.ts'
import { kindOf, parsePreset, type SizePreset, presetOf, presetText } from './size-preset.ts'
import { countPreset, selectTallies, rankPresets, minClients, minImages } from './tally.ts'

export interface PresetStatsOptions {
  readonly catalog: PresetCatalog
  /** Called when the counts could not be saved; they are saved with the next ones. */
  readonly onSaveFailed: (error: unknown) => void
  /** What Keyart's own page asks for. */
  readonly pagePresets?: readonly SizePreset[]
  readonly now?: () => number
}

/** Shapes counted between two writes; more are noise. */
const maxCounted = 2000

const saveInterval = 60_000

interface Count {
  times: number
  readonly images: string[]
  readonly clients: string[]
}

/**
 * Counts which size presets clients request, by how often and how recently. Counted in memory;
 * saved once a
 * minute and when disposed of.
 */
export class PresetStats implements AsyncDisposable {
  readonly #options: PresetStatsOptions
  readonly #now: () => number
  readonly #counts = new Map<string, Count>()
  readonly #hourly = new Hourly()
  readonly #timer: NodeJS.Timeout
  #tallies: ReadonlyMap<string, PresetTally>
  /** Whether the tallies are written down as they are. */
  #isSaved = true
  #saving: Promise<void> = Promise.resolve()
  #jellyfinWeb = jellyfinWebPresets
  #likely: { readonly at: number; readonly presets: readonly SizePreset[] } = {
    at: -Infinity,
    presets: [],
  }

  private constructor(options: PresetStatsOptions, tallies: readonly PresetTally[]) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#tallies = byPreset(tallies)
    this.#timer = setInterval(() => void this.save(), saveInterval).unref()
  }

  static async open(options: PresetStatsOptions): Promise<PresetStats> {
    const tallies = await options.catalog.presetTallies()
    // Those of earlier versions, which may be any stranger's wish: counted anew.
    const stored = tallies.filter(({ clients }) => clients.length > 0)
    return new PresetStats(options, stored)
  }

  /**
   * Counts what a client asked of an image, when it is called: once an hour for one client, image
   * and preset. A request without a size, or with an effect, is not counted. `client`: what
   * tells it from others.
   */
  counter(image: ImageRecord, request: RenderRequest, client: string): () => void {
    const preset = presetOf(image, request)
    if (preset === undefined) return () => undefined
    const [text, name] = [presetText(preset), image.tag.slice(0, 8)]
    const once = `${name} ${text} ${client}`
    return () => {
      const now = this.#now()
      if (this.#hourly.isFirst(once, now)) this.#add(text, name, clientOnDay(client, now))
    }
  }

  /** As `best`, as of a minute ago at most. */
  likely(): readonly SizePreset[] {
    const now = this.#now()
    if (now - this.#likely.at > saveInterval || now < this.#likely.at)
      this.#likely = { at: now, presets: this.best() }
    return this.#likely.presets
  }

  /** Those that clients request, and guesses: for each kind (type and orientation) the best first. */
  best(): readonly SizePreset[] {
    return [...this.established(), ...this.guesses()]
  }

  /** Which jellyfin-web is guessed to come. By default, the older one. */
  expectJellyfinWeb(version: '10.11' | '12'): void {
    this.#jellyfinWeb = version === '12' ? jellyfinWeb12Presets : jellyfinWebPresets
  }

  /** What a client that was not here before may ask for: Keyart's own page, jellyfin-web. */
  guesses(): readonly SizePreset[] {
    // Where clients have said what they want, there is no need to guess what they may.
    const requested = new Set(this.established().map(kindOf))
    return [
      ...this.#jellyfinWeb.filter((preset) => !requested.has(kindOf(preset))),
      ...(this.#options.pagePresets ?? []),
    ]
  }

  /** The presets that clients request, for each kind the best first: worth making of all images. */
  established(): readonly SizePreset[] {
    const now = this.#now()
    this.#count(now)
    const stored = [...this.#tallies.values()].flatMap((tally) => {
      const preset = parsePreset(tally.preset)
      return preset === undefined ? [] : [{ preset, tally }]
    })
    const kinds = Map.groupBy(stored, ({ preset }) => kindOf(preset))
    return [...kinds.values()].flatMap((kind) => {
      const presets = new Map(kind.map(({ preset, tally }) => [tally, preset]))
      return rankPresets(presets.keys(), now).map((tally) => presets.get(tally)!)
    })
  }

  /** Writes down what was counted. Never rejects. */
  save(): Promise<void> {
    this.#saving = this.#saving.then(() => this.#save())
    return this.#saving
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.save()
  }

  async #save(): Promise<void> {
    this.#count(this.#now())
    if (this.#isSaved) return
    this.#isSaved = true
    try {
      await this.#options.catalog.setPresetTallies([...this.#tallies.values()])
    } catch (error) {
      this.#isSaved = false
      this.#options.onSaveFailed(error)
    }
  }

  #add(text: string, image: string, client: string): void {
    const count = this.#counts.get(text)
    if (count === undefined) {
      if (this.#counts.size < maxCounted)
        this.#counts.set(text, { times: 1, images: [image], clients: [client] })
      return
    }
    count.times++
    if (count.clients.length < minClients && !count.clients.includes(client))
      count.clients.push(client)
    if (count.images.length < minImages && !count.images.includes(image)) count.images.push(image)
  }

  /** Takes what was counted into the tallies. */
  #count(at: number): void {
    if (this.#counts.size === 0) return
    const tallies = new Map(this.#tallies)
    for (const [preset, requests] of this.#counts) {
      const tally = tallies.get(preset) ?? { preset, score: 0, at, images: [], clients: [] }
      tallies.set(preset, countPreset(tally, { ...requests, at }))
    }
    this.#counts.clear()
    this.#tallies = byPreset(selectTallies(tallies.values(), at))
    this.#isSaved = false
  }
}

const day = 24 * 60 * 60 * 1000

/**
 * The client and the day: one that comes back on another day counts as two, for a burst is
 * over by then. No address is written down.
 */
function clientOnDay(client: string, now: number): string {
  return contentId('shape client', client, String(Math.floor(now / day))).slice(0, 8)
}

function byPreset(tallies: readonly PresetTally[]): ReadonlyMap<string, PresetTally> {
  return new Map(tallies.map((tally) => [tally.preset, tally]))
}
