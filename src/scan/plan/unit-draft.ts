import type { ImageCandidate } from '../../catalog/images/image-catalog.ts'
import type { UnitContents } from '../../catalog/scan/scan-catalog.ts'
import type { FoundArtwork } from '../../library/naming/artwork.ts'
import { fileName, imageRank, stemOf } from '../../library/naming/media-files.ts'
import type { Ids } from '../../library/ids.ts'
import type { ItemFacts } from '../../library/item-facts.ts'
import { filmSetPath } from '../../library/film-set.ts'
import type { FilmSet, Item, ItemKind, Person } from '../../library/item.ts'
import type { Library } from '../../library/library.ts'
import type { Extra, MediaFile, Part } from '../../library/media-file.ts'
import { ratingAge } from '../../library/parental-rating.ts'
import type { TagsByPath } from '../../library/song-tags.ts'
import { providerIdsIn } from '../../library/naming/provider-ids.ts'
import { sortName, writtenSortName } from '../../library/naming/sort-name.ts'
import type { NamedSet, Nfo, NfoEntry, NfoKind } from '../nfo/nfo.ts'
import type { FoundExtra } from './extras.ts'
import type { FilmFile } from './films.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Sidecar files as read, by path. */
export type Nfos = ReadonlyMap<string, Nfo>

/** Kinds whose ids people write into names. */
const namedKinds: ReadonlySet<ItemKind> = new Set(['Movie', 'Series', 'Season', 'BoxSet'])
/** More belong to no film. */
const maxExtras = 200

/** What its place and name say of an item. */
export interface ItemSketch {
  readonly kind: ItemKind
  readonly path: string
  readonly parentId: string | undefined
  readonly name: string
  /** Where it is not simply that of the name. */
  readonly sortName?: (name: string) => string
  readonly createdAt: number
  readonly year?: number | undefined
  readonly premiereDate?: string | undefined
  readonly indexNumber?: number | undefined
  readonly indexNumberEnd?: number | undefined
  readonly parentIndexNumber?: number | undefined
  readonly genres?: readonly string[]
  readonly artists?: readonly string[]
  readonly albumArtists?: readonly string[]
  readonly album?: string | undefined
  readonly files?: readonly FilmFile[]
  readonly parts?: readonly FilmFile[] | undefined
  readonly extras?: readonly FoundExtra[]
}

/** Items and images of a unit while they are being planned. */
export class UnitDraft {
  readonly library: Library
  /** What the songs of the unit say, as far as they were read. */
  readonly tags: TagsByPath
  readonly #ids: Ids
  readonly #nfos: Nfos
  readonly #items: Item[] = []
  readonly #byId = new Map<string, Item>()
  readonly #images: ImageCandidate[] = []

  constructor(library: Library, ids: Ids, nfos: Nfos, tags: TagsByPath) {
    this.library = library
    this.#ids = ids
    this.#nfos = nfos
    this.tags = tags
  }

  finish(unit: string): UnitContents {
    return { libraryId: this.library.id, unit, items: this.#items, images: this.#images }
  }

  /** What the `.nfo` at `path` says under roots of this kind. */
  entriesOf(path: string | undefined, kind: NfoKind): readonly NfoEntry[] {
    const nfo = path === undefined ? undefined : this.#nfos.get(path)
    return nfo?.kind === 'read' ? nfo.entries.filter((entry) => entry.kind === kind) : []
  }

  /** Adds an item; what its `.nfo` says goes before what names say. */
  add(sketch: ItemSketch, nfo?: NfoEntry): Item {
    const { kind, path, parentId, createdAt } = sketch
    // Disks of Macs have names in pieces (NFD); tags and `.nfo` files do not.
    const name = (nfo?.title ?? sketch.name).normalize('NFC')
    const sorted =
      nfo?.sortTitle === undefined
        ? (sketch.sortName ?? sortName)(name)
        : writtenSortName(nfo.sortTitle)
    const item: Item = {
      id: this.#ids.item(this.library, kind, path),
      libraryId: this.library.id,
      kind,
      path,
      name,
      sortName: sorted,
      genres: nfo === undefined || nfo.genres.length === 0 ? (sketch.genres ?? []) : nfo.genres,
      studios: nfo?.studios ?? [],
      people: nfo?.people ?? [],
      artists: sketch.artists ?? [],
      createdAt,
      ...defined({
        albumArtists: isSame(sketch.albumArtists, sketch.artists) ? undefined : sketch.albumArtists,
        album: sketch.album,
        parentId,
        originalTitle: nfo?.originalTitle,
        overview: nfo?.plot,
        year: nfo?.year ?? sketch.year,
        premiereDate: nfo?.premiered ?? sketch.premiereDate,
        indexNumber: sketch.indexNumber,
        indexNumberEnd: sketch.indexNumberEnd,
        parentIndexNumber: sketch.parentIndexNumber,
        communityRating: nfo?.rating,
        officialRating: nfo?.mpaa,
        set: kind === 'Movie' ? this.#toFilmSet(nfo?.set, parentId) : undefined,
        facts: factsOf(sketch, nfo, this.#byId.get(parentId ?? '')?.facts?.ratingAge),
        files: sketch.files?.map(toMediaFile),
        parts: this.#toParts(sketch.parts),
        extras: this.#toExtras(sketch.extras),
      }),
    }
    this.#items.push(item)
    this.#byId.set(item.id, item)
    return item
  }

  /** A film in the folder of a box set is one of that. */
  #toFilmSet(named: NamedSet | undefined, parentId: string | undefined): FilmSet | undefined {
    if (named === undefined || this.#isInBoxSet(parentId)) return undefined
    const name = named.name.normalize('NFC')
    return { ...named, id: this.filmSetId(name), name, sortName: sortName(name) }
  }

  #isInBoxSet(parentId: string | undefined): boolean {
    const parent = this.#byId.get(parentId ?? '')
    return parent !== undefined && (parent.kind === 'BoxSet' || this.#isInBoxSet(parent.parentId))
  }

  filmSetId(name: string): string {
    return this.#ids.item(this.library, 'BoxSet', filmSetPath(name))
  }

  /** The sets that films right in an item are of, each once. */
  filmSetsIn(parentId: string): readonly FilmSet[] {
    const sets = this.#items.flatMap((item) =>
      item.parentId === parentId && item.set !== undefined ? [item.set] : [],
    )
    return [...new Map(sets.map((set) => [set.id, set])).values()]
  }

  /**
   * Artwork of a set from one more place. Of each type the first place that has any counts: tools
   * put a copy into the folder of every film.
   */
  addFilmSetArtwork(setId: string, found: readonly FoundArtwork[]): void {
    const has = new Set(
      this.#images.filter(({ ownerId }) => ownerId === setId).map(({ type }) => type),
    )
    this.addArtwork(
      setId,
      found.filter(({ type }) => !has.has(type)),
    )
  }

  #toParts(files: readonly FilmFile[] = []): readonly Part[] | undefined {
    const parts = files.slice(0, maxExtras).map((file) => this.#toPart(file))
    return parts.length === 0 ? undefined : parts
  }

  #toPart(file: FilmFile): Part {
    return { id: this.#ids.item(this.library, 'Video', file.path), file: toMediaFile(file) }
  }

  #toExtras(found: readonly FoundExtra[] = []): readonly Extra[] | undefined {
    const extras = found.slice(0, maxExtras).map(({ type, file }) => ({
      ...this.#toPart(file),
      type,
    }))
    return extras.length === 0 ? undefined : extras
  }

  addArtwork(ownerId: string, found: readonly FoundArtwork[]): void {
    for (const { type, path } of found)
      this.#images.push({ ownerId, type, original: { source: this.library.id, key: path } })
  }

  /** Pictures in the folder that the `.nfo` names; after those that are found by their own names. */
  addNamedPictures(ownerId: string, folder: UnitFolder, nfo: NfoEntry | undefined): void {
    const named = (nfo?.pictures ?? []).flatMap(({ type, name }) => {
      const path = imageRank(name) === undefined ? undefined : folder.findFile(name)
      return path === undefined ? [] : [{ type, path }]
    })
    const isThere = (type: string, path: string) =>
      this.#images.some(
        (one) => one.ownerId === ownerId && one.type === type && one.original.key === path,
      )
    this.addArtwork(
      ownerId,
      named.filter(({ type, path }) => !isThere(type, path)),
    )
  }

  /** Portraits in `.actors`, as Kodi exports them: `First_Last.jpg`. */
  addActors(folder: UnitFolder, people: readonly Person[]): void {
    const actors = folder.findFolder('.actors')
    if (actors === undefined) return
    const names = new Map(people.map(({ name }) => [bareName(name), name]))
    for (const path of actors.artwork.all()) {
      const written = stemOf(fileName(path)).replaceAll('_', ' ').trim()
      if (written === '') continue
      // Signs that a file name cannot have are underscores, too: the `.nfo` knows the real name.
      const name = names.get(bareName(written)) ?? written
      this.addArtwork(this.#ids.name('person', name), [{ type: 'Primary', path }])
    }
  }
}

/**
 * With what the names of its folder and file say, where the `.nfo` says nothing of it. What has no
 * rating is meant for those for whom the whole is: an episode for those of its series.
 */
function factsOf(
  { kind, path, files = [] }: ItemSketch,
  nfo: NfoEntry | undefined,
  ageAbove: number | undefined,
) {
  const named = namedKinds.has(kind)
    ? [path, ...files.map((file) => file.path)].map((one) => providerIdsIn(fileName(one)))
    : []
  const providerIds = Object.assign({}, ...named.toReversed(), nfo?.facts?.providerIds) as Record<
    string,
    string
  >
  const age = nfo?.mpaa === undefined ? ageAbove : ratingAge(nfo.mpaa)
  const facts: ItemFacts = {
    ...nfo?.facts,
    ...(Object.keys(providerIds).length === 0 ? {} : { providerIds }),
    ...(age === undefined ? {} : { ratingAge: age }),
  }
  return Object.keys(facts).length === 0 ? undefined : facts
}

function toMediaFile({ path, bytes }: FilmFile): MediaFile {
  return bytes === undefined ? { path } : { path, bytes }
}

function isSame(a: readonly string[] = [], b: readonly string[] = []): boolean {
  return a.join('\0') === b.join('\0')
}

function bareName(name: string): string {
  const bare = name
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  return bare === '' ? name : bare
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<T>
}
