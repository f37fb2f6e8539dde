import { planArtwork, planArtworkIn } from '../../library/naming/artwork.ts'
import { fileName, stemOf } from '../../library/naming/media-files.ts'
import { parseAlbumTitle, parseDiscFolder, parseTrack } from '../../library/naming/names.ts'
import { agreed, nameKey, type SongTags } from '../../library/song-tags.ts'
import { trackSortName } from '../../library/naming/sort-name.ts'
import { MusicFolders, type MusicKind } from './music-folders.ts'
import type { UnitDraft } from './unit-draft.ts'
import type { UnitFolder } from './unit-tree.ts'

interface Surroundings {
  readonly parentId: string
  readonly artists: readonly string[]
  /** Name of the album that tracks lie in. */
  readonly album?: string
}

/** Artists with albums, albums alone, tracks alone. What songs say goes before names of files. */
export function planMusic(draft: UnitDraft, folder: UnitFolder): void {
  const around: Surroundings = { parentId: draft.library.id, artists: [] }
  const planner = new MusicPlanner(draft)
  if (folder.path === '') planner.tracks(folder, around, undefined)
  else planner.folder(folder, around)
}

class MusicPlanner {
  readonly #draft: UnitDraft
  readonly #folders: MusicFolders

  constructor(draft: UnitDraft) {
    this.#draft = draft
    this.#folders = new MusicFolders(draft.tags)
  }

  folder(folder: UnitFolder, around: Surroundings): void {
    const kind = this.#folders.kindOf(folder, around.artists)
    if (kind === 'MusicAlbum') this.#album(folder, around)
    else if (kind !== undefined) this.#container(folder, around, kind)
  }

  #container(
    folder: UnitFolder,
    around: Surroundings,
    kind: Exclude<MusicKind, 'MusicAlbum'>,
  ): void {
    const { path, mtimeMs: createdAt } = folder
    const [nfo] = this.#draft.entriesOf(folder.findNfo('artist'), 'artist')
    const told = kind === 'MusicArtist' ? this.#folders.artistOf(folder) : undefined
    // `Rivers, The` is The Rivers; another name than the folder's is somebody else's.
    const name = told !== undefined && nameKey(told) === nameKey(folder.name) ? told : folder.name
    const item = this.#draft.add({ kind, path, parentId: around.parentId, name, createdAt }, nfo)
    const place = { folder: folder.artwork, ownNames: [folder.name, name], alone: true }
    this.#draft.addArtwork(item.id, planArtwork(kind, place))
    this.#draft.addNamedPictures(item.id, folder, nfo)
    const artists = kind === 'MusicArtist' ? [item.name] : around.artists
    const inside = { parentId: item.id, artists }
    this.tracks(folder, inside, undefined)
    const { discs, others } = this.#folders.inside(folder)
    for (const sub of [...discs, ...others]) this.folder(sub, inside)
  }

  #album(folder: UnitFolder, around: Surroundings): void {
    const { path, mtimeMs: createdAt } = folder
    const { discs, others } = this.#folders.inside(folder)
    const [nfo] = this.#draft.entriesOf(folder.findNfo('album'), 'album')
    const tags = this.#folders.tagsIn([folder, ...discs])
    const artists = artistsOf(tags)
    const named = nfo !== undefined && nfo.artists.length > 0 ? nfo.artists : artists
    const albumArtists = named.length > 0 ? named : around.artists
    const parsed = parseAlbumTitle(folder.name, [...around.artists, ...albumArtists])
    const genres = [...new Set(tags.flatMap((song) => song.genres))]
    const item = this.#draft.add(
      {
        kind: 'MusicAlbum',
        path,
        parentId: around.parentId,
        name: agreed(tags.map(({ album }) => album)) ?? parsed.name,
        year: agreed(tags.map(({ year }) => year)) ?? parsed.year,
        genres,
        createdAt,
        artists: albumArtists,
      },
      // An album is what its songs are, as in Jellyfin: their genres go before its `.nfo`.
      nfo === undefined || genres.length === 0 ? nfo : { ...nfo, genres },
    )
    const places = [folder, ...discs].map((one) => ({
      folder: one.artwork,
      ownNames: [one.name, item.name],
      alone: true,
    }))
    this.#draft.addArtwork(item.id, planArtworkIn('MusicAlbum', places))
    this.#draft.addNamedPictures(item.id, folder, nfo)
    const inside = { parentId: item.id, artists: albumArtists, album: item.name }
    this.tracks(folder, inside, undefined)
    for (const disc of discs) this.tracks(disc, inside, parseDiscFolder(disc.name))
    for (const sub of others) this.folder(sub, { ...around, artists: albumArtists })
  }

  tracks(folder: UnitFolder, around: Surroundings, folderDisc: number | undefined): void {
    const { parentId, artists: albumArtists, album } = around
    for (const file of this.#folders.tracksIn(folder)) {
      const { path, mtimeMs: createdAt } = file
      const stem = stemOf(fileName(path))
      const tags = this.#draft.tags.get(path)
      const parsed = parseTrack(stem, [...albumArtists, ...(album === undefined ? [] : [album])])
      const disc = tags?.disc ?? parsed.disc ?? folderDisc
      // `99 Balloons` is a title when the song says so.
      const isTitle = tags?.title !== undefined && nameKey(tags.title) === nameKey(stem)
      const track = tags?.track ?? (isTitle ? undefined : parsed.track)
      const own = tags === undefined || tags.artists.length === 0 ? albumArtists : tags.artists
      const named =
        tags === undefined || tags.albumArtists.length === 0 ? albumArtists : tags.albumArtists
      this.#draft.add({
        kind: 'Audio',
        path,
        parentId,
        name: tags?.title ?? parsed.name,
        sortName: (title) => trackSortName(title, disc, track),
        createdAt,
        indexNumber: track,
        parentIndexNumber: disc,
        year: tags?.year,
        files: [file],
        genres: tags?.genres ?? [],
        artists: own,
        albumArtists: named,
        album: tags?.album === album ? undefined : tags?.album,
      })
    }
  }
}

/** The album artists that the songs of one album agree on; else its only artist. */
function artistsOf(tags: readonly SongTags[]): readonly string[] {
  const separator = '\0'
  const named = agreed(
    tags.flatMap(({ albumArtists }) =>
      albumArtists.length === 0 ? [] : [albumArtists.join(separator)],
    ),
  )
  const all = named ?? agreed(tags.map(({ artists }) => artists.join(separator)))
  return all === undefined || all === '' ? [] : all.split(separator)
}
