import { planEpisodeArtwork } from '../../library/naming/artwork.ts'
import { parseEpisode, type ParsedEpisode } from '../../library/naming/episode-names.ts'
import type { EpisodePlace } from '../../library/naming/episode-place.ts'
import { fileName, stemOf } from '../../library/naming/media-files.ts'
import { parseDiscFolder } from '../../library/naming/names.ts'
import { episodeSortName } from '../../library/naming/sort-name.ts'
import { parseTitle } from '../../library/naming/titles.ts'
import { discFoldersOf, type Film, filmsIn, isDiscImage, itemFoldersIn } from './films.ts'
import type { NfoEntry } from '../nfo/nfo.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** An episode's file, where it lies and what its name says. */
export interface FoundEpisode {
  readonly film: Film
  readonly folder: UnitFolder
  /** Of a disc: its own folder and what is inside. */
  readonly disc?: readonly UnitFolder[]
  readonly parsed: ParsedEpisode
}

/** The episodes right in a folder; a disc in a folder of its own is one. */
export function episodesIn(folder: UnitFolder, place: EpisodePlace): readonly FoundEpisode[] {
  const films = filmsIn(folder).map((film) => ({
    film,
    folder,
    parsed: parseEpisode(film.names[0]!, place),
  }))
  const discs = itemFoldersIn(folder)
    .filter(isDiscImage)
    .map((sub): FoundEpisode => {
      const isNumbered = parseDiscFolder(sub.name) === undefined
      const parsed = isNumbered ? parseEpisode(sub.name, place) : { title: sub.name }
      return { film: { file: sub, names: [sub.name] }, folder, disc: discFoldersOf(sub), parsed }
    })
  return [...joinVersions(films), ...discs]
}

/** The episodes in a folder and in those inside it. */
export function episodesBelow(folder: UnitFolder, place: EpisodePlace): readonly FoundEpisode[] {
  const inside = itemFoldersIn(folder).filter((sub) => !isDiscImage(sub))
  return [
    ...episodesIn(folder, place),
    ...inside.flatMap((sub) => episodesBelow(sub, { ...place, names: [...place.names, sub.name] })),
  ]
}

/** Files of one number and title in one folder are versions of one episode. */
function joinVersions(found: readonly FoundEpisode[]): readonly FoundEpisode[] {
  const groups = Map.groupBy(found, ({ film, parsed }) => {
    const { season = '', episode, episodeEnd = '', title } = parsed
    return episode === undefined
      ? film.file.path
      : `${season} ${episode} ${episodeEnd} ${title.toLowerCase()}`
  })
  return [...groups.values()].map(([first, ...others]) => {
    if (others.length === 0) return first!
    const names = [first!, ...others].flatMap(({ film }) => film.names)
    const film: Film = {
      file: first!.film.file,
      names: [commonStart(names), ...names],
      others: others.map((one) => one.film.file),
    }
    return { ...first!, film }
  })
}

function commonStart(names: readonly string[]): string {
  const [first = '', ...rest] = names
  let end = first.length
  for (const name of rest) while (!name.startsWith(first.slice(0, end))) end--
  while (end > 0 && ' -._[('.includes(first[end - 1]!)) end--
  return first.slice(0, end)
}

/** What the `.nfo` beside an episode says, or within its disc. */
export function entriesOf(
  draft: UnitDraft,
  { film, folder, disc = [] }: FoundEpisode,
): readonly NfoEntry[] {
  const path =
    folder.findNfo(...film.names) ??
    disc.map((one) => one.findNfo(...film.names, 'VIDEO_TS', 'index')).find(Boolean)
  return draft.entriesOf(path, 'episodedetails')
}

/**
 * The season of an episode that lies in no season's folder: what it says, else that of the folder,
 * else 1 where it has a number (Jellyfin's rule).
 */
export function seasonOf(
  draft: UnitDraft,
  found: FoundEpisode,
  ofFolder: number | undefined,
): number | undefined {
  const [nfo] = entriesOf(draft, found)
  const { season, episode } = found.parsed
  const told = nfo?.season ?? season ?? ofFolder
  if (told !== undefined) return told
  return (nfo?.episode ?? episode) === undefined ? undefined : 1
}

export function planEpisode(
  draft: UnitDraft,
  found: FoundEpisode,
  place: {
    /** Its season, or the library where there is none. */
    readonly parentId: string
    readonly season: number | undefined
    readonly series: UnitFolder | undefined
  },
): void {
  const { film, folder, disc = [], parsed } = found
  const { path, mtimeMs } = film.file
  const entries = entriesOf(draft, found)
  const [nfo] = entries
  const { season } = place
  const indexNumber = nfo?.episode ?? parsed.episode
  const last = lastOf(entries, parsed)
  const year = parsed.date?.slice(0, 4) ?? parseTitle(film.names[0]!).year
  const titles = entries.flatMap(({ title }) => title ?? [])
  const item = draft.add(
    {
      kind: 'Episode',
      path,
      parentId: place.parentId,
      name: parsed.title || (indexNumber === undefined ? nameOf(path) : `Episode ${indexNumber}`),
      sortName: (name) => episodeSortName(name, season, indexNumber),
      createdAt: mtimeMs,
      premiereDate: parsed.date,
      year: year === undefined ? undefined : Number(year),
      files: [film.file, ...(film.others ?? [])],
      parts: film.parts,
      indexNumber,
      indexNumberEnd: last !== undefined && last > (indexNumber ?? last) ? last : undefined,
      parentIndexNumber: season,
    },
    nfo === undefined || titles.length < 2 ? nfo : { ...nfo, title: titles.join(' / ') },
  )
  const artwork = { folder: folder.artwork, ownNames: film.names, alone: false }
  const numbers =
    season === undefined || indexNumber === undefined ? undefined : { season, episode: indexNumber }
  const inside = disc.map((one) => one.artwork)
  draft.addArtwork(item.id, planEpisodeArtwork(artwork, place.series?.artwork, numbers, inside))
  draft.addNamedPictures(item.id, folder, nfo)
}

/** The numbers of an `.nfo` go before those of the name, its last one with its first. */
function lastOf(
  entries: readonly NfoEntry[],
  { episode, episodeEnd }: ParsedEpisode,
): number | undefined {
  const [nfo] = entries
  if (nfo?.episodeEnd !== undefined) return nfo.episodeEnd
  if (entries.length > 1) return entries.at(-1)?.episode ?? episodeEnd
  return nfo?.episode === undefined || nfo.episode === episode ? episodeEnd : undefined
}

function nameOf(path: string): string {
  return stemOf(fileName(path))
}
