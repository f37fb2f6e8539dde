/**
 * What a client asks of the library in `library.ts`, and what it is answered, by kind. Kinds and
 * answers are those of Jellyfin 10.11, except where Keyart is better on purpose.
 */
export interface AnswerCase {
  readonly kind: string
  /** `{user}` is who asks, `{Movie/Name}` the id of an item or name. */
  readonly path: string
  readonly method?: 'POST' | 'DELETE'
  readonly body?: object
  /** Default: 200. */
  readonly status?: number
  /** Names of what a list has, in this order unless `anyOrder`. */
  readonly names?: readonly string[]
  readonly anyOrder?: true
  readonly total?: number
  /** Members of the object, or of the first of a list: a value, or what `typeof` says in angle brackets. */
  readonly members?: Readonly<Record<string, unknown>>
}

const list = '/Items?userId={user}&Recursive=true'
const films = `${list}&IncludeItemTypes=Movie`
const byName = '&SortBy=SortName'
const empty = { names: [] } as const

const sorted = [
  '2 Owls',
  '10 Owls',
  'The Cinder Path',
  'Lamp',
  'The Lampmaker',
  'Long Way',
  'Öre by Öre',
  'A Lamp in the Loft',
  'Two Cuts',
  '“Whisper”',
]

export const answerCases: readonly AnswerCase[] = [
  // Names and orders.
  { kind: 'sort-name', path: films + byName, names: sorted },
  {
    kind: 'sort-name',
    path: `${films}${byName}&SortOrder=Descending`,
    names: sorted.toReversed(),
  },
  { kind: 'sort-name', path: `${films}&NameStartsWith=w`, names: ['“Whisper”'] },
  { kind: 'sort-name', path: `${films}&NameStartsWith=Ö`, names: ['Öre by Öre'] },
  { kind: 'sort-name', path: `${films}&NameLessThan=d${byName}`, names: sorted.slice(0, 3) },
  {
    kind: 'sort-name',
    path: '/Items/{Movie/“Whisper”}?userId={user}',
    members: { SortName: 'whisper' },
  },
  {
    kind: 'sort-name',
    path: '/Items/{Movie/A Lamp in the Loft}?userId={user}',
    members: { SortName: 'the loft 0000000003' },
  },
  {
    kind: 'search-order',
    path: `${list}&SearchTerm=lamp&IncludeItemTypes=Movie`,
    names: ['Lamp', 'The Lampmaker', 'A Lamp in the Loft'],
    anyOrder: true,
  },
  { kind: 'search-order', path: `${list}&SearchTerm=lamp&Limit=1`, names: ['Lamp'] },
  { kind: 'search-original', path: `${list}&SearchTerm=polku`, names: ['The Cinder Path'] },
  {
    kind: 'sort-premiere',
    path: `${films}&SortBy=PremiereDate&SortOrder=Descending&Limit=3`,
    names: ['A Lamp in the Loft', 'Two Cuts', 'The Cinder Path'],
  },
  {
    kind: 'sort-missing',
    path: `${films}&SortBy=CriticRating,SortName&SortOrder=Descending&Limit=2`,
    names: ['“Whisper”', 'The Cinder Path'],
  },
  {
    kind: 'sort-missing',
    path: `${films}&SortBy=OfficialRating&SortOrder=Descending&Limit=3`,
    names: ['A Lamp in the Loft', 'The Cinder Path', '“Whisper”'],
  },
  {
    kind: 'sort-missing',
    path: `${list}&IncludeItemTypes=Series&SortBy=SeriesDatePlayed&SortOrder=Descending&Limit=1`,
    names: ['Tidal Mill'],
  },
  {
    kind: 'sort-user',
    path: `${films}&SortBy=IsFavoriteOrLiked,SortName&SortOrder=Descending,Ascending&Limit=2`,
    names: ['Lamp', '2 Owls'],
  },
  {
    kind: 'ids-order',
    path: '/Items?userId={user}&Ids={Movie/Lamp},{Movie/2 Owls},{Series/Tidal Mill}',
    names: ['Lamp', '2 Owls', 'Tidal Mill'],
  },
  {
    kind: 'ids-named',
    path: '/Items?userId={user}&Ids={Person/Ida Korpi}',
    names: ['Ida Korpi'],
  },
  { kind: 'total-uncounted', path: `${films}&Limit=4&EnableTotalRecordCount=false`, total: 4 },
  { kind: 'negative-page', path: `${films}&Limit=-1&StartIndex=-1`, total: 10 },

  // Filters.
  {
    kind: 'filter-tags',
    path: `${films}&Tags=path${byName}`,
    names: ['The Cinder Path', 'A Lamp in the Loft'],
  },
  { kind: 'filter-ratings', path: `${films}&OfficialRatings=PG-13`, names: ['The Cinder Path'] },
  { kind: 'filter-ratings', path: `${films}&HasOfficialRating=false&Limit=0`, total: 7 },
  {
    kind: 'filter-ratings',
    path: `${films}&MaxOfficialRating=PG${byName}`,
    names: sorted.filter((name) => name !== 'The Cinder Path' && name !== 'A Lamp in the Loft'),
  },
  {
    kind: 'filter-ratings',
    path: `${films}&MinOfficialRating=FSK-16&HasOfficialRating=true`,
    names: ['A Lamp in the Loft'],
  },
  {
    kind: 'filter-ratings',
    path: `${list}&IncludeItemTypes=Episode&MaxOfficialRating=TV-G${byName}`,
    names: ['Dust', 'Cog'],
    anyOrder: true,
  },
  { kind: 'filter-ratings', path: `${films}&MinCommunityRating=7`, names: ['“Whisper”'] },
  { kind: 'filter-ratings', path: `${films}&MinCriticRating=80`, names: ['“Whisper”'] },
  {
    kind: 'filter-has',
    path: `${films}&HasImdbId=true${byName}`,
    names: ['The Cinder Path', 'Öre by Öre'],
  },
  { kind: 'filter-has', path: `${films}&HasTmdbId=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${list}&HasTvdbId=true`, names: ['Tidal Mill'] },
  { kind: 'filter-has', path: `${films}&HasOverview=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${films}&HasThemeSong=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${films}&HasThemeVideo=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${films}&HasTrailer=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${films}&HasSpecialFeature=true`, names: ['The Cinder Path'] },
  { kind: 'filter-has', path: `${films}&HasSpecialFeature=false&Limit=0`, total: 9 },
  { kind: 'filter-has', path: `${films}&HasSubtitles=true`, ...empty },
  { kind: 'filter-has', path: `${films}&IsHd=true`, ...empty },
  { kind: 'filter-has', path: `${films}&Is4K=false&Limit=0`, total: 10 },
  { kind: 'filter-values', path: `${films}&MinWidth=160&MinHeight=90`, names: ['The Cinder Path'] },
  { kind: 'filter-values', path: `${films}&MinWidth=161`, ...empty },
  { kind: 'filter-values', path: `${films}&MaxWidth=159&Limit=0`, total: 9 },
  { kind: 'filter-values', path: `${films}&Is3D=true`, ...empty },
  { kind: 'filter-values', path: `${films}&IsMissing=true`, ...empty },
  { kind: 'filter-values', path: `${films}&LocationTypes=Virtual`, ...empty },
  { kind: 'filter-status', path: `${list}&SeriesStatus=Ended`, names: ['Tidal Mill'] },
  { kind: 'filter-status', path: `${films}&IsLocked=true`, names: ['The Cinder Path'] },
  {
    kind: 'filter-status',
    path: `${films}&MinPremiereDate=2020-01-01T00:00:00Z`,
    names: ['A Lamp in the Loft'],
  },
  { kind: 'filter-likes', path: `${films}&Filters=Likes`, names: ['Two Cuts'] },
  { kind: 'filter-likes', path: `${films}&Filters=Dislikes`, ...empty },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=Audio&AlbumIds={MusicAlbum/Reeds}${byName}`,
    names: ['Wading', 'Bank'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=Audio&Albums=Salt%20Hour`,
    names: ['Noon'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=MusicAlbum&ContributingArtistIds={MusicArtist/Ulla Brant}`,
    names: ['Shore Mix'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=Audio&ContributingArtistIds={MusicArtist/Fen Choir}`,
    names: ['Shingle'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=MusicAlbum&ExcludeArtistIds={MusicArtist/Ulla Brant}`,
    names: ['Reeds'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=Audio&AlbumArtistIds={MusicArtist/Ulla Brant}`,
    names: ['Noon'],
  },
  {
    kind: 'filter-adjacent',
    path: `${list}&IncludeItemTypes=MusicAlbum&ArtistIds={MusicArtist/Ulla Brant}${byName}`,
    names: ['Salt Hour', 'Shore Mix'],
  },
  {
    kind: 'filters-route',
    path: '/Items/Filters?userId={user}&ParentId={View/Films}',
    members: {
      Genres: ['Comedy', 'Drama', 'Rock & Roll'],
      Tags: ['ash', 'path'],
      OfficialRatings: ['G', 'PG-13', 'R'],
    },
  },

  // Items.
  {
    kind: 'provider-ids',
    path: '/Items/{Movie/The Cinder Path}?userId={user}',
    members: { ProviderIds: { Imdb: 'tt5500001', Tmdb: '77001' } },
  },
  {
    kind: 'provider-ids',
    path: '/Items?userId={user}&Ids={Movie/Öre by Öre}&Fields=ProviderIds',
    members: { ProviderIds: { Imdb: 'tt5500002' } },
  },
  {
    kind: 'provider-ids',
    path: '/Items/{MusicAlbum/Reeds}?userId={user}',
    members: { ProviderIds: {} },
  },
  {
    kind: 'fields-nfo',
    path: '/Items/{Movie/The Cinder Path}?userId={user}',
    members: {
      Taglines: ['Walk on.'],
      Tags: ['ash', 'path'],
      ProductionLocations: ['Fenland'],
      CriticRating: 71,
      LockData: true,
    },
  },
  {
    kind: 'date-added',
    path: '/Items?userId={user}&Ids={Movie/The Cinder Path}&Fields=DateCreated',
    members: { DateCreated: '2021-03-04T05:06:07.000Z' },
  },
  {
    kind: 'date-added',
    path: `${films}&SortBy=DateCreated&SortOrder=Ascending&Limit=2`,
    names: ['The Cinder Path', 'A Lamp in the Loft'],
  },
  {
    kind: 'fields-file',
    path: '/Items/{Movie/The Cinder Path}?userId={user}',
    members: {
      Path: '<string>',
      Container: 'mkv',
      MediaSourceCount: 1,
      'MediaSources.0.Container': 'mkv',
      'MediaSources.0.RunTimeTicks': 20_000_000,
      'MediaSources.0.Size': '<number>',
      'MediaSources.0.MediaStreams.0.Codec': 'mpeg4',
      Width: 160,
      Height: 90,
    },
  },
  {
    kind: 'fields-file',
    path: '/Items?userId={user}&Ids={Movie/Two Cuts}&Fields=MediaSourceCount,MediaSources,Path',
    members: {
      MediaSourceCount: 2,
      'MediaSources.0.Name': 'long',
      'MediaSources.1.Name': 'short',
      'MediaSources.1.Path': '<string>',
    },
  },
  {
    kind: 'fields-file',
    path: '/Items?userId={user}&Ids={Audio/Noon}',
    members: { Path: '<undefined>', MediaSources: '<undefined>', Container: 'flac' },
  },
  {
    kind: 'runtime',
    path: '/Items/{Movie/The Cinder Path}?userId={user}',
    members: { RunTimeTicks: 20_000_000 },
  },
  {
    kind: 'runtime',
    path: '/Items/{Series/Tidal Mill}?userId={user}',
    members: { RunTimeTicks: 44 * 600_000_000 },
  },
  {
    kind: 'runtime',
    path: '/Items/{MusicAlbum/Reeds}?userId={user}',
    members: { RunTimeTicks: 6_000_000 },
  },
  {
    kind: 'runtime',
    path: `${list}&IncludeItemTypes=Series&SortBy=Runtime&SortOrder=Descending&Limit=2`,
    names: ['Tidal Mill', 'Quiet Gears'],
  },
  {
    kind: 'runtime',
    path: '/UserItems/Resume?userId={user}',
    members: { Name: 'Sluice', 'UserData.PlayedPercentage': 25 },
  },
  {
    kind: 'counts',
    path: '/Items/{Series/Tidal Mill}?userId={user}',
    members: { RecursiveItemCount: 5, 'UserData.PlayedPercentage': 20, ChildCount: 3 },
  },
  {
    kind: 'counts',
    path: '/Items?userId={user}&Ids={MusicAlbum/Reeds}&Fields=RecursiveItemCount',
    members: { RecursiveItemCount: 2, 'UserData.PlayedPercentage': 0 },
  },
  {
    kind: 'counts',
    path: '/UserViews?userId={user}',
    members: { RecursiveItemCount: '<undefined>' },
  },
  {
    kind: 'counts',
    path: `${list}&IncludeItemTypes=Episode&SearchTerm=Dust`,
    members: { ProductionYear: 2021 },
  },
  {
    kind: 'fields-members',
    path: '/Items/{MusicArtist/Ulla Brant}?userId={user}',
    members: { AlbumCount: 1, SongCount: 2, ExternalUrls: [], LockedFields: [] },
  },
  {
    kind: 'fields-members',
    path: '/Persons/Ida%20Korpi?userId={user}',
    members: { Tags: [], ExternalUrls: [], ProviderIds: {}, MovieCount: 2 },
  },
  {
    kind: 'fields-members',
    path: '/Artists?userId={user}&SearchTerm=Fen',
    members: { AlbumCount: 1, SongCount: 3 },
  },

  // Music.
  {
    kind: 'audio-tags',
    path: '/MusicGenres?userId={user}&ParentId={View/Music}',
    names: ['Folk', 'Jazz'],
  },
  {
    kind: 'audio-tags',
    path: '/Items/{MusicAlbum/Reeds}?userId={user}',
    members: { Genres: ['Folk'], ProductionYear: 2009 },
  },
  {
    kind: 'audio-tags',
    path: '/Items/{Audio/Shingle}?userId={user}',
    members: { Artists: ['Fen Choir'], AlbumArtist: 'Various Artists', Album: 'Shore Mix' },
  },
  {
    kind: 'artists-favourite',
    path: '/Artists?userId={user}&IsFavorite=true',
    names: ['Fen Choir'],
  },

  // Extras.
  {
    kind: 'extras',
    path: '/Items/{Movie/The Cinder Path}/SpecialFeatures?userId={user}',
    names: ['Making Smoke'],
  },
  {
    kind: 'extras',
    path: '/Users/{user}/Items/{Movie/The Cinder Path}/LocalTrailers',
    members: { Type: 'Trailer', ExtraType: 'Trailer', Name: 'The Cinder Path (2012)-trailer' },
  },
  {
    kind: 'extras',
    path: '/Items/{Movie/The Cinder Path}?userId={user}',
    members: { LocalTrailerCount: 1, SpecialFeatureCount: 1 },
  },
  {
    kind: 'extras',
    path: '/Items/{Movie/The Cinder Path}/ThemeMedia?userId={user}',
    members: {
      'ThemeSongsResult.TotalRecordCount': 1,
      'ThemeVideosResult.TotalRecordCount': 1,
      'ThemeSongsResult.Items.0.Type': 'Audio',
    },
  },
  {
    kind: 'extras',
    path: '/Items/{Episode/Sluice}/ThemeSongs?inheritFromParent=true',
    names: ['theme'],
  },
  { kind: 'extras', path: '/Items/{Episode/Sluice}/ThemeSongs', ...empty },
  { kind: 'item-page-routes', path: '/Items/{Movie/Lamp}/LocalTrailers', ...empty },
  { kind: 'item-page-routes', path: '/Videos/{Movie/Lamp}/AdditionalParts', ...empty },
  {
    kind: 'extras',
    path: '/Videos/{Movie/Long Way}/AdditionalParts',
    names: ['Long Way (1990) part2'],
  },
  {
    kind: 'extras',
    path: '/Items/{Movie/Long Way}',
    members: { PartCount: 2, MediaSourceCount: 1 },
  },
  { kind: 'item-page-routes', path: '/MediaSegments/{Movie/Lamp}', ...empty },
  { kind: 'item-page-routes', path: '/Items/{MusicAlbum/Reeds}/InstantMix', ...empty },

  // Series.
  {
    kind: 'seasons-params',
    path: '/Shows/{Series/Tidal Mill}/Seasons?userId={user}&isSpecialSeason=true',
    names: ['Specials'],
  },
  {
    kind: 'seasons-params',
    path: '/Shows/{Series/Tidal Mill}/Episodes?userId={user}&adjacentTo={Episode/Sluice}',
    names: ['Grist', 'Sluice', 'Race'],
  },
  {
    kind: 'specials-within',
    path: '/Shows/{Series/Tidal Mill}/Episodes?userId={user}&season=1',
    names: ['Grist', 'The Flood', 'Sluice', 'Race'],
  },
  {
    kind: 'nextup-params',
    path: '/Shows/NextUp?userId={user}',
    names: ['Sluice'],
  },
  { kind: 'nextup-params', path: '/Shows/NextUp?userId={user}&enableResumable=false', ...empty },
  {
    kind: 'nextup-params',
    path: '/Shows/NextUp?userId={user}&nextUpDateCutoff=2040-01-01T00:00:00Z',
    ...empty,
  },

  // Photographs.
  {
    kind: 'photos-type',
    path: '/UserViews?userId={user}',
    names: ['Films', 'Series', 'Music', 'Photos'],
  },
  {
    kind: 'photos-type',
    path: '/Items/{View/Photos}?userId={user}',
    members: { CollectionType: 'homevideos' },
  },
  {
    kind: 'photos-videos',
    path: '/Items?userId={user}&ParentId={PhotoAlbum/Harbour}',
    names: ['clip', 'one', 'two'],
    anyOrder: true,
  },
  {
    kind: 'folder-collage',
    path: '/Items?userId={user}&Ids={PhotoAlbum/Harbour}',
    members: { 'ImageTags.Primary': '<string>' },
  },
  {
    kind: 'latest-photos',
    path: '/Items/Latest?userId={user}&ParentId={View/Photos}&IncludeItemTypes=Photo',
    names: ['Harbour', 'pier'],
    anyOrder: true,
  },
  {
    kind: 'latest-played',
    path: '/Items/Latest?userId={user}&ParentId={View/Films}&IsPlayed=true',
    names: ['2 Owls'],
  },

  // Names.
  {
    kind: 'names-slug',
    path: '/Genres/Rock%20-%20Roll?userId={user}',
    members: { Name: 'Rock & Roll' },
  },
  { kind: 'studio-thumb', path: '/Studios/Tall%20Mast/Images/Thumb' },
  { kind: 'studio-thumb', path: '/Genres/Drama/Images/Thumb', status: 404 },

  // Pictures.
  { kind: 'image-values', path: '/Items/{Movie/Lamp}/Images/Primary?Format=original' },
  { kind: 'image-values', path: '/Items/{Movie/Lamp}/Images/Primary?format=odd&quality=0' },
  { kind: 'image-values', path: '/Items/{Movie/Lamp}/Images/Primary?backgroundColor=odd' },
  { kind: 'image-values', path: '/Items/{Movie/Lamp}/Images/Primary?maxWidth=odd', status: 400 },
  { kind: 'image-values', path: '/Items/{Movie/Lamp}/Images/LogoLight', status: 404 },
  {
    kind: 'delete-absent',
    method: 'DELETE',
    path: '/Items/{Movie/Lamp}/Images/Box',
    status: 204,
  },

  // Users, settings, tools.
  {
    kind: 'user-dto',
    path: '/Users/Me',
    members: {
      'Policy.EnablePublicSharing': '<boolean>',
      'Policy.MaxActiveSessions': '<number>',
      'Configuration.HidePlayedInLatest': true,
    },
  },
  {
    kind: 'session-state',
    path: '/Sessions',
    members: { 'PlayState.RepeatMode': '<string>', 'PlayState.PlaybackOrder': '<string>' },
  },
  { kind: 'home-routes', path: '/Items/Suggestions?userId={user}&limit=3' },
  { kind: 'home-routes', path: '/Movies/Recommendations?userId={user}' },
  { kind: 'home-routes', path: '/Shows/Upcoming?userId={user}', ...empty },
  { kind: 'settings-routes', path: '/Users/{user}/GroupingOptions' },
  {
    kind: 'settings-routes',
    path: '/Branding/Configuration',
    members: { SplashscreenEnabled: false },
  },
  { kind: 'tool-routes', path: '/Auth/Keys' },
  { kind: 'tool-routes', path: '/Library/VirtualFolders', members: { Name: 'Films' } },
  { kind: 'tool-routes', path: '/System/Configuration' },
  { kind: 'tool-routes', path: '/System/Ping' },
  { kind: 'playback-routes', path: '/LiveTv/Channels', ...empty },
  { kind: 'playback-routes', path: '/LiveTv/Programs', ...empty },
  {
    kind: 'played-date',
    method: 'POST',
    path: '/Users/{user}/PlayedItems/{Movie/10 Owls}?datePlayed=20240102030405',
  },
  {
    kind: 'edit-routes',
    method: 'POST',
    path: '/Items/{Movie/Lamp}/Refresh?metadataRefreshMode=None',
    status: 204,
  },
  { kind: 'edit-routes', path: '/Items/{Movie/Lamp}/MetadataEditor' },
  { kind: 'edit-routes', path: '/Items/{Movie/Lamp}/ExternalIdInfos', ...empty },
]
