import {
  type ArtworkPlace,
  planArtwork,
  planArtworkIn,
  planFilmSetArtwork,
} from '../../library/naming/artwork.ts'
import { fileName, stemOf } from '../../library/naming/media-files.ts'
import { parseBoxSet } from '../../library/naming/names.ts'
import { type ParsedTitle, parseTitle } from '../../library/naming/titles.ts'
import { extrasIn, extrasOf } from './extras.ts'
import {
  areVersions,
  discFoldersOf,
  type Film,
  type FilmFile,
  filmsIn,
  hasFilm,
  isDiscImage,
  itemFoldersIn,
  partFoldersOf,
} from './films.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Films in folders of their own, several in one folder, folders of folders, box sets. */
export function planMovies(draft: UnitDraft, folder: UnitFolder): void {
  const { id } = draft.library
  if (folder.path === '') {
    planLoose(draft, folder, id)
    planSetArtwork(draft, folder, id)
  } else planFolder(draft, folder, id)
}

function planFolder(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const films = filmsIn(folder)
  const inside = itemFoldersIn(folder).filter(hasFilm)
  if (isDiscImage(folder)) planOwnFolder(draft, folder, films, parentId)
  else if (parseBoxSet(folder.name) !== undefined) planContainer(draft, folder, parentId)
  else if (films.length === 0 && inside.length === 0) planSetFolder(draft, folder, parentId)
  else if (isOwnFolder(folder, films, inside)) {
    planOwnFolder(draft, folder, films, parentId)
    // Sequels kept inside the folder of the first film.
    for (const sub of inside) if (isSequel(sub, folder)) planFolder(draft, sub, parentId)
  } else planContainer(draft, folder, parentId)
}

function isOwnFolder(
  folder: UnitFolder,
  films: readonly Film[],
  inside: readonly UnitFolder[],
): boolean {
  if (films.length === 0) return partFoldersOf(folder, inside) !== undefined
  if (!areVersions(films, folder)) return false
  if (inside.length > 0) return isSameTitle(films[0]!, folder)
  return !isShelfOf(films[0]!, folder)
}

function isSequel(sub: UnitFolder, folder: UnitFolder): boolean {
  return parseTitle(sub.name).year !== undefined && partFoldersOf(folder, [sub]) === undefined
}

function isSameTitle(film: Film, folder: UnitFolder): boolean {
  const name = parseTitle(film.names[0]!).name.toLowerCase()
  return name === parseTitle(folder.name).name.toLowerCase()
}

const shelfName =
  /^(?:(?:my |new |all |hd |4k )?(?:movies?|films?|filme|videos?|cinema|kino|downloads?))$/i
const collectionName =
  /\b(?:trilogy|quadrilogy|quadrilogie|trilogie|collection|anthology|saga|box ?set)\b/i

/**
 * Whether a folder with a single film is a shelf with more to come, and not called after the film:
 * `Movies/Acorn (1991).mkv`. A folder with a year is a film's; so is one with a poster of its own.
 */
function isShelfOf(film: Film, folder: UnitFolder): boolean {
  const own = parseTitle(film.names[0]!)
  const title = parseTitle(folder.name)
  if (own.name.toLowerCase() === title.name.toLowerCase()) return false
  if (shelfName.test(folder.name)) return true
  if (own.year === undefined) return false
  if (collectionName.test(folder.name)) return true
  if (title.year !== undefined || folder.findNfo('movie') !== undefined) return false
  const named = planArtwork('Movie', placeOf(folder, film.names, false))
  return named.length > 0 || planArtwork('Movie', placeOf(folder, [], true)).length === 0
}

function placeOf(folder: UnitFolder, ownNames: readonly string[], alone: boolean): ArtworkPlace {
  return { folder: folder.artwork, ownNames, alone }
}

function planContainer(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const boxSet = parseBoxSet(folder.name)
  const kind = boxSet === undefined ? 'Folder' : 'BoxSet'
  const name = boxSet ?? folder.name
  const { path, mtimeMs: createdAt } = folder
  const [nfo] = draft.entriesOf(folder.findNfo('movie', folder.name), 'movie')
  const { id } = draft.add(
    { kind, path, parentId, name, createdAt },
    kind === 'BoxSet' ? nfo : undefined,
  )
  const ownNames = name === folder.name ? [name] : [folder.name, name]
  draft.addArtwork(id, planArtwork(kind, placeOf(folder, ownNames, true)))
  planLoose(draft, folder, id)
  for (const sub of itemFoldersIn(folder)) planFolder(draft, sub, id)
  planSetArtwork(draft, folder, id)
}

/** Of the sets of the films that share a folder; what names no set belongs to the only one. */
function planSetArtwork(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const sets = draft.filmSetsIn(parentId)
  for (const { id, name } of sets) {
    if (sets.length === 1) draft.addFilmSetArtwork(id, planFilmSetArtwork(folder.artwork))
    draft.addFilmSetArtwork(id, planArtwork('BoxSet', placeOf(folder, [name], false)))
  }
}

/**
 * A folder without films, right in the library, may be one of artwork for sets, as tinyMediaManager
 * and Kodi keep it: `<set>/poster` or `<set>-poster`.
 */
function planSetFolder(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  if (parentId !== draft.library.id) return
  for (const sub of folder.folders) {
    const place = placeOf(sub, [sub.name], true)
    draft.addFilmSetArtwork(draft.filmSetId(sub.name), planArtwork('BoxSet', place))
  }
  const names = folder.artwork.all().map((path) => stemOf(fileName(path)).split('-').slice(0, -1))
  for (const name of new Set(names.map((parts) => parts.join('-'))))
    if (name !== '') {
      const place = placeOf(folder, [name], false)
      draft.addFilmSetArtwork(draft.filmSetId(name), planArtwork('BoxSet', place))
    }
}

/** Films that share a folder: only what begins with a film's name is that film's. */
function planLoose(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const people = filmsIn(folder).flatMap(({ file, names, parts }) => {
    const files = [file]
    const extras = extrasOf(folder, names[0]!)
    const { name, year } = parseTitle(names[0]!)
    const { path, mtimeMs: createdAt } = file
    const [nfo] = draft.entriesOf(folder.findNfo(...names), 'movie')
    const found = { files, parts, extras }
    const sketch = { kind: 'Movie', path, parentId, name, year, createdAt, ...found } as const
    const item = draft.add(sketch, nfo)
    draft.addArtwork(item.id, planArtwork('Movie', placeOf(folder, names, false)))
    draft.addNamedPictures(item.id, folder, nfo)
    return item.people
  })
  draft.addActors(folder, people)
}

/** The item has the folder's path: it stays the same when a better file takes the old one's place. */
function planOwnFolder(
  draft: UnitDraft,
  folder: UnitFolder,
  films: readonly Film[],
  parentId: string,
): void {
  const title = titleOf(folder, films)
  const ownNames = ownNamesOf(folder, films, title)
  const parts = films.length > 0 ? [] : partsOf(folder)
  const createdAt = films[0]?.file.mtimeMs ?? folder.mtimeMs
  // Of several Jellyfin takes movie.nfo, whatever the others say.
  const nfoPath =
    folder.findNfo('movie', ...ownNames, 'VIDEO_TS', 'index') ??
    parts.map((part) => part.findNfo('movie', 'VIDEO_TS', 'index', part.name)).find(Boolean)
  const [nfo] = draft.entriesOf(nfoPath, 'movie')
  const { path } = folder
  const files = filesOf(folder, films, parts)
  const found = { files, parts: films[0]?.parts, extras: extrasIn(folder) }
  const sketch = { kind: 'Movie', path, parentId, ...title, createdAt, ...found } as const
  const item = draft.add(sketch, nfo)
  const places = [
    placeOf(folder, ownNames, true),
    ...parts.map((part) =>
      placeOf(
        part,
        [...ownNames, ...filmsIn(part).flatMap(({ names }) => names), part.name, 'index'],
        true,
      ),
    ),
  ]
  draft.addArtwork(item.id, planArtworkIn('Movie', places))
  if (item.set !== undefined)
    draft.addFilmSetArtwork(item.set.id, planFilmSetArtwork(folder.artwork))
  draft.addNamedPictures(item.id, folder, nfo)
  draft.addActors(folder, item.people)
}

/** The folders of discs and releases that one film is made of, and what is inside of discs. */
function partsOf(folder: UnitFolder): readonly UnitFolder[] {
  const inside = itemFoldersIn(folder)
  const [, ...discs] = discFoldersOf(folder)
  const parts = discs.length > 0 ? discs : inside.filter(hasFilm)
  return parts.flatMap((part) => [part, ...(discs.length > 0 ? [] : partsOf(part))])
}

/** Its versions; of several parts, which lie in folders, the first. */
function filesOf(
  folder: UnitFolder,
  films: readonly Film[],
  parts: readonly UnitFolder[],
): readonly FilmFile[] {
  if (isDiscImage(folder)) return [{ path: folder.path, mtimeMs: folder.mtimeMs }]
  const found = films.length > 0 ? films : parts.flatMap(filmsIn).slice(0, 1)
  return found.map(({ file }) => file)
}

function titleOf(folder: UnitFolder, films: readonly Film[]): ParsedTitle {
  const title = parseTitle(folder.name)
  const [name] = films[0]?.names ?? []
  const own = name === undefined ? title : parseTitle(name)
  const year = title.year ?? own.year
  return year === undefined ? { name: title.name } : { name: title.name, year }
}

/** Names that artwork begins with; what is the film's goes before what is one version's. */
function ownNamesOf(
  folder: UnitFolder,
  films: readonly Film[],
  { name, year }: ParsedTitle,
): readonly string[] {
  const names = films.flatMap((film) => film.names)
  const shared = year === undefined ? [] : [`${name} (${year})`]
  const all =
    films.length > 1 ? [folder.name, ...shared, ...names] : [...names, folder.name, ...shared]
  return [...new Set(all)]
}
