import type { ArtworkFolder } from './artwork-folder.ts'
import { type ArtworkRule, artworkRules, seasonArtwork } from './artwork-names.ts'
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

/** An episode's: beside it, then in a folder `metadata` beside it. */
export function planEpisodeArtwork(place: ArtworkPlace): readonly FoundArtwork[] {
  const metadata = place.folder.folder('metadata')
  const found = planArtwork('Episode', place)
  if (metadata === undefined) return found
  return distinct([...found, ...planArtwork('Episode', { ...place, folder: metadata })])
}

/**
 * A season's: by its number or names in the folder of the series, then in its own folder, then
 * what the series has for all seasons.
 */
export function planSeasonArtwork(season: {
  readonly series: ArtworkFolder
  readonly number: number | undefined
  /** Names of the season; `Season 1` also claims `season1-poster`. */
  readonly names: readonly string[]
  /** Absent for a season without a folder. */
  readonly own: ArtworkPlace | undefined
}): readonly FoundArtwork[] {
  const prefixes = [
    ...season.names.map((name) => name.replaceAll(' ', '')),
    ...byNumber(season.number),
  ]
  const inSeries = (ownNames: readonly string[]) =>
    seasonArtwork.flatMap((rule) =>
      applyRule(rule, { folder: season.series, ownNames, alone: false }),
    )
  return distinct([
    ...inSeries(prefixes),
    ...(season.own === undefined ? [] : planArtwork('Season', season.own)),
    ...inSeries(['season-all']),
  ])
}

function byNumber(number: number | undefined): readonly string[] {
  if (number === undefined) return []
  const plain = [`season${String(number).padStart(2, '0')}`, `season${number}`]
  return number === 0 ? [...plain, 'season-specials'] : plain
}

function applyRule(rule: ArtworkRule, place: ArtworkPlace): FoundArtwork[] {
  const { type, names } = rule
  const own = (name: string) => place.ownNames.flatMap((n) => findOwn(name, n.toLowerCase(), place))
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
  return findNamed(`${n}-${name}`, folder)
}

function findPlain(name: string, folder: ArtworkFolder): readonly string[] {
  if (name === '<n>') return []
  if (name.endsWith('/*')) return folder.folder(name.slice(0, -2))?.all() ?? []
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
