import { Type, type Static } from 'typebox'
import { imageTypes } from '../library/image-type.ts'
import { itemKinds } from '../library/item.ts'
import { nameTypes } from './kinds.ts'

/*
 * The objects of the wire, declared once: types and OpenAPI are made from these. What is absent is
 * left out, never null.
 */

const id = (description: string) => Type.String({ description, pattern: '^[0-9a-f]{32}$' })
const tag = (description: string) => Type.String({ description, pattern: '^[0-9a-f]{32}$' })
const tags = (description: string) => Type.Array(Type.String(), { description })
const time = (description: string) => Type.String({ description, format: 'date-time' })
const count = (description: string) => Type.Integer({ description, minimum: 0 })
const text = (description: string) => Type.String({ description })

const ImageTagsSchema = Type.Record(Type.String(), Type.String(), {
  description: 'Tag of the first image of each type but Backdrop and Chapter, by type.',
})

export const ImageBlurHashesSchema = Type.Record(
  Type.String(),
  Type.Record(Type.String(), Type.String()),
  {
    description:
      'BlurHash of each image that this object names, inherited ones too: type, then tag.',
  },
)

const NamedSchema = Type.Object({ Name: Type.String(), Id: id('Id of what is named.') })

export const PersonSchema = Type.Object({
  Name: Type.String(),
  Id: id('Id under which the images of the person are found.'),
  Role: Type.Optional(text('Whom the person plays.')),
  Type: text('`Actor`, `Director`, `Writer` or `GuestStar`.'),
  PrimaryImageTag: Type.Optional(tag('Tag of the picture of the person.')),
  ImageBlurHashes: Type.Optional(ImageBlurHashesSchema),
})

export const ChapterSchema = Type.Object({
  StartPositionTicks: count('Where it begins, in units of 100 ns; 0 where that is not known.'),
  Name: Type.String(),
  ImageTag: tag('Tag of the image; its index is the position in this list.'),
  ImageDateModified: Type.Optional(time('Since when the chapter images are as they are.')),
})

export const UserDataSchema = Type.Object({
  PlaybackPositionTicks: count('Where to go on, in units of 100 ns; 0 for the beginning.'),
  PlayCount: count('How often it was played.'),
  IsFavorite: Type.Boolean(),
  Played: Type.Boolean({ description: 'Of a folder: all that is below it.' }),
  LastPlayedDate: Type.Optional(time('When it was played last.')),
  UnplayedItemCount: Type.Optional(count('What is below a folder and not played.')),
  Key: text('The id of the item once more.'),
  ItemId: id('Id of the item.'),
})

const counted = (what: string) => Type.Optional(count(`${what} that mention what this is.`))

export const ItemSchema = Type.Object({
  Name: Type.String(),
  OriginalTitle: Type.Optional(Type.String()),
  ServerId: id('Id of this server.'),
  Id: id('Id of the item.'),
  DateCreated: Type.Optional(time('When the item came to the library.')),
  SortName: Type.Optional(text('Name by which it is ordered.')),
  PremiereDate: Type.Optional(time('When it was first shown.')),
  OfficialRating: Type.Optional(Type.String()),
  Overview: Type.Optional(Type.String()),
  Genres: Type.Optional(Type.Array(Type.String())),
  CommunityRating: Type.Optional(Type.Number({ description: 'From 0 to 10.' })),
  ProductionYear: Type.Optional(Type.Integer()),
  IndexNumber: Type.Optional(Type.Integer({ description: 'Season, episode or track number.' })),
  IndexNumberEnd: Type.Optional(Type.Integer({ description: 'Last episode of the file.' })),
  ParentIndexNumber: Type.Optional(Type.Integer({ description: 'Season or disc number.' })),
  IsFolder: Type.Boolean(),
  ParentId: Type.Optional(id('Id of the item above.')),
  Type: Type.Enum([...itemKinds, ...nameTypes, 'UserRootFolder'], {
    description: 'Kind of the item.',
  }),
  UserData: Type.Optional(UserDataSchema),
  People: Type.Optional(Type.Array(PersonSchema)),
  Studios: Type.Optional(Type.Array(NamedSchema)),
  GenreItems: Type.Optional(Type.Array(NamedSchema)),
  SeriesName: Type.Optional(Type.String()),
  SeriesId: Type.Optional(id('Id of the series.')),
  SeasonId: Type.Optional(id('Id of the season.')),
  SeasonName: Type.Optional(Type.String()),
  ChildCount: Type.Optional(count('Items directly below.')),
  MovieCount: counted('Films'),
  SeriesCount: counted('Series'),
  EpisodeCount: counted('Episodes'),
  AlbumCount: counted('Albums'),
  SongCount: counted('Songs'),
  PrimaryImageAspectRatio: Type.Optional(
    Type.Number({
      description:
        'Width of the Primary image over its height; the series’ for want of an own one.',
    }),
  ),
  Artists: Type.Optional(Type.Array(Type.String())),
  ArtistItems: Type.Optional(Type.Array(NamedSchema)),
  Album: Type.Optional(Type.String()),
  AlbumId: Type.Optional(id('Id of the album.')),
  AlbumPrimaryImageTag: Type.Optional(tag('Tag of the Primary image of the album.')),
  AlbumArtist: Type.Optional(Type.String()),
  AlbumArtists: Type.Optional(Type.Array(NamedSchema)),
  CollectionType: Type.Optional(text('What a library holds.')),
  ImageTags: Type.Optional(ImageTagsSchema),
  BackdropImageTags: Type.Optional(tags('Tags of the own backdrops, by index.')),
  BackdropCount: Type.Optional(count('Length of BackdropImageTags.')),
  ScreenshotImageTags: Type.Optional(tags('Tags of the screenshots, by index.')),
  ScreenshotCount: Type.Optional(count('Length of ScreenshotImageTags.')),
  ChapterCount: Type.Optional(count('Chapters that have an image.')),
  Chapters: Type.Optional(Type.Array(ChapterSchema)),
  ImageBlurHashes: ImageBlurHashesSchema,
  ParentLogoItemId: Type.Optional(id('Whose Logo to show for want of an own one.')),
  ParentLogoImageTag: Type.Optional(tag('Its tag.')),
  ParentArtItemId: Type.Optional(id('Whose Art to show for want of an own one.')),
  ParentArtImageTag: Type.Optional(tag('Its tag.')),
  ParentThumbItemId: Type.Optional(id('Whose Thumb to show for want of an own one.')),
  ParentThumbImageTag: Type.Optional(tag('Its tag.')),
  ParentBackdropItemId: Type.Optional(id('Whose backdrops to show for want of own ones.')),
  ParentBackdropImageTags: Type.Optional(tags('Their tags.')),
  ParentPrimaryImageItemId: Type.Optional(id('The season, or series, whose Primary image fits.')),
  ParentPrimaryImageTag: Type.Optional(tag('Its tag.')),
  SeriesPrimaryImageTag: Type.Optional(tag('Tag of the Primary image of the series.')),
  SeriesThumbImageTag: Type.Optional(tag('Tag of the Thumb of the series.')),
  LocationType: text('`FileSystem`.'),
  MediaType: text('`Video`, `Audio`, `Photo` or `Unknown`.'),
  Width: Type.Optional(count('Of a photo, as shown, in pixels.')),
  Height: Type.Optional(count('Of a photo, as shown, in pixels.')),
})

export const UserSchema = Type.Object({
  Name: Type.String(),
  ServerId: id('Id of this server.'),
  Id: id('Id of the user.'),
  PrimaryImageTag: Type.Optional(tag('Tag of the picture of the user.')),
  PrimaryImageAspectRatio: Type.Optional(
    Type.Number({ description: 'Width of the picture over its height.' }),
  ),
  ImageBlurHashes: Type.Optional(ImageBlurHashesSchema),
  HasPassword: Type.Boolean(),
  HasConfiguredPassword: Type.Boolean(),
  HasConfiguredEasyPassword: Type.Boolean(),
  EnableAutoLogin: Type.Boolean(),
  Configuration: Type.Object({
    PlayDefaultAudioTrack: Type.Boolean(),
    DisplayMissingEpisodes: Type.Boolean(),
    GroupedFolders: Type.Array(Type.String()),
    SubtitleMode: Type.String(),
    DisplayCollectionsView: Type.Boolean(),
    OrderedViews: Type.Array(Type.String()),
    LatestItemsExcludes: Type.Array(Type.String()),
    MyMediaExcludes: Type.Array(Type.String()),
    HidePlayedInLatest: Type.Boolean(),
  }),
  Policy: Type.Object({
    IsAdministrator: Type.Boolean(),
    IsHidden: Type.Boolean(),
    IsDisabled: Type.Boolean(),
    EnableRemoteAccess: Type.Boolean(),
    EnableAllFolders: Type.Boolean(),
    EnabledFolders: Type.Array(Type.String(), {
      description: 'Ids of the libraries that may be seen, where that is not all of them.',
    }),
    EnableMediaPlayback: Type.Boolean(),
    EnableLiveTvAccess: Type.Boolean(),
    EnableLiveTvManagement: Type.Boolean(),
    EnableContentDeletion: Type.Boolean(),
    EnableContentDownloading: Type.Boolean(),
    SyncPlayAccess: Type.String(),
    AuthenticationProviderId: Type.String(),
    PasswordResetProviderId: Type.String(),
  }),
})

export const SessionInfoSchema = Type.Object({
  Id: text('Id of the sign-in.'),
  UserId: id('Id of the user.'),
  UserName: Type.String(),
  ServerId: id('Id of this server.'),
  Client: Type.String(),
  DeviceName: Type.String(),
  DeviceId: Type.String(),
  ApplicationVersion: Type.String(),
  LastActivityDate: time('When it was last used.'),
  LastPlaybackCheckIn: text('Never: nothing plays here.'),
  IsActive: Type.Boolean(),
  SupportsMediaControl: Type.Boolean(),
  SupportsRemoteControl: Type.Boolean(),
  HasCustomDeviceName: Type.Boolean(),
  PlayState: Type.Object({
    CanSeek: Type.Boolean(),
    IsPaused: Type.Boolean(),
    IsMuted: Type.Boolean(),
  }),
  AdditionalUsers: Type.Array(Type.Unknown()),
  NowPlayingQueue: Type.Array(Type.Unknown()),
  PlayableMediaTypes: Type.Array(Type.String()),
  SupportedCommands: Type.Array(Type.String()),
})

export const AuthenticationSchema = Type.Object({
  User: UserSchema,
  SessionInfo: SessionInfoSchema,
  AccessToken: text('Proves who one is, from now on. Told this once.'),
  ServerId: id('Id of this server.'),
})

export const ImageInfoSchema = Type.Object({
  ImageType: Type.Enum([...imageTypes]),
  ImageIndex: Type.Optional(count('Only for types of which an item may have several.')),
  ImageTag: tag('Tag of the image.'),
  BlurHash: Type.Optional(Type.String()),
  Height: count('As shown, in pixels.'),
  Width: count('As shown, in pixels.'),
  Size: count('Of the original, in bytes.'),
})

export const PublicSystemInfoSchema = Type.Object({
  LocalAddress: Type.String({ description: 'URL under which clients reach this server.' }),
  ServerName: Type.String(),
  Version: Type.String({ description: 'Version of the API, not of Keyart.' }),
  ProductName: Type.String(),
  OperatingSystem: Type.String(),
  Id: id('Id of this server.'),
  StartupWizardCompleted: Type.Boolean(),
})

export const SystemInfoSchema = Type.Object({
  ...PublicSystemInfoSchema.properties,
  HasPendingRestart: Type.Boolean(),
  IsShuttingDown: Type.Boolean(),
  SupportsLibraryMonitor: Type.Boolean(),
  CanSelfRestart: Type.Boolean(),
  CanLaunchWebBrowser: Type.Boolean(),
  HasUpdateAvailable: Type.Boolean(),
  WebSocketPortNumber: Type.Integer(),
  CompletedInstallations: Type.Array(Type.Unknown()),
  HasImageEnhancers: Type.Boolean(),
})

export type SystemInfoDto = Static<typeof SystemInfoSchema>
export type ItemDto = Static<typeof ItemSchema>
export type UserDataDto = Static<typeof UserDataSchema>
export type PersonDto = Static<typeof PersonSchema>
export type ChapterDto = Static<typeof ChapterSchema>
export type NamedDto = Static<typeof NamedSchema>
export type UserDto = Static<typeof UserSchema>
export type SessionInfoDto = Static<typeof SessionInfoSchema>
export type ImageInfoDto = Static<typeof ImageInfoSchema>
export type PublicSystemInfoDto = Static<typeof PublicSystemInfoSchema>
export type ImageBlurHashesDto = Static<typeof ImageBlurHashesSchema>
