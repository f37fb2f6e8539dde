import { Type, type Static } from 'typebox'
import { imageTypes } from '../library/image-type.ts'
import { itemKinds } from '../library/item.ts'
import { nameTypes } from './kinds.ts'
import { mediaMembersSchema } from './media-schemas.ts'
import { UserConfigurationSchema } from './user-configuration.ts'
import { UserPolicySchema } from './user-policy.ts'
import { component } from './component.ts'

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
  description: 'Tag of the first image of each type, by type, except Backdrop and Chapter.',
})

export const ImageBlurHashesSchema = Type.Record(
  Type.String(),
  Type.Record(Type.String(), Type.String()),
  {
    description:
      'BlurHash of each image in this object, including inherited ones, by type and tag.',
  },
)

const NamedSchema = component('NameGuidPair', { Name: Type.String(), Id: id('Id of the entry.') })

export const PersonSchema = component('BaseItemPerson', {
  Name: Type.String(),
  Id: id('Id for requesting images of the person.'),
  Role: Type.Optional(text('The character.')),
  Type: text('`Actor`, `Director`, `Writer` or `GuestStar`.'),
  PrimaryImageTag: Type.Optional(tag('Tag of the image of the person.')),
  ImageBlurHashes: Type.Optional(ImageBlurHashesSchema),
})

export const ChapterSchema = component('ChapterInfo', {
  StartPositionTicks: count('Start of the chapter, in units of 100 ns; 0 if unknown.'),
  Name: Type.String(),
  ImageTag: tag('Tag of the image, whose index is the position in this list.'),
  ImageDateModified: Type.Optional(time('When the chapter images last changed.')),
})

export const UserDataSchema = component('UserItemDataDto', {
  PlaybackPositionTicks: count(
    'Position at which to resume, in units of 100 ns; 0 for the beginning.',
  ),
  PlayedPercentage: Type.Optional(
    Type.Number({ description: 'How much of it has been played, from 0 to 100.' }),
  ),
  PlayCount: count('How often it has been played.'),
  IsFavorite: Type.Boolean(),
  Likes: Type.Optional(Type.Boolean({ description: 'Rated up or down by the user.' })),
  Played: Type.Boolean({ description: 'For a folder: whether everything in it has been played.' }),
  LastPlayedDate: Type.Optional(time('When it was last played.')),
  UnplayedItemCount: Type.Optional(
    count('For a folder: how many items in it have not been played.'),
  ),
  Key: text('The id of the item, again.'),
  ItemId: id('Id of the item.'),
})

const counted = (what: string) =>
  Type.Optional(count(`${what} with this genre, studio, person, artist or year.`))

export const ItemSchema = component('BaseItemDto', {
  Name: Type.String(),
  OriginalTitle: Type.Optional(Type.String()),
  ServerId: id('Id of this server.'),
  Id: id('Id of the item.'),
  DateCreated: Type.Optional(time('When the item was added to the library.')),
  SortName: Type.Optional(text('Name for sorting.')),
  PremiereDate: Type.Optional(time('When it was first released.')),
  OfficialRating: Type.Optional(Type.String()),
  Overview: Type.Optional(Type.String()),
  Genres: Type.Optional(Type.Array(Type.String())),
  CommunityRating: Type.Optional(Type.Number({ description: 'From 0 to 10.' })),
  ProductionYear: Type.Optional(Type.Integer()),
  IndexNumber: Type.Optional(Type.Integer({ description: 'Season, episode or track number.' })),
  IndexNumberEnd: Type.Optional(Type.Integer({ description: 'Last episode of the file.' })),
  ParentIndexNumber: Type.Optional(Type.Integer({ description: 'Season or disc number.' })),
  IsFolder: Type.Boolean(),
  ParentId: Type.Optional(id('Id of the parent.')),
  Type: Type.Enum([...itemKinds, ...nameTypes, 'Trailer', 'UserRootFolder'], {
    description: 'Type of the item.',
  }),
  UserData: Type.Optional(UserDataSchema),
  People: Type.Optional(Type.Array(PersonSchema)),
  Studios: Type.Optional(Type.Array(NamedSchema)),
  GenreItems: Type.Optional(Type.Array(NamedSchema)),
  SeriesName: Type.Optional(Type.String()),
  SeriesId: Type.Optional(id('Id of the series.')),
  SeasonId: Type.Optional(id('Id of the season.')),
  SeasonName: Type.Optional(Type.String()),
  ChildCount: Type.Optional(count('Number of children.')),
  RecursiveItemCount: Type.Optional(
    count('Number of films, episodes, songs and so on in a folder.'),
  ),
  MovieCount: counted('Films'),
  SeriesCount: counted('Series'),
  EpisodeCount: counted('Episodes'),
  AlbumCount: counted('Albums'),
  SongCount: counted('Songs'),
  PrimaryImageAspectRatio: Type.Optional(
    Type.Number({
      description:
        'Width of the Primary image divided by its height. If the item has none, that of its series.',
    }),
  ),
  Artists: Type.Optional(Type.Array(Type.String())),
  ArtistItems: Type.Optional(Type.Array(NamedSchema)),
  Album: Type.Optional(Type.String()),
  AlbumId: Type.Optional(id('Id of the album.')),
  AlbumPrimaryImageTag: Type.Optional(tag('Tag of the Primary image of the album.')),
  AlbumArtist: Type.Optional(Type.String()),
  AlbumArtists: Type.Optional(Type.Array(NamedSchema)),
  CollectionType: Type.Optional(text('Type of media in a library.')),
  ImageTags: Type.Optional(ImageTagsSchema),
  BackdropImageTags: Type.Optional(tags('Tags of the item’s own backdrops, by index.')),
  BackdropCount: Type.Optional(count('Length of BackdropImageTags.')),
  ScreenshotImageTags: Type.Optional(tags('Tags of the screenshots, by index.')),
  ScreenshotCount: Type.Optional(count('Length of ScreenshotImageTags.')),
  ChapterCount: Type.Optional(count('Number of chapters with an image.')),
  Chapters: Type.Optional(Type.Array(ChapterSchema)),
  ImageBlurHashes: ImageBlurHashesSchema,
  ParentLogoItemId: Type.Optional(id('Item whose Logo to show if this item has none.')),
  ParentLogoImageTag: Type.Optional(tag('Its tag.')),
  ParentArtItemId: Type.Optional(id('Item whose Art to show if this item has none.')),
  ParentArtImageTag: Type.Optional(tag('Its tag.')),
  ParentThumbItemId: Type.Optional(id('Item whose Thumb to show if this item has none.')),
  ParentThumbImageTag: Type.Optional(tag('Its tag.')),
  ParentBackdropItemId: Type.Optional(id('Item whose backdrops to show if this item has none.')),
  ParentBackdropImageTags: Type.Optional(tags('Their tags.')),
  ParentPrimaryImageItemId: Type.Optional(
    id('Season or series whose Primary image to show instead.'),
  ),
  ParentPrimaryImageTag: Type.Optional(tag('Its tag.')),
  SeriesPrimaryImageTag: Type.Optional(tag('Tag of the Primary image of the series.')),
  SeriesThumbImageTag: Type.Optional(tag('Tag of the Thumb of the series.')),
  CriticRating: Type.Optional(Type.Number({ description: 'From 0 to 100.' })),
  Status: Type.Optional(text('Of a series: `Continuing` or `Ended`.')),
  EndDate: Type.Optional(time('When a series ended.')),
  RunTimeTicks: Type.Optional(count('How long it plays, in units of 100 ns.')),
  AirsBeforeSeasonNumber: Type.Optional(Type.Integer()),
  AirsBeforeEpisodeNumber: Type.Optional(Type.Integer()),
  AirsAfterSeasonNumber: Type.Optional(Type.Integer()),
  Tags: Type.Optional(Type.Array(Type.String())),
  Taglines: Type.Optional(Type.Array(Type.String())),
  ProviderIds: Type.Optional(
    Type.Record(Type.String(), Type.String(), {
      description: 'Ids in other databases, by the name of each.',
    }),
  ),
  ProductionLocations: Type.Optional(Type.Array(Type.String())),
  RemoteTrailers: Type.Optional(Type.Array(Type.Object({ Url: Type.String() }))),
  ExternalUrls: Type.Optional(Type.Array(Type.Unknown())),
  LockedFields: Type.Optional(Type.Array(Type.Unknown())),
  LockData: Type.Optional(Type.Boolean()),
  CanDelete: Type.Optional(Type.Boolean()),
  CanDownload: Type.Optional(Type.Boolean()),
  PlayAccess: Type.Optional(text('Always `None`: Keyart plays nothing.')),
  LocalTrailerCount: Type.Optional(count('Trailers beside it.')),
  SpecialFeatureCount: Type.Optional(count('Other extras beside it.')),
  ...mediaMembersSchema,
  DisplayPreferencesId: Type.Optional(Type.String()),
  Etag: Type.Optional(Type.String()),
  LocationType: text('`FileSystem`.'),
  MediaType: text('`Video`, `Audio`, `Photo` or `Unknown`.'),
  Width: Type.Optional(count('Of a photo after rotation, or of a video, in pixels.')),
  Height: Type.Optional(count('Of a photo after rotation, or of a video, in pixels.')),
})

export const UserSchema = component('UserDto', {
  Name: Type.String(),
  ServerId: id('Id of this server.'),
  Id: id('Id of the user.'),
  PrimaryImageTag: Type.Optional(tag('Tag of the user’s picture.')),
  PrimaryImageAspectRatio: Type.Optional(
    Type.Number({ description: 'Width of the picture divided by its height.' }),
  ),
  ImageBlurHashes: Type.Optional(ImageBlurHashesSchema),
  HasPassword: Type.Boolean(),
  HasConfiguredPassword: Type.Boolean(),
  HasConfiguredEasyPassword: Type.Boolean(),
  EnableAutoLogin: Type.Boolean(),
  Configuration: UserConfigurationSchema,
  Policy: UserPolicySchema,
})

export const SessionInfoSchema = component('SessionInfoDto', {
  Id: text('Id of the sign-in.'),
  UserId: id('Id of the user.'),
  UserName: Type.String(),
  ServerId: id('Id of this server.'),
  Client: Type.String(),
  DeviceName: Type.String(),
  DeviceId: Type.String(),
  ApplicationVersion: Type.String(),
  LastActivityDate: time('When it was last used.'),
  LastPlaybackCheckIn: text('Always unset: Keyart does not play media.'),
  IsActive: Type.Boolean(),
  SupportsMediaControl: Type.Boolean(),
  SupportsRemoteControl: Type.Boolean(),
  HasCustomDeviceName: Type.Boolean(),
  PlayState: Type.Object({
    CanSeek: Type.Boolean(),
    IsPaused: Type.Boolean(),
    IsMuted: Type.Boolean(),
    RepeatMode: Type.String(),
    PlaybackOrder: Type.String(),
  }),
  Capabilities: Type.Object({
    PlayableMediaTypes: Type.Array(Type.String()),
    SupportedCommands: Type.Array(Type.String()),
    SupportsMediaControl: Type.Boolean(),
    SupportsPersistentIdentifier: Type.Boolean(),
  }),
  AdditionalUsers: Type.Array(Type.Unknown()),
  NowPlayingQueue: Type.Array(Type.Unknown()),
  PlayableMediaTypes: Type.Array(Type.String()),
  SupportedCommands: Type.Array(Type.String()),
})

export const AuthenticationSchema = component('AuthenticationResult', {
  User: UserSchema,
  SessionInfo: SessionInfoSchema,
  AccessToken: text('Token to send with further requests. It cannot be retrieved again.'),
  ServerId: id('Id of this server.'),
})

export const ImageInfoSchema = component('ImageInfo', {
  ImageType: Type.Enum([...imageTypes]),
  ImageIndex: Type.Optional(count('Only for types of which an item may have several images.')),
  ImageTag: tag('Tag of the image.'),
  BlurHash: Type.Optional(Type.String()),
  Height: count('In pixels, after rotation.'),
  Width: count('In pixels, after rotation.'),
  Size: count('Of the original, in bytes; 0 for a collage, which has none.'),
})

export type ItemDto = Static<typeof ItemSchema>
export type UserDataDto = Static<typeof UserDataSchema>
export type PersonDto = Static<typeof PersonSchema>
export type ChapterDto = Static<typeof ChapterSchema>
export type NamedDto = Static<typeof NamedSchema>
export type UserDto = Static<typeof UserSchema>
export type SessionInfoDto = Static<typeof SessionInfoSchema>
export type ImageInfoDto = Static<typeof ImageInfoSchema>
export type ImageBlurHashesDto = Static<typeof ImageBlurHashesSchema>
