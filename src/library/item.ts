import type { ItemFacts } from './item-facts.ts'
import type { Extra, MediaFile, Part } from './media-file.ts'

/** The kinds of item, in the wire's spelling of `Type`. */
export const itemKinds = [
  'CollectionFolder',
  'Folder',
  'Movie',
  'BoxSet',
  'Series',
  'Season',
  'Episode',
  'MusicArtist',
  'MusicAlbum',
  'Audio',
  'PhotoAlbum',
  'Photo',
  'Video',
] as const

export type ItemKind = (typeof itemKinds)[number]

/** The kinds that hold nothing: what is played or looked at. */
export const leafKinds = [
  'Movie',
  'Episode',
  'Audio',
  'Photo',
  'Video',
] as const satisfies readonly ItemKind[]

export interface Person {
  readonly name: string
  readonly role?: string
  /** The wire's `PersonKind`. */
  readonly kind: 'Actor' | 'Director' | 'Writer' | 'GuestStar'
}

/** A chapter of a video, as its file has it. */
export interface Chapter {
  /** Where it begins, in units of 100 ns. */
  readonly startTicks: number
  readonly name: string
  /** Key of its image among the extracted originals; absent when there is none. */
  readonly imageKey?: string
}

/** A set of films, as the `.nfo` of one names it. */
export interface FilmSet {
  /** Id of its own item (`film-set.ts`). */
  readonly id: string
  readonly name: string
  readonly sortName: string
  readonly overview?: string
}

/** What the library knows of one item. Times are milliseconds since 1970. */
export interface Item {
  /** 32 hex digits: `Ids.item`. */
  readonly id: string
  readonly libraryId: string
  /** Absent for a CollectionFolder only. */
  readonly parentId?: string
  readonly kind: ItemKind
  /**
   * Where it stands below the library's folder: relative, `/` between segments, `''` for the
   * library itself. A season that only its episodes show has `<series>/#season-<n>`.
   */
  readonly path: string
  readonly name: string
  readonly sortName: string
  readonly originalTitle?: string
  readonly overview?: string
  readonly year?: number
  /** ISO date, `2001-12-31`. */
  readonly premiereDate?: string
  /** Episode, season or track number; `indexNumberEnd` ends a multi-episode file. */
  readonly indexNumber?: number
  readonly indexNumberEnd?: number
  /** The season's number for an episode, the disc's for a track. */
  readonly parentIndexNumber?: number
  readonly communityRating?: number
  readonly officialRating?: string
  readonly genres: readonly string[]
  readonly studios: readonly string[]
  readonly people: readonly Person[]
  /** Of a song its artists, of an album its album artists. */
  readonly artists: readonly string[]
  /** Of a song, where they are not its artists. */
  readonly albumArtists?: readonly string[]
  /** Of a song, where it is not the name of the album that it lies in. */
  readonly album?: string
  /** In order of time; absent when the file has none or was not opened yet. */
  readonly chapters?: readonly Chapter[]
  readonly facts?: ItemFacts
  /** Of a film, the set that it is one of. */
  readonly set?: FilmSet
  /** What it is played from: of several versions each, of several parts the first. */
  readonly files?: readonly MediaFile[]
  /** Of a film in several parts those after the first. */
  readonly parts?: readonly Part[]
  readonly extras?: readonly Extra[]
  /** Modification time of the media file or folder when the item was first seen. */
  readonly createdAt: number
}
