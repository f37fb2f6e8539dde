import { fileName, imageRank, stemOf } from './media-files.ts'

interface Numbered {
  readonly number: number
  readonly path: string
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Natural order: `thumb2` before `thumb10`. The same everywhere, whatever the machine's locale. */
export function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : Number(a > b))
}

/** The images of one folder, ready to be asked for by name. Names are compared by NFC and without case. */
export class ArtworkFolder {
  readonly #byStem = new Map<string, string[]>()
  readonly #families = new Map<string, Numbered[]>()
  readonly #folders: ReadonlyMap<string, ArtworkFolder>

  /** `paths`: the files in the folder, images or not; `folders`: those in it, by lower-case name. */
  constructor(paths: Iterable<string>, folders: ReadonlyMap<string, ArtworkFolder> = new Map()) {
    this.#folders = folders
    for (const path of paths) {
      const name = fileName(path)
      if (imageRank(name) === undefined) continue
      const stem = stemOf(name).normalize('NFC').toLowerCase()
      const existing = this.#byStem.get(stem)
      if (existing === undefined) this.#byStem.set(stem, [path])
      else existing.push(path)
    }
    for (const [stem, files] of this.#byStem) {
      files.sort(byExtension)
      this.#addToFamily(stem, files[0]!)
    }
    for (const family of this.#families.values())
      family.sort((a, b) => a.number - b.number || (a.path < b.path ? -1 : 1))
  }

  #addToFamily(stem: string, path: string): void {
    // More digits are a date or an id, not a place in a row.
    const match = /(?<!\d)\d{1,4}$/.exec(stem)
    if (match === null) return
    const end = stem[match.index - 1] === '-' ? match.index - 1 : match.index
    const base = stem.slice(0, end)
    const entry = { number: Number(match[0]), path }
    const family = this.#families.get(base)
    if (family === undefined) this.#families.set(base, [entry])
    else family.push(entry)
  }

  /** Images of this stem, the preferred extension first. */
  named(stem: string): readonly string[] {
    return this.#byStem.get(stem) ?? []
  }

  /** `base`, then `base1` or `base-1` and so on: one file a stem, in number order. */
  family(base: string): readonly string[] {
    const [first] = this.named(base)
    const numbered = this.#families.get(base)?.map(({ path }) => path) ?? []
    return first === undefined ? numbered : [first, ...numbered]
  }

  /** One file for each stem that begins so, in natural order; small pictures last. */
  starting(base: string): readonly string[] {
    const found = this.all().filter((path) =>
      stemOf(fileName(path)).normalize('NFC').toLowerCase().startsWith(base),
    )
    const isSmall = (path: string) => Number(/small$/i.test(stemOf(fileName(path))))
    return found.toSorted((a, b) => isSmall(a) - isSmall(b))
  }

  /** One file a stem, in natural order. */
  all(): readonly string[] {
    return [...this.#byStem.values()].map((files) => files[0]!).toSorted(naturalOrder)
  }

  folder(name: string): ArtworkFolder | undefined {
    return this.#folders.get(name)
  }
}

function byExtension(a: string, b: string): number {
  return imageRank(fileName(a))! - imageRank(fileName(b))! || (a < b ? -1 : 1)
}
