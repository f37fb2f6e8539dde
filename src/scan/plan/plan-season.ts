import { planSeasonArtwork } from '../../library/naming/artwork.ts'
import { seasonSortName } from '../../library/naming/sort-name.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

export interface SeasonPlace {
  readonly series: UnitFolder
  readonly seriesId: string
  readonly number: number | undefined
  /** Empty for a season that only its episodes show. */
  readonly folders: readonly UnitFolder[]
  /** Whether the folders are called by the number, so that the first one is the season's path. */
  readonly isNumbered: boolean
}

/** The id of the season. `names`: of seasons by number, as `tvshow.nfo` has them. */
export function planSeason(
  draft: UnitDraft,
  { series, seriesId, number, folders, isNumbered }: SeasonPlace,
  names: Readonly<Record<string, string>>,
): string {
  const title = titleOf(number)
  const [folder] = folders
  const nfoPath =
    folders.map((one) => one.findNfo('season')).find((path) => path !== undefined) ??
    series.findNfo(`season${String(number).padStart(2, '0')}`)
  const [nfo] = draft.entriesOf(nfoPath, 'season')
  const season = draft.add(
    {
      kind: 'Season',
      path:
        (isNumbered ? folder?.path : undefined) ?? `${series.path}/#season-${number ?? 'unknown'}`,
      parentId: seriesId,
      name: names[String(number)] ?? title,
      sortName: (name) => seasonSortName(name, number),
      createdAt: (folder ?? series).mtimeMs,
      indexNumber: number,
    },
    nfo,
  )
  const own = folders.map(({ artwork, name }) => ({
    folder: artwork,
    ownNames: [name],
    alone: true,
  }))
  const all = [...new Set([season.name, title, ...folders.map(({ name }) => name)])]
  draft.addArtwork(
    season.id,
    planSeasonArtwork({ series: series.artwork, number, names: all, own }),
  )
  for (const one of folders) draft.addActors(one, season.people)
  if (folder !== undefined) draft.addNamedPictures(season.id, folder, nfo)
  return season.id
}

function titleOf(number: number | undefined): string {
  if (number === undefined) return 'Season Unknown'
  return number === 0 ? 'Specials' : `Season ${number}`
}
