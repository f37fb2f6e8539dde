import type { ArtworkFolder } from './artwork-folder.ts'
import {
  type ArtworkRule,
  artworkRules,
  discEpisodeArtwork,
  filmSetArtwork,
  seasonArtwork,
} from './artwork-names.ts'
import type { ImageType } from '../image-type.ts'
import type { ItemKind } from '../item.ts'

/** A file that would be an image of an item. */
export interface FoundArtwork {
  readonly type: ImageType
  readonly path: string
}

/** Where to look for the artwork of one item. */
export interface ArtworkPlace {
  readonly folder: ArtworkFolder
  /** What `<n>` stands for, the preferred first. */
  readonly ownNames: readonly string[]
  /** Whether the folder is the item's alone, so that `poster.jpg` is its poster. */
  readonly alone: boolean
}

/** Candidates of every type in order of preference; a file once per type. */
export function planArtwork(kind: ItemKind, place: ArtworkPlace): readonly FoundArtwork[] {
  return distinct(artworkRules[kind].flatMap((rule) => applyRule(rule, place)))
}

/** Of an item that lies in several folders: those of the first one first. */
export function planArtworkIn(
  kind: ItemKind,
  places: readonly ArtworkPlace[],
): readonly FoundArtwork[] {
  return distinct(places.flatMap((place) => planArtwork(kind, place)))
}

/** Of the set of the film, or of the films, in a folder: `movieset-poster`. */
export function planFilmSetArtwork(folder: ArtworkFolder): readonly FoundArtwork[] {
  return filmSetArtwork.flatMap((rule) => applyRule(rule, { folder, ownNames: [], alone: true }))
}

/**
 * An episode's: beside it, then in a folder `metadata` beside it, then by its numbers there and in
 * the folder of the series, as Kometa has it, then in its own folders, where it is a disc.
 */
export function planEpisodeArtwork(
  place: ArtworkPlace,
  series: ArtworkFolder | undefined,
  numbers: { readonly season: number; readonly episode: number } | undefined,
  discFolders: readonly ArtworkFolder[] = [],
): readonly FoundArtwork[] {
  const metadata = place.folder.folder('metadata')
  const { season = 0, episode = 0 } = numbers ?? {}
  const code = `s${String(season).padStart(2, '0')}e${String(episode).padStart(2, '0')}`
  const byCode = [place.folder, ...(series === undefined ? [] : [series])].map((folder) => ({
    folder,
    ownNames: [code],
    alone: false,
  }))
  const beside = planArtworkIn('Episode', [
    place,
    ...(metadata === undefined ? [] : [{ ...place, folder: metadata }]),
    ...(numbers === undefined ? [] : byCode),
  ])
  const inside = discFolders.flatMap((folder) =>
    discEpisodeArtwork.flatMap((rule) => applyRule(rule, { ...place, folder, alone: true })),
  )
  return distinct([...beside, ...inside])
}

/**
 * A season's: by its number or names in the folder of the series, then in its own folders, then
 * what the series has for all seasons.
 */
export function planSeasonArtwork(season: {
  readonly series: ArtworkFolder
  readonly number: number | undefined
  /** Names of the season; `Season 1` also claims `season1-poster`. */
  readonly names: readonly string[]
  /** Empty for a season without a folder. */
  readonly own: readonly ArtworkPlace[]
}): readonly FoundArtwork[] {
  const prefixes = [
    ...season.names.map((name) => name.replaceAll(' ', '')),
    ...season.names.filter((name) => name.includes(' ')),
    ...byNumber(season.number),
  ]
  const inFolder = (folder: ArtworkFolder, ownNames: readonly string[]) =>
    seasonArtwork.flatMap((rule) => applyRule(rule, { folder, ownNames, alone: false }))
  return distinct([
    ...inFolder(season.series, prefixes),
    ...planArtworkIn('Season', season.own),
    ...season.own.flatMap(({ folder }) => inFolder(folder, prefixes)),
    ...inFolder(season.series, ['season-all']),
  ])
}

function byNumber(number: number | undefined): readonly string[] {
  if (number === undefined) return []
  const plain = [`season${String(number).padStart(2, '0')}`, `season${number}`]
  // The word goes before the number.
  return number === 0 ? ['season-specials', ...plain] : plain
}

function applyRule(rule: ArtworkRule, place: ArtworkPlace): FoundArtwork[] {
  const { type, names } = rule
  const own = (name: string) =>
    place.ownNames.flatMap((n) => findOwn(name, n.normalize('NFC').toLowerCase(), place))
  const plain = (name: string) => (place.alone ? findPlain(name, place.folder) : [])
  const paths =
    rule.ownNamesFirst === true
      ? [...names.flatMap(own), ...names.flatMap(plain)]
      : names.flatMap((name) => [...own(name), ...plain(name)])
  return paths.map((path) => ({ type, path }))
}

function findOwn(name: string, n: string, { folder }: ArtworkPlace): readonly string[] {
  if (name === '<n>') return folder.named(n)
  if (name.endsWith('/*')) return []
  if (name.endsWith('*')) return folder.named(`${n}-${name.slice(0, -1)}`)
  return [...findNamed(`${n}-${name}`, folder), ...findNamed(`${n}_${name}`, folder)]
}

function findPlain(name: string, folder: ArtworkFolder): readonly string[] {
  if (name === '<n>') return []
  if (name.endsWith('/*')) return folder.folder(name.slice(0, -2))?.all() ?? []
  if (name.endsWith('*')) return folder.starting(name.slice(0, -1))
  return findNamed(name, folder)
}

function findNamed(name: string, folder: ArtworkFolder): readonly string[] {
  return name.endsWith('#') ? folder.family(name.slice(0, -1)) : folder.named(name)
}

function distinct(found: readonly FoundArtwork[]): readonly FoundArtwork[] {
  const seen = new Set<string>()
  return found.filter(({ type, path }) => {
    const key = `${type}/${path}`
    return seen.has(key) ? false : seen.add(key)
  })
}
