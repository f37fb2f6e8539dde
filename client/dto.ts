/**
 * What this module reads of the wire's objects. Every member may be absent, so that objects of
 * Keyart, Jellyfin and Emby, and of any typed SDK, fit as they are.
 */

type Maybe<T> = T | null | undefined

/** By image type, then by tag. */
export type BlurHashes = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

/** `BaseItemDto`, as far as it speaks of images. */
export interface ItemWithImages {
  readonly Id?: Maybe<string>
  readonly ImageTags?: Maybe<Readonly<Record<string, string>>>
  readonly BackdropImageTags?: Maybe<readonly string[]>
  readonly ScreenshotImageTags?: Maybe<readonly string[]>
  readonly Chapters?: Maybe<readonly { readonly ImageTag?: Maybe<string> }[]>
  readonly ImageBlurHashes?: Maybe<object>
  readonly PrimaryImageAspectRatio?: Maybe<number>
  readonly PrimaryImageItemId?: Maybe<string>
  readonly PrimaryImageTag?: Maybe<string>
  readonly SeriesId?: Maybe<string>
  readonly SeriesPrimaryImageTag?: Maybe<string>
  readonly SeriesThumbImageTag?: Maybe<string>
  readonly AlbumId?: Maybe<string>
  readonly AlbumPrimaryImageTag?: Maybe<string>
  readonly ParentPrimaryImageItemId?: Maybe<string>
  readonly ParentPrimaryImageTag?: Maybe<string>
  readonly ParentLogoItemId?: Maybe<string>
  readonly ParentLogoImageTag?: Maybe<string>
  readonly ParentArtItemId?: Maybe<string>
  readonly ParentArtImageTag?: Maybe<string>
  readonly ParentThumbItemId?: Maybe<string>
  readonly ParentThumbImageTag?: Maybe<string>
  readonly ParentBackdropItemId?: Maybe<string>
  readonly ParentBackdropImageTags?: Maybe<readonly string[]>
}

/** `UserDto` or `BaseItemPerson`: one picture, named by its tag. */
export interface OneImage {
  readonly Id?: Maybe<string>
  readonly PrimaryImageTag?: Maybe<string>
  readonly ImageBlurHashes?: Maybe<object>
}

export type ImageTypeName =
  | 'Primary'
  | 'Art'
  | 'Backdrop'
  | 'Banner'
  | 'Logo'
  | 'Thumb'
  | 'Disc'
  | 'Box'
  | 'BoxRear'
  | 'Screenshot'
  | 'Menu'
  | 'Profile'
  | 'Chapter'
