import { planArtwork } from '../../library/naming/artwork.ts'
import type { EpisodePlace } from '../../library/naming/episode-place.ts'
import { isYear } from '../../library/naming/release-words.ts'
import {
  cutSeason,
  parseEpisodeFolder,
  parseSeasonFolder,
} from '../../library/naming/season-folders.ts'
import { parseTitle } from '../../library/naming/titles.ts'
import { extrasIn } from './extras.ts'
import { filmsIn, hasFilm, isDiscImage, itemFoldersIn } from './films.ts'
import {
  episodesBelow,
  episodesIn,
  type FoundEpisode,
  planEpisode,
  seasonOf,
} from './plan-episode.ts'
import { planSeason, type SeasonPlace } from './plan-season.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Series with seasons and episodes; episodes that lie loose in the library's own folder. */
export function planSeries(draft: UnitDraft, folder: UnitFolder): void {
  if (folder.path === '') planLoose(draft, folder)
  else if (folder.files.length > 0 || folder.folders.length > 0)
    planFolder(draft, folder, draft.library.id)
}

function planLoose(draft: UnitDraft, folder: UnitFolder): void {
  const parentId = draft.library.id
  for (const found of episodesIn(folder, { names: [] }))
    planEpisode(draft, found, {
      parentId,
      season: seasonOf(draft, found, undefined),
      series: undefined,
    })
}

function planFolder(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  if (!isShelf(folder) && (isSeries(folder) || !holdsSeries(folder))) {
    planOneSeries(draft, folder, parentId)
    return
  }
  const { path, name, mtimeMs: createdAt } = folder
  const { id } = draft.add({ kind: 'Folder', path, parentId, name, createdAt })
  const place = { folder: folder.artwork, ownNames: [name], alone: true }
  draft.addArtwork(id, planArtwork('Folder', place))
  for (const sub of seriesFoldersIn(folder))
    if (isSeries(sub) || hasFilm(sub)) planFolder(draft, sub, id)
}

/**
 * Whether its folders are seasons of several series: `Seinfeld Season 2` beside `Friends S01`. One
 * name may be what the series is called in another language.
 */
function isShelf(folder: UnitFolder): boolean {
  if (folder.findNfo('tvshow') !== undefined) return false
  const seasons = folder.folders.filter((sub) => parseSeasonFolder(sub.name) !== undefined)
  const titles = new Map(
    seasons.map(({ name }) => {
      const title = parseTitle(cutSeason(name)).name
      return [title.toLowerCase(), cutSeason(name) === name ? [] : wordsOf(title)] as const
    }),
  )
  const all = [...titles.values(), wordsOf(folder.name)]
  const words = all.flat()
  return (
    titles.size > 1 && all.every((some) => some.length > 0) && words.length === new Set(words).size
  )
}

/** Each once. */
function wordsOf(title: string): readonly string[] {
  return [
    ...new Set(
      title
        .normalize('NFC')
        .toLowerCase()
        .match(/[\p{L}\p{N}]+/gu),
    ),
  ]
}

function isSeries(folder: UnitFolder): boolean {
  return isSurelySeries(folder) || filmsIn(folder).length > 0
}

function isSurelySeries(folder: UnitFolder): boolean {
  return (
    folder.findNfo('tvshow') !== undefined ||
    folder.folders.some((sub) => seasonNumber(sub) !== undefined)
  )
}

/** A series may be called by a number (`24`), or like extras: its own seasons tell. */
function seasonNumber(folder: UnitFolder): number | undefined {
  const number = parseSeasonFolder(folder.name)
  const isPlain = /^\d+$/.test(folder.name.trim())
  return isPlain && isSurelySeries(folder) ? undefined : number
}

function seriesFoldersIn(folder: UnitFolder): readonly UnitFolder[] {
  const usual = new Set(itemFoldersIn(folder))
  return folder.folders.filter((sub) => usual.has(sub) || isSurelySeries(sub))
}

/** A folder of episodes alone may be any part of a series; one with seasons is a series. */
function holdsSeries(folder: UnitFolder): boolean {
  return seriesFoldersIn(folder).some((sub) => isSurelySeries(sub) || holdsSeries(sub))
}

function planOneSeries(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const { path, mtimeMs: createdAt } = folder
  const [nfo] = draft.entriesOf(folder.findNfo('tvshow'), 'tvshow')
  const plain = cutSeason(folder.name)
  const { name, year } = parseTitle(plain)
  const extras = extrasIn(folder)
  const series = draft.add({ kind: 'Series', path, parentId, name, year, createdAt, extras }, nfo)
  const place = { folder: folder.artwork, ownNames: [folder.name], alone: true }
  draft.addArtwork(series.id, planArtwork('Series', place))
  draft.addNamedPictures(series.id, folder, nfo)
  draft.addActors(folder, series.people)

  const names = [...new Set([folder.name, plain, name, series.name])]
  const own = plain === folder.name ? undefined : parseSeasonFolder(folder.name)
  const groups = groupSeasons(draft, folder, { names, season: own })
  for (const { number, folders, isNumbered, episodes } of groups.values()) {
    const place: SeasonPlace = { series: folder, seriesId: series.id, number, folders, isNumbered }
    const parentId = planSeason(draft, place, nfo?.seasonNames ?? {})
    for (const { found, season } of episodes)
      planEpisode(draft, found, { parentId, season, series: folder })
  }
}

interface SeasonGroup {
  readonly number: number | undefined
  /** The folders that are the season's alone. */
  readonly folders: UnitFolder[]
  /** Whether the first of them is called by the season's number. */
  isNumbered: boolean
  /** With the season that each says it is of. */
  readonly episodes: { readonly found: FoundEpisode; readonly season: number | undefined }[]
}

/** Episodes by season: in folders of seasons first, then what lies loose or in other folders. */
function groupSeasons(
  draft: UnitDraft,
  folder: UnitFolder,
  place: EpisodePlace,
): ReadonlyMap<number | undefined, SeasonGroup> {
  const groups = new Map<number | undefined, SeasonGroup>()
  const groupOf = (number: number | undefined) => {
    const group = groups.get(number) ?? { number, folders: [], isNumbered: false, episodes: [] }
    groups.set(number, group)
    return group
  }
  const others: UnitFolder[] = []
  for (const sub of itemFoldersIn(folder).filter((one) => !isDiscImage(one))) {
    const number = seasonNumber(sub)
    if (number === undefined) {
      others.push(sub)
      continue
    }
    const group = groupOf(number)
    group.folders.push(sub)
    group.isNumbered = true
    for (const found of episodesBelow(sub, { ...place, season: number })) {
      // A special may lie among the episodes that it belongs to.
      const isSpecial = found.parsed.season === 0
      const one = isSpecial ? groupOf(0) : group
      one.episodes.push({ found, season: isSpecial ? 0 : (found.parsed.season ?? number) })
    }
  }
  for (const found of episodesIn(folder, place)) {
    const season = seasonOf(draft, found, place.season)
    groupOf(season).episodes.push({ found, season })
  }
  for (const sub of others) {
    const below = episodesBelow(sub, { ...place, names: [...place.names, sub.name] })
    const told = below.map((found) => ({
      found,
      season: seasonOf(draft, found, yearOf(sub) ?? parseEpisodeFolder(sub.name)),
    }))
    const seasons = new Set(told.map(({ season }) => season))
    for (const one of told) groupOf(one.season).episodes.push(one)
    // Whatever it is called, a folder whose episodes are all of one season is that season's.
    const [only] = seasons
    if (seasons.size === 1 && only !== undefined) groupOf(only).folders.push(sub)
  }
  return groups
}

/** Of a folder of a show named by days: `2019`. */
function yearOf({ name }: UnitFolder): number | undefined {
  return isYear(name.trim()) ? Number(name) : undefined
}
