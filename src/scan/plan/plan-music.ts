import { planArtwork } from '../../library/naming/artwork.ts'
import { isArtworkFolder } from '../../library/naming/extras.ts'
import { fileName, isAudio, stemOf } from '../../library/naming/media-files.ts'
import { parseAlbumTitle, parseDiscFolder, parseTrack } from '../../library/naming/names.ts'
import { trackSortName } from '../../library/naming/sort-name.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

interface Surroundings {
  readonly parentId: string
  readonly artists: readonly string[]
}

/** Artists with albums, albums alone, tracks alone. */
export function planMusic(draft: UnitDraft, folder: UnitFolder): void {
  const around: Surroundings = { parentId: draft.library.id, artists: [] }
  if (folder.path === '') planTracks(draft, folder, around, undefined)
  else planFolder(draft, folder, around)
}

type MusicKind = 'MusicAlbum' | 'MusicArtist' | 'Folder'

function planFolder(draft: UnitDraft, folder: UnitFolder, around: Surroundings): void {
  const kind = kindOf(folder, around)
  if (kind === 'MusicAlbum') planAlbum(draft, folder, around)
  else if (kind !== undefined) planContainer(draft, folder, around, kind)
}

function kindOf(folder: UnitFolder, around: Surroundings): MusicKind | undefined {
  if (folder.findNfo('artist') !== undefined) return 'MusicArtist'
  const albums = albumFolders(folder).filter(hasTracks)
  const isAlbum = tracksIn(folder).length > 0 || discFolders(folder).some(hasTracks)
  if (folder.findNfo('album') !== undefined && isAlbum) return 'MusicAlbum'
  if (albums.length === 0) return isAlbum ? 'MusicAlbum' : undefined
  // Tracks and albums side by side: loose tracks of an artist, or a bonus inside an album.
  if (isAlbum) return around.artists.length > 0 ? 'MusicAlbum' : 'MusicArtist'
  const holdsAlbums = albums.some(
    (sub) => kindOf(sub, { ...around, artists: ['?'] }) === 'MusicAlbum',
  )
  return holdsAlbums && around.artists.length === 0 ? 'MusicArtist' : 'Folder'
}

function planContainer(
  draft: UnitDraft,
  folder: UnitFolder,
  around: Surroundings,
  kind: 'MusicArtist' | 'Folder',
): void {
  const { path, name, mtimeMs: createdAt } = folder
  const [nfo] = draft.entriesOf(folder.findNfo('artist'), 'artist')
  const item = draft.add({ kind, path, parentId: around.parentId, name, createdAt }, nfo)
  const place = { folder: folder.artwork, ownNames: [name], alone: true }
  draft.addArtwork(item.id, planArtwork(kind, place))
  const artists = kind === 'MusicArtist' ? [item.name] : around.artists
  const inside = { parentId: item.id, artists }
  planTracks(draft, folder, inside, undefined)
  for (const sub of [...discFolders(folder), ...albumFolders(folder)])
    planFolder(draft, sub, inside)
}

function planAlbum(draft: UnitDraft, folder: UnitFolder, around: Surroundings): void {
  const { path, mtimeMs: createdAt } = folder
  const [nfo] = draft.entriesOf(folder.findNfo('album'), 'album')
  const artists = nfo !== undefined && nfo.artists.length > 0 ? nfo.artists : around.artists
  const { name, year } = parseAlbumTitle(folder.name)
  const sketch = { kind: 'MusicAlbum', path, parentId: around.parentId, name, year } as const
  const { id } = draft.add({ ...sketch, createdAt, artists }, nfo)
  const place = { folder: folder.artwork, ownNames: [folder.name], alone: true }
  draft.addArtwork(id, planArtwork('MusicAlbum', place))
  const inside = { parentId: id, artists }
  planTracks(draft, folder, inside, undefined)
  for (const disc of discFolders(folder))
    planTracks(draft, disc, inside, parseDiscFolder(disc.name))
  for (const sub of albumFolders(folder)) planFolder(draft, sub, { ...around, artists })
}

function planTracks(
  draft: UnitDraft,
  folder: UnitFolder,
  { parentId, artists }: Surroundings,
  folderDisc: number | undefined,
): void {
  for (const { path, mtimeMs: createdAt } of tracksIn(folder)) {
    const { name, track, disc = folderDisc } = parseTrack(stemOf(fileName(path)))
    draft.add({
      kind: 'Audio',
      path,
      parentId,
      name,
      sortName: (title) => trackSortName(title, disc, track),
      createdAt,
      indexNumber: track,
      parentIndexNumber: disc,
      artists,
    })
  }
}

function tracksIn(folder: UnitFolder) {
  return folder.files.filter(({ path }) => isAudio(path))
}

function discFolders(folder: UnitFolder): readonly UnitFolder[] {
  return folder.folders.filter(({ name }) => parseDiscFolder(name) !== undefined)
}

function albumFolders(folder: UnitFolder): readonly UnitFolder[] {
  return folder.folders.filter(
    ({ name }) => parseDiscFolder(name) === undefined && !isArtworkFolder(name),
  )
}

function hasTracks(folder: UnitFolder): boolean {
  return tracksIn(folder).length > 0 || folder.folders.some(hasTracks)
}
