/** What the gallery reads of the server's answers, in the wire's spelling. */

export type ItemType =
  | 'CollectionFolder'
  | 'Folder'
  | 'Movie'
  | 'BoxSet'
  | 'Series'
  | 'Season'
  | 'Episode'
  | 'MusicArtist'
  | 'MusicAlbum'
  | 'Audio'
  | 'PhotoAlbum'
  | 'Photo'
  | 'Video'

/** BlurHashes by image type, then by tag. */
export type BlurHashes = Readonly<Record<string, Readonly<Record<string, string>>>>

export interface PersonDto {
  readonly Id: string
  readonly Name: string
  readonly Role?: string
  readonly Type?: string
  readonly PrimaryImageTag?: string
  readonly ImageBlurHashes?: BlurHashes
}

export interface ChapterDto {
  readonly Name?: string
  readonly StartPositionTicks?: number
  readonly ImageTag?: string
}

export interface ItemDto {
  readonly Id: string
  readonly Name: string
  readonly Type: ItemType
  readonly CollectionType?: string
  readonly ImageTags?: Readonly<Record<string, string>>
  readonly BackdropImageTags?: readonly string[]
  readonly ScreenshotImageTags?: readonly string[]
  readonly ImageBlurHashes?: BlurHashes
  readonly Chapters?: readonly ChapterDto[]
  readonly PrimaryImageAspectRatio?: number

  readonly OriginalTitle?: string
  readonly Overview?: string
  readonly ProductionYear?: number
  readonly PremiereDate?: string
  readonly OfficialRating?: string
  readonly CommunityRating?: number
  readonly Genres?: readonly string[]
  readonly Studios?: readonly { readonly Name: string }[]
  readonly People?: readonly PersonDto[]
  readonly Artists?: readonly string[]
  readonly AlbumArtist?: string
  readonly IndexNumber?: number
  readonly IndexNumberEnd?: number
  readonly ParentIndexNumber?: number
  readonly ChildCount?: number

  readonly ParentId?: string
  readonly SeriesId?: string
  readonly SeriesName?: string
  readonly SeriesPrimaryImageTag?: string
  readonly SeasonId?: string
  readonly SeasonName?: string
  readonly AlbumId?: string
  readonly Album?: string
  readonly AlbumPrimaryImageTag?: string
  readonly ParentPrimaryImageItemId?: string
  readonly ParentPrimaryImageTag?: string
  readonly ParentLogoItemId?: string
  readonly ParentLogoImageTag?: string
  readonly ParentThumbItemId?: string
  readonly ParentThumbImageTag?: string
  readonly ParentBackdropItemId?: string
  readonly ParentBackdropImageTags?: readonly string[]
}

export interface ItemsAnswer {
  readonly Items: readonly ItemDto[]
  readonly TotalRecordCount?: number
}

export interface ImageInfo {
  readonly ImageType: string
  readonly ImageIndex?: number
  readonly ImageTag?: string
  readonly BlurHash?: string
  readonly Width?: number
  readonly Height?: number
  readonly Size?: number
}

export interface ScanStatus {
  readonly state: 'running' | 'idle'
  readonly items: number
  readonly images: number
  readonly problems: number
  readonly finishedAt?: string | number | null
  /** Files of the demo library, while it is drawn. */
  readonly drawing?: { readonly done: number; readonly total: number }
}

/** A file of an item that cannot be used, of `GET /keyart/api/items/{id}/problems`. */
export interface FileProblem {
  readonly type?: string
  readonly file: string
  readonly reason: string
}
