import type { ShapeCatalog, ShapeTally } from '../catalog/images/shape-catalog.ts'
import type { ImageRecord } from '../library/image.ts'
import { contentId } from '../library/id.ts'
import type { RenderRequest } from '../render/plan/plan.ts'
import { Hourly } from './hourly.ts'
import { jellyfinWebShapes } from './jellyfin-web.ts'
import { kindOf, parseShape, type Shape, shapeOf, shapeText } from './shape.ts'
import { countShape, keepTallies, rankShapes, severalClients, severalImages } from './tally.ts'

export interface ShapesOptions {
  readonly catalog: ShapeCatalog
  /** Hears when what was counted could not be kept; it is kept with what comes next. */
  readonly onKeepFailed: (error: unknown) => void
  readonly now?: () => number
}

/** Shapes counted between two writes; more are noise. */
const mostCounted = 2000

const keepInterval = 60_000

interface Count {
  times: number
  readonly images: string[]
  readonly clients: string[]
}

/**
 * Remembers what clients ask for, by how often and how lately. Counted in memory; kept once a
 * minute and when disposed of.
 */
export class Shapes implements AsyncDisposable {
  readonly #options: ShapesOptions
  readonly #now: () => number
  readonly #counts = new Map<string, Count>()
  readonly #hourly = new Hourly()
  readonly #timer: NodeJS.Timeout
  #tallies: ReadonlyMap<string, ShapeTally>
  /** Whether the tallies are written down as they are. */
  #isKept = true
  #keeping: Promise<void> = Promise.resolve()
  #likely: { readonly at: number; readonly shapes: readonly Shape[] } = {
    at: -Infinity,
    shapes: [],
  }

  private constructor(options: ShapesOptions, tallies: readonly ShapeTally[]) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#tallies = byShape(tallies)
    this.#timer = setInterval(() => void this.keep(), keepInterval).unref()
  }

  static async open(options: ShapesOptions): Promise<Shapes> {
    const tallies = await options.catalog.shapeTallies()
    // Those of earlier versions, which may be any stranger's wish: counted anew.
    const known = tallies.filter(({ clients }) => clients.length > 0)
    return new Shapes(options, known)
  }

  /**
   * Counts what a client asked of an image, when it is called: once an hour for one client, image
   * and shape. A request without a size, or with an effect, is none to remember. `client`: what
   * tells it from others.
   */
  counter(image: ImageRecord, request: RenderRequest, client: string): () => void {
    const shape = shapeOf(image, request)
    if (shape === undefined) return () => undefined
    const [text, name] = [shapeText(shape), image.tag.slice(0, 8)]
    const once = `${name} ${text} ${client}`
    return () => {
      const now = this.#now()
      if (this.#hourly.isFirst(once, now)) this.#add(text, name, witness(client, now))
    }
  }

  /** As `best`, as of a minute ago at most. */
  likely(): readonly Shape[] {
    const now = this.#now()
    if (now - this.#likely.at > keepInterval || now < this.#likely.at)
      this.#likely = { at: now, shapes: this.best() }
    return this.#likely.shapes
  }

  /**
   * The shapes worth making ahead of time, for each kind (type and form) the best first. Of a kind
   * that nobody has asked for yet: those of jellyfin-web.
   */
  best(): readonly Shape[] {
    const now = this.#now()
    this.#count(now)
    const known = [...this.#tallies.values()].flatMap((tally) => {
      const shape = parseShape(tally.shape)
      return shape === undefined ? [] : [{ shape, tally }]
    })
    const kinds = Map.groupBy(known, ({ shape }) => kindOf(shape))
    const ranked = [...kinds.values()].flatMap((kind) => {
      const shapes = new Map(kind.map(({ shape, tally }) => [tally, shape]))
      return rankShapes(shapes.keys(), now).map((tally) => shapes.get(tally)!)
    })
    const asked = new Set(ranked.map(kindOf))
    return [...ranked, ...jellyfinWebShapes.filter((shape) => !asked.has(kindOf(shape)))]
  }

  /** Writes down what was counted. Never rejects. */
  keep(): Promise<void> {
    this.#keeping = this.#keeping.then(() => this.#keep())
    return this.#keeping
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.keep()
  }

  async #keep(): Promise<void> {
    this.#count(this.#now())
    if (this.#isKept) return
    this.#isKept = true
    try {
      await this.#options.catalog.setShapeTallies([...this.#tallies.values()])
    } catch (error) {
      this.#isKept = false
      this.#options.onKeepFailed(error)
    }
  }

  #add(text: string, image: string, client: string): void {
    const count = this.#counts.get(text)
    if (count === undefined) {
      if (this.#counts.size < mostCounted)
        this.#counts.set(text, { times: 1, images: [image], clients: [client] })
      return
    }
    count.times++
    if (count.clients.length < severalClients && !count.clients.includes(client))
      count.clients.push(client)
    if (count.images.length < severalImages && !count.images.includes(image))
      count.images.push(image)
  }

  /** Takes what was counted into the tallies. */
  #count(at: number): void {
    if (this.#counts.size === 0) return
    const tallies = new Map(this.#tallies)
    for (const [shape, asked] of this.#counts) {
      const tally = tallies.get(shape) ?? { shape, score: 0, at, images: [], clients: [] }
      tallies.set(shape, countShape(tally, { ...asked, at }))
    }
    this.#counts.clear()
    this.#tallies = byShape(keepTallies(tallies.values(), at))
    this.#isKept = false
  }
}

const day = 24 * 60 * 60 * 1000

/**
 * Who asked, and on which day: one who comes back on another day is as good as two, for a burst is
 * over by then. No address is written down.
 */
function witness(client: string, now: number): string {
  return contentId('shape client', client, String(Math.floor(now / day))).slice(0, 8)
}

function byShape(tallies: readonly ShapeTally[]): ReadonlyMap<string, ShapeTally> {
  return new Map(tallies.map((tally) => [tally.shape, tally]))
}
