import { planEpisodeArtwork } from '../../library/naming/artwork.ts'
import { parseEpisode, type ParsedEpisode } from '../../library/naming/episode-names.ts'
import { fileName, stemOf } from '../../library/naming/media-files.ts'
import { episodeSortName } from '../../library/naming/sort-name.ts'
import { type Film, filmsIn, itemFoldersIn } from './films.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** An episode's file, where it lies and what its name says. */
export interface FoundEpisode {
  readonly film: Film
  readonly folder: UnitFolder
  readonly parsed: ParsedEpisode
}

/** The episodes right in a folder. */
export function episodesIn(folder: UnitFolder): readonly FoundEpisode[] {
  return filmsIn(folder).map((film) => ({ film, folder, parsed: parseEpisode(film.names[0]!) }))
}

/** The episodes in a folder and in those inside it. */
export function episodesBelow(folder: UnitFolder): readonly FoundEpisode[] {
  return [...episodesIn(folder), ...itemFoldersIn(folder).flatMap(episodesBelow)]
}

export function planEpisode(
  draft: UnitDraft,
  { film, folder, parsed }: FoundEpisode,
  place: { readonly seasonId: string; readonly season: number | undefined },
): void {
  const { path, mtimeMs } = film.file
  const entries = draft.entriesOf(folder.findNfo(...film.names), 'episodedetails')
  const [nfo] = entries
  const season = parsed.season ?? place.season ?? nfo?.season
  const indexNumber = parsed.episode ?? nfo?.episode
  const last = parsed.episodeEnd ?? entries.at(-1)?.episode
  const titles = entries.flatMap(({ title }) => title ?? [])
  const item = draft.add(
    {
      kind: 'Episode',
      path,
      parentId: place.seasonId,
      name:
        parsed.title ||
        (indexNumber === undefined ? stemOf(fileName(path)) : `Episode ${indexNumber}`),
      sortName: (name) => episodeSortName(name, season, indexNumber),
      createdAt: mtimeMs,
      premiereDate: parsed.date,
      indexNumber,
      indexNumberEnd: last !== undefined && last > (indexNumber ?? last) ? last : undefined,
      parentIndexNumber: season,
    },
    nfo === undefined || titles.length < 2 ? nfo : { ...nfo, title: titles.join(' / ') },
  )
  const artwork = { folder: folder.artwork, ownNames: film.names, alone: false }
  draft.addArtwork(item.id, planEpisodeArtwork(artwork))
}
