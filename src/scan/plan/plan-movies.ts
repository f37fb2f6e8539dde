import { planArtwork } from '../../library/naming/artwork.ts'
import { parseBoxSet, parseDiscFolder, parseTitle } from '../../library/naming/names.ts'
import { areVersions, type Film, filmsIn, hasFilm, isDiscImage, itemFoldersIn } from './films.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

/** Films in folders of their own, several in one folder, folders of folders, box sets. */
export function planMovies(draft: UnitDraft, folder: UnitFolder): void {
  if (folder.path === '') planLoose(draft, folder, draft.library.id)
  else planFolder(draft, folder, draft.library.id)
}

function planFolder(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const films = filmsIn(folder)
  const inside = itemFoldersIn(folder).filter(hasFilm)
  if (isDiscImage(folder)) planOwnFolder(draft, folder, films, parentId)
  else if (parseBoxSet(folder.name) !== undefined) planContainer(draft, folder, parentId)
  else if (films.length === 0 && inside.length === 0) return
  else if (isOwnFolder(folder, films, inside)) {
    planOwnFolder(draft, folder, films, parentId)
    // Sequels kept inside the folder of the first film.
    for (const sub of inside)
      if (parseTitle(sub.name).year !== undefined) planFolder(draft, sub, parentId)
  } else planContainer(draft, folder, parentId)
}

function isOwnFolder(
  folder: UnitFolder,
  films: readonly Film[],
  inside: readonly UnitFolder[],
): boolean {
  // `CD1` and `CD2` of one film.
  if (films.length === 0) return inside.every(({ name }) => parseDiscFolder(name) !== undefined)
  if (!areVersions(films, folder)) return false
  return inside.length === 0 || isSameTitle(films[0]!, folder)
}

function isSameTitle(film: Film, folder: UnitFolder): boolean {
  const name = parseTitle(film.names[0]!).name.toLowerCase()
  return name === parseTitle(folder.name).name.toLowerCase()
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
  draft.addArtwork(id, planArtwork(kind, { folder: folder.artwork, ownNames, alone: true }))
  planLoose(draft, folder, id)
  for (const sub of itemFoldersIn(folder)) planFolder(draft, sub, id)
}

/** Films that share a folder: only what begins with a film's name is that film's. */
function planLoose(draft: UnitDraft, folder: UnitFolder, parentId: string): void {
  const people = filmsIn(folder).flatMap(({ file, names }) => {
    const { name, year } = parseTitle(names[0]!)
    const { path, mtimeMs: createdAt } = file
    const [nfo] = draft.entriesOf(folder.findNfo(...names), 'movie')
    const item = draft.add({ kind: 'Movie', path, parentId, name, year, createdAt }, nfo)
    const place = { folder: folder.artwork, ownNames: names, alone: false }
    draft.addArtwork(item.id, planArtwork('Movie', place))
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
  const ownNames = [...new Set([...films.flatMap(({ names }) => names), folder.name])]
  const title = parseTitle(folder.name)
  const year = title.year ?? parseTitle(ownNames[0]!).year
  const createdAt = films[0]?.file.mtimeMs ?? folder.mtimeMs
  const [nfo] = draft.entriesOf(folder.findNfo(...ownNames, 'movie', 'VIDEO_TS'), 'movie')
  const { path } = folder
  const item = draft.add({ kind: 'Movie', path, parentId, name: title.name, year, createdAt }, nfo)
  const place = { folder: folder.artwork, ownNames, alone: true }
  draft.addArtwork(item.id, planArtwork('Movie', place))
  draft.addActors(folder, item.people)
}
