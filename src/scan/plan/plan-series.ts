import { planArtwork, planSeasonArtwork } from '../../library/naming/artwork.ts'
import { parseSeasonFolder } from '../../library/naming/episode-names.ts'
import { parseTitle } from '../../library/naming/names.ts'
import { seasonSortName } from '../../library/naming/sort-name.ts'
import { filmsIn, hasFilm, itemFoldersIn } from './films.ts'
import { episodesBelow, episodesIn, planEpisode } from './plan-episode.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Series with seasons and episodes. What is loose in the library's own folder belongs to none. */
export function planSeries(draft: UnitDraft, folder: UnitFolder): void {
  if (folder.path === '') return
  const isNonEmpty = folder.files.length > 0 || folder.folders.length > 0
  if (isNonEmpty) planFolder(draft, folder, draft.library.id)
}

function planFolder(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  if (isSeries(folder) || !holdsSeries(folder)) {
    planOneSeries(draft, folder, parentId)
    return
  }
  const { path, name, mtimeMs: createdAt } = folder
  const { id } = draft.add({ kind: 'Folder', path, parentId, name, createdAt })
  const place = { folder: folder.artwork, ownNames: [name], alone: true }
  draft.addArtwork(id, planArtwork('Folder', place))
  for (const sub of itemFoldersIn(folder))
    if (isSeries(sub) || hasFilm(sub)) planFolder(draft, sub, id)
}

function isSeries(folder: UnitFolder): boolean {
  return isSurelySeries(folder) || filmsIn(folder).length > 0
}

function isSurelySeries(folder: UnitFolder): boolean {
  return (
    folder.findNfo('tvshow') !== undefined ||
    folder.folders.some(({ name }) => parseSeasonFolder(name) !== undefined)
  )
}

/** A folder of episodes alone may be any part of a series; one with seasons is a series. */
function holdsSeries(folder: UnitFolder): boolean {
  return itemFoldersIn(folder).some((sub) => isSurelySeries(sub) || holdsSeries(sub))
}

function planOneSeries(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const { path, mtimeMs: createdAt } = folder
  const [nfo] = draft.entriesOf(folder.findNfo('tvshow'), 'tvshow')
  const { name, year } = parseTitle(folder.name)
  const series = draft.add({ kind: 'Series', path, parentId, name, year, createdAt }, nfo)
  const place = { folder: folder.artwork, ownNames: [folder.name], alone: true }
  draft.addArtwork(series.id, planArtwork('Series', place))
  draft.addActors(folder, series.people)

  const seasons = new Map<number | undefined, string>()
  for (const sub of itemFoldersIn(folder)) {
    const number = parseSeasonFolder(sub.name)
    if (number === undefined) continue
    const id = planSeason(draft, { series: folder, seriesId: series.id, number, folder: sub })
    if (!seasons.has(number)) seasons.set(number, id)
    for (const episode of episodesBelow(sub))
      planEpisode(draft, episode, { seasonId: id, season: number })
  }
  const others = itemFoldersIn(folder).filter(({ name }) => parseSeasonFolder(name) === undefined)
  const loose = [folder, ...others].flatMap((sub) =>
    sub === folder ? episodesIn(sub) : episodesBelow(sub),
  )
  for (const episode of loose) {
    const number = episode.parsed.season
    const id =
      seasons.get(number) ??
      planSeason(draft, { series: folder, seriesId: series.id, number, folder: undefined })
    seasons.set(number, id)
    planEpisode(draft, episode, { seasonId: id, season: number })
  }
}

interface SeasonPlace {
  readonly series: UnitFolder
  readonly seriesId: string
  readonly number: number | undefined
  /** Absent for a season that only its episodes show. */
  readonly folder: UnitFolder | undefined
}

function planSeason(draft: UnitDraft, { series, seriesId, number, folder }: SeasonPlace): string {
  const title = titleOf(number)
  const nfoPath =
    folder?.findNfo('season') ?? series.findNfo(`season${String(number).padStart(2, '0')}`)
  const [nfo] = draft.entriesOf(nfoPath, 'season')
  const season = draft.add(
    {
      kind: 'Season',
      path: folder?.path ?? `${series.path}/#season-${number ?? 'unknown'}`,
      parentId: seriesId,
      name: title,
      sortName: (name) => seasonSortName(name, number),
      createdAt: (folder ?? series).mtimeMs,
      indexNumber: number,
    },
    nfo,
  )
  const own =
    folder === undefined
      ? undefined
      : { folder: folder.artwork, ownNames: [folder.name], alone: true }
  const names = [...new Set([season.name, title, ...(folder === undefined ? [] : [folder.name])])]
  draft.addArtwork(season.id, planSeasonArtwork({ series: series.artwork, number, names, own }))
  if (folder !== undefined) draft.addActors(folder, season.people)
  return season.id
}

function titleOf(number: number | undefined): string {
  if (number === undefined) return 'Season Unknown'
  return number === 0 ? 'Specials' : `Season ${number}`
}
