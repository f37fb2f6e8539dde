import { isArtworkFolder } from '../../library/naming/extras.ts'
import { isAudio } from '../../library/naming/media-files.ts'
import { parseAlbumTitle, parseDiscFolder } from '../../library/naming/names.ts'
import { agreed, nameKey, type SongTags, type TagsByPath } from '../../library/song-tags.ts'
import type { ListedFile } from '../walk/listing.ts'
import type { UnitFolder } from './unit-tree.ts'

export type MusicKind = 'MusicAlbum' | 'MusicArtist' | 'Folder'

/** Folders between an artist and the albums (MusicBrainz' and Jellyfin's types of releases). */
const artistFolders =
  /^(?:albums?|studio albums?|singles?|eps?|live|live albums?|soundtracks?|compilations?|bootlegs?|demos?|mixtapes?|remix(?:es)?|dj-mix(?:es)?|audio ?dramas?|interviews?|spoken ?words?|broadcasts?|field recordings?|collections?|box ?sets?|unofficial|others?)$/i

/** What kind of thing each folder of music is, by where it lies and by what its songs say. */
export class MusicFolders {
  readonly #tags: TagsByPath

  constructor(tags: TagsByPath) {
    this.#tags = tags
  }

  /** `artists`: of the folders above. */
  kindOf(folder: UnitFolder, artists: readonly string[]): MusicKind | undefined {
    if (folder.findNfo('artist') !== undefined) return 'MusicArtist'
    const { discs, others } = this.inside(folder)
    const albums = others.filter((sub) => this.hasTracks(sub))
    const isAlbum = this.tracksIn(folder).length > 0 || discs.some((sub) => this.hasTracks(sub))
    if (folder.findNfo('album') !== undefined && isAlbum) return 'MusicAlbum'
    if (albums.length === 0) return isAlbum ? 'MusicAlbum' : undefined
    const isBelow = artists.length > 0
    const told = this.#told(folder)
    if (!isBelow && told !== undefined) return told
    // Tracks and albums side by side: loose tracks of an artist, or a bonus inside an album.
    if (isAlbum) return isBelow ? 'MusicAlbum' : 'MusicArtist'
    return this.#holdsAlbums(albums) && !isBelow ? 'MusicArtist' : 'Folder'
  }

  #holdsAlbums(folders: readonly UnitFolder[]): boolean {
    return folders.some((sub) => {
      const kind = this.kindOf(sub, ['?'])
      return kind === 'MusicAlbum' || (kind === 'Folder' && artistFolders.test(sub.name))
    })
  }

  /** What the songs below say of a folder that holds albums: an artist, or a shelf of several. */
  #told(folder: UnitFolder): MusicKind | undefined {
    const artists = new Set(
      this.#tagsBelow(folder).flatMap(({ albumArtists: [first] }) =>
        first === undefined ? [] : [nameKey(first)],
      ),
    )
    if (artists.size === 0) return undefined
    if (artists.has(nameKey(folder.name))) return 'MusicArtist'
    return artists.size > 2 ? 'Folder' : undefined
  }

  /** The album artist of all songs below, if they agree. */
  artistOf(folder: UnitFolder): string | undefined {
    return agreed(this.#tagsBelow(folder).map(({ albumArtists: [first] }) => first))
  }

  /** The folders in an album or artist: discs of it, and others. */
  inside(folder: UnitFolder): {
    readonly discs: readonly UnitFolder[]
    readonly others: readonly UnitFolder[]
  } {
    const folders = folder.folders.filter(({ name }) => !isArtworkFolder(name))
    const called = folders.filter(({ name }) => parseDiscFolder(name) !== undefined)
    const discs = this.#areAlbums(called) ? [] : called
    return { discs, others: folders.filter((sub) => !discs.includes(sub)) }
  }

  /** Whether folders that are called like discs are albums of an artist: `LP1`, `LP2`. */
  #areAlbums(folders: readonly UnitFolder[]): boolean {
    const albums = folders.map((sub) => agreed(this.#tagsBelow(sub).map(({ album }) => album)))
    const isOwnName = folders.some(({ name }, at) => {
      const album = albums[at]
      return album !== undefined && nameKey(album) === nameKey(parseAlbumTitle(name).name)
    })
    const distinct = new Set(albums.flatMap((album) => (album === undefined ? [] : [bare(album)])))
    return isOwnName || (folders.length > 1 && distinct.size === folders.length)
  }

  tracksIn(folder: UnitFolder): readonly ListedFile[] {
    return folder.files.filter(({ path }) => isAudio(path))
  }

  tagsIn(folders: readonly UnitFolder[]): readonly SongTags[] {
    return folders.flatMap((folder) =>
      this.tracksIn(folder).flatMap(({ path }) => this.#tags.get(path) ?? []),
    )
  }

  #tagsBelow(folder: UnitFolder): readonly SongTags[] {
    if (this.#tags.size === 0) return []
    return [...this.tagsIn([folder]), ...folder.folders.flatMap((sub) => this.#tagsBelow(sub))]
  }

  hasTracks(folder: UnitFolder): boolean {
    return this.tracksIn(folder).length > 0 || folder.folders.some((sub) => this.hasTracks(sub))
  }
}

/** Without the disc that some put behind an album's name: `Wide (Disc 1)`. */
function bare(album: string): string {
  return nameKey(
    album
      .slice(0, 300)
      .replace(/[ ([-]{1,3}(?:cd|dis[ck]|lp|vol(?:ume)?\.?|part|side)[ ._-]?\w{1,3}[)\]]?$/i, ''),
  )
}
