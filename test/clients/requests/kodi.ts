import type { RecordedClient } from './client-requests.ts'

/* What the API class and the downloader of Jellyfin for Kodi ask. Its values have no quotes. */

const fields =
  'Path,Genres,SortName,Studios,Writer,Taglines,LocalTrailerCount,OfficialRating,' +
  'CumulativeRunTimeTicks,ItemCounts,Metascore,AirTime,DateCreated,People,Overview,Etag,' +
  'ShortOverview,ProductionLocations,Tags,ProviderIds,ParentId,RemoteTrailers,' +
  'SpecialEpisodeNumbers,MediaSources,VoteCount,RecursiveItemCount,PrimaryImageAspectRatio'
const songFields =
  'Etag,Genres,SortName,Studios,Writer,OfficialRating,CumulativeRunTimeTicks,Metascore,AirTime,' +
  'DateCreated,MediaStreams,People,ProviderIds,Overview,ItemCounts'
const sync =
  'CollapseBoxSetItems=False&IsVirtualUnaired=False&LocationTypes=FileSystem%2CRemote%2COffline' +
  '&IsMissing=False&Recursive=True&SortBy=SortName&SortOrder=Ascending'
const common = ['Id', 'Name', 'Etag', 'SortName', 'Path', 'DateCreated', 'MediaSources.0.Path']
const ofEach = (...members: readonly string[]) => members.map((member) => `Items.*.${member}`)

const list = (library: string, type: string, reads: readonly string[]) => [
  {
    path: `/Users/{user}/Items?ParentId={${library}}&IncludeItemTypes=${type}&${sync}&Fields=${fields}&Limit=1&EnableTotalRecordCount=True`,
    reads: ['TotalRecordCount'],
  },
  {
    path: `/Users/{user}/Items?ParentId={${library}}&IncludeItemTypes=${type}&${sync}&Fields=${fields}&EnableTotalRecordCount=False&StartIndex=0&Limit=50`,
    reads: ofEach('Type', 'UserData.Played', 'ImageTags', 'BackdropImageTags', ...reads),
  },
]

export const kodi: RecordedClient = {
  name: 'Jellyfin for Kodi',
  authorization: (token) =>
    'MediaBrowser Client=Kodi, Device=Living%20Room, DeviceId=4d2f, Version=1.0.11' +
    (token === undefined ? '' : `, UserId={user}, Token=${token}`),
  headers: { 'accept-charset': 'UTF-8,*', 'accept-encoding': 'gzip' },
  requests: [
    { path: '/system/info/public', reads: ['Id', 'ServerName', 'Version'] },
    {
      method: 'POST',
      path: '/Users/AuthenticateByName',
      body: { username: '{name}', Pw: '{password}' },
      reads: ['AccessToken', 'User.Id', 'User.Name', 'ServerId'],
    },
    { path: '/system/info', reads: ['Id', 'ServerName', 'Version'] },
    { path: '/Users', reads: ['*.Id', '*.Name'] },
    { path: '/Users/Public', reads: ['*.Id', '*.Name'] },
    { path: '/Users/{user}', reads: ['Id', 'Name', 'Policy', 'Configuration'] },
    {
      method: 'POST',
      path: '/Sessions/Capabilities/Full',
      body: {
        PlayableMediaTypes: 'Audio,Video',
        SupportsMediaControl: true,
        SupportedCommands: 'MoveUp,MoveDown,Select',
        IconUrl: 'https://kodi.example/icon.png',
      },
      status: 204,
    },
    { path: '/Sessions?DeviceId=4d2f', reads: ['*.Id', '*.UserId', '*.DeviceId'] },
    { path: '/Sessions?ControllableByUserId={user}' },
    { path: '/System/Configuration' },
    { path: '/Users/{user}/Views', reads: ofEach('Id', 'Name', 'CollectionType', 'Type') },
    { path: '/Users/{user}/Items', reads: ofEach('Id', 'Name', 'CollectionType') },
    { path: '/Library/MediaFolders', reads: ofEach('Id', 'Name') },
    // The add-on takes this for a server without its plug-in, and compares dates instead.
    { path: '/Jellyfin.Plugin.KodiSyncQueue/GetPluginSettings', status: 404 },
    ...list('films', 'Movie', ['MediaType', 'ProviderIds', 'Genres', 'People', ...common]),
    ...list('shows', 'Series', ['Id', 'Name', 'Etag', 'SortName', 'Path', 'RecursiveItemCount']),
    ...list('films', 'BoxSet', []).slice(0, 1),
    { path: '/Shows/{series}/Seasons?UserId={user}&EnableImages=True&Fields=' + fields },
    {
      path: `/Shows/{series}/Episodes?EnableUserData=True&EnableImages=True&UserId={user}&Fields=${fields}&Limit=1&EnableTotalRecordCount=True`,
      reads: ['TotalRecordCount'],
    },
    {
      path: `/Shows/{series}/Episodes?SeasonId={season}&EnableUserData=True&EnableImages=True&UserId={user}&Fields=${fields}&StartIndex=0&Limit=50`,
      reads: ofEach('SeriesId', 'SeriesName', 'IndexNumber', 'ParentIndexNumber', ...common),
    },
    { path: '/Shows/{series}/Episodes?UserId={user}&AdjacentTo={episode}&Fields=Overview' },
    {
      path: `/Artists?UserId={user}&ParentId={music}&${sync}&Fields=${songFields}&EnableTotalRecordCount=False&StartIndex=0&Limit=50`,
      reads: ofEach('Id', 'Name', 'Etag', 'SortName', 'DateCreated', 'Genres'),
    },
    ...list('music', 'MusicAlbum', ['Id', 'Name', 'Etag', 'AlbumArtists', 'Genres']),
    ...list('music', 'Audio', ['AlbumId', 'ArtistItems', 'AlbumArtists', ...common]),
    { path: `/Users/{user}/Items?Ids={film}%2C{episode}&Fields=${fields}`, reads: ofEach('Id') },
    {
      path: '/Users/{user}/Items?ParentId={films}&Recursive=True&Ids={film}',
      reads: ofEach('Id'),
    },
    {
      path: '/Users/{user}/Items?ParentId={films}&IncludeItemTypes=Movie&EnableTotalRecordCount=True&LocationTypes=FileSystem%2CRemote%2COffline&Recursive=True&Limit=1',
      reads: ['TotalRecordCount'],
    },
    {
      path: `/Users/{user}/Items?ParentId={films}&Recursive=False&IsMissing=False&IsVirtualUnaired=False&IncludeItemTypes=Movie&MinDateLastSaved=2020-01-01T00%3A00%3A00Z&Fields=${fields}`,
    },
    {
      path: `/Users/{user}/Items?ParentId={films}&Recursive=True&IsMissing=False&IsVirtualUnaired=False&IncludeItemTypes=Movie&MinDateLastSavedForUser=2020-01-01T00%3A00%3A00Z&Fields=${fields}`,
    },
    { path: '/Users/{user}/Items/{film}', reads: ['Id', 'UserData.Played', 'MediaSources.0.Path'] },
    { path: '/Items/{film}/Images', reads: ['*.ImageType'] },
    { path: '/Items/{film}/Ancestors?UserId={user}', reads: ['*.Id', '*.Type'] },
    { path: '/Items/{film}/ThemeMedia?UserId={user}&InheritFromParent=True' },
    { path: '/Users/{user}/Items?HasThemeVideo=True&ParentId={films}' },
    { path: '/Users/{user}/Items?HasThemeSong=True&ParentId={films}' },
    { path: '/Videos/{film}/AdditionalParts', reads: ['Items'] },
    { path: '/Users/{user}/Items/{film}/LocalTrailers' },
    { path: '/Users/{user}/Items/{film}/Intros', reads: ['Items'] },
    { path: '/MediaSegments/{film}', reads: ['Items'] },
    { path: '/Users/{user}/Suggestions?Type=Movie%2CEpisode&Limit=1' },
    {
      path: `/Users/{user}/Items/Latest?Limit=20&UserId={user}&IncludeItemTypes=Movie&ParentId={films}&Fields=${fields}`,
      reads: ['*.Id'],
    },
    { path: '/Shows/NextUp?Limit=1&UserId={user}', reads: ['Items'] },
    { path: `/Genres?ParentId={films}&UserId={user}&Fields=${fields}`, reads: ofEach('Name') },
    { path: `/Movies/Recommendations?ParentId={films}&UserId={user}&Fields=${fields}&Limit=20` },
    {
      path: `/Users/{user}/Items?ParentId={films}&NameStartsWith=S&Fields=${fields}&Recursive=True&IncludeItemTypes=Movie`,
    },
    { path: '/LiveTv/Channels?UserId={user}&EnableImages=True&EnableUserData=True' },
    // Its pictures. The last is what `format` it sends by default.
    { path: '/Items/{film}/Images/Primary/0?MaxWidth=1280&Format=original&Tag={tag}' },
    { path: '/Items/{film}/Images/Backdrop/0?Format=original&Tag={tag}' },
    { path: '/Items/{film}/Images/Primary?MaxWidth=400&format=jpg' },
    { method: 'POST', path: '/Users/{user}/PlayedItems/{film}', reads: ['Played'] },
    { method: 'DELETE', path: '/Users/{user}/PlayedItems/{film}', reads: ['Played'] },
    { method: 'POST', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    { method: 'DELETE', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    {
      method: 'POST',
      path: '/Items/{film}/Refresh',
      body: { Recursive: true, ImageRefreshMode: 'FullRefresh', ReplaceAllMetadata: true },
      status: 204,
    },
    {
      method: 'POST',
      path: '/Items/{film}/PlaybackInfo',
      body: {
        UserId: '{user}',
        DeviceProfile: { Name: 'Kodi', DirectPlayProfiles: [{ Type: 'Video' }] },
        AutoOpenLiveStream: true,
      },
      reads: ['MediaSources', 'ErrorCode'],
    },
    {
      method: 'POST',
      path: '/Sessions/Playing',
      body: { ItemId: '{film}', PositionTicks: 0, PlayMethod: 'DirectPlay', CanSeek: true },
      status: 204,
    },
    {
      method: 'POST',
      path: '/Sessions/Playing/Progress',
      body: { ItemId: '{film}', PositionTicks: 600_000_000, IsPaused: false, VolumeLevel: 100 },
      status: 204,
    },
    {
      method: 'POST',
      path: '/Sessions/Playing/Stopped',
      body: { ItemId: '{film}', PositionTicks: 600_000_000 },
      status: 204,
    },
    { method: 'DELETE', path: '/Videos/ActiveEncodings?DeviceId=4d2f', status: 204 },
    { method: 'POST', path: '/LiveStreams/Close', body: { LiveStreamId: 'none' }, status: 204 },
  ],
}
