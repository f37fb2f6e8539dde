import type { Generated, Selectable } from 'kysely'

/** The rows as stored. Times are milliseconds since 1970, truth values 0 or 1. */

export interface LibraryRow {
  id: string
  kind: string
  name: string
  /** Order in which the libraries were configured. */
  position: number
}

/** An item whole as JSON; the columns beside it are what queries look at. */
export interface ItemRow {
  id: string
  library_id: string
  unit: string
  parent_id: string | null
  kind: string
  /** The `Item` without `createdAt`. */
  json: string
  /** Folded, so that comparing bytes is comparing without regard to case and accents. */
  name_key: string
  sort_key: string
  /** Of the original title, as `name_key`. */
  original_key: string | null
  /** Of the series that a season or episode belongs to, and of a series itself. */
  series_key: string | null
  /** Of the album that a track belongs to, and of an album itself. */
  album_key: string | null
  artist_key: string | null
  premiere_date: string | null
  year: number | null
  index_number: number | null
  parent_index_number: number | null
  community_rating: number | null
  created_at: number
  /** Ids of its extras and further parts, a space between; null: it has none. */
  beside: string | null
}

/** A file that would be an image. Uploads have `library_id` and `unit` `''`. */
export interface ImageRow {
  library_id: string
  unit: string
  owner_id: string
  type: string
  position: number
  source: string
  key: string
}

/**
 * When the images of an owner and type last changed; no row: not since they were first seen. The
 * row outlives the images, so that an older file put in the place of a removed one is news.
 */
export interface ImageChangeRow {
  owner_id: string
  type: string
  since: number
}

/** The place that a user gave to an original among those of an owner and type. */
export interface ImagePlaceRow {
  owner_id: string
  type: string
  source: string
  key: string
  position: number
}

/** An original that is not shown as long as it has this tag. */
export interface ImageHiddenRow {
  owner_id: string
  type: string
  source: string
  key: string
  tag: string
}

/** What opening a file taught. */
export interface OriginalRow {
  source: string
  key: string
  stamp_bytes: number
  mtime_ms: number
  ctime_ms: number
  modified_at: number
  /** Why it is not announced. When set, what follows is meaningless. */
  problem: string | null
  tag: string
  width: number
  height: number
  format: string
  bytes: number
  blur_hash: string
  has_alpha: number
  frames: number
  plain: number
}

export interface UnitRow {
  library_id: string
  unit: string
  /** `''` from the moment its contents are replaced until it is finished. */
  fingerprint: string
  /** How far the insides of its media files are known. */
  extracted: Generated<string>
}

export interface SidecarRow {
  library_id: string
  path: string
  bytes: number
  mtime_ms: number
  ctime_ms: number
  json: string
}

export interface ProblemRow {
  library_id: string
  position: number
  path: string
  reason: string
}

export interface UserRow {
  id: string
  name: string
  created_at: number
  /** The hash with its parameters; null: none was set. */
  password: string | null
  is_admin: number
  /** JSON list; null: every library. */
  library_ids: string | null
  is_hidden: Generated<number>
}

/** A place that a user signed in from, as a hash. */
export interface SignInRow {
  user_id: string
  place: string
  /** The last time. */
  at: number
}

/** A sign-in of a user or, with `user_id` null, an API key. What it lacks is `''`. */
export interface TokenRow {
  id: string
  hash: string
  user_id: string | null
  name: string
  client: string
  device: string
  device_id: string
  version: string
  created_at: number
  last_used_at: number | null
  read_only: Generated<number>
  /** JSON list; null: every library. */
  library_ids: Generated<string | null>
}

/** A person, genre, studio, artist or year that items mention, or once did. */
export interface NameRow {
  id: string
  kind: string
  /** As it was first spelt. */
  name: string
  /** Folded. */
  name_key: string
}

/** That an item mentions a name, or a film its set; what its item is stands beside it for lists by kind and library. */
export interface MentionRow {
  item_id: string
  name_id: string
  /** What a person does there, `set` for a film's set; else `''`. */
  role: string
  library_id: string
  item_kind: string
}

/** What a user did with an item. The row outlives the item, which may come back. */
export interface UserItemRow {
  user_id: string
  item_id: string
  played: number
  play_count: number
  /** Where to go on, in units of 100 ns. */
  position_ticks: number
  is_favorite: number
  last_played_at: number | null
  /** Rated up or down by the user. */
  likes: number | null
}

/** What a client keeps here for a user. */
export interface UserSettingRow {
  user_id: string
  client: string
  name: string
  json: string
  updated_at: number
}

/** How often a size preset was requested. */
export interface SizePresetRow {
  shape: string
  score: number
  at: number
  /** JSON list. */
  images: string
  /** JSON list. */
  clients: string
}

/** An image of the server in front of which Keyart stands. */
export interface UpstreamImageTable extends Nullable<Omit<OriginalRow, 'source' | 'key'>> {
  id: Generated<number>
  slot: string
  owner_id: string
  /** `''` where no list names it. */
  owner_kind: string
  type: string
  position: number
  /** The lower, the sooner somebody is likely to see it. */
  rank: number
  /** The upstream's own tag, as its lists have it; null: no list names it. */
  listed_tag: string | null
  /** The number of the pass over the lists that found it last. */
  listed_in: number
  /** The listed tag for which the original was fetched in advance. */
  fetched_tag: string | null
  /** What the upstream said of the file. */
  file_length: number | null
  last_modified: string | null
  etag: string | null
  stored_at: number | null
}

export type UpstreamImageRow = Selectable<UpstreamImageTable>

type Nullable<T> = { [Column in keyof T]: T[Column] | null }

/** How far the lists of the upstream were read. */
export interface UpstreamStateRow {
  name: string
  value: string
}

/** What never leaves the server. */
export interface SecretRow {
  /** `ids`: what the ids of this catalog depend on. */
  name: string
  value: string
}

export interface Tables {
  libraries: LibraryRow
  items: ItemRow
  images: ImageRow
  image_changes: ImageChangeRow
  image_places: ImagePlaceRow
  image_hidden: ImageHiddenRow
  originals: OriginalRow
  units: UnitRow
  sidecars: SidecarRow
  problems: ProblemRow
  users: UserRow
  tokens: TokenRow
  sign_ins: SignInRow
  names: NameRow
  mentions: MentionRow
  user_items: UserItemRow
  user_settings: UserSettingRow
  shapes: SizePresetRow
  secrets: SecretRow
  upstream_images: UpstreamImageTable
  upstream_state: UpstreamStateRow
}
