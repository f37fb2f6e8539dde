import type { ClientRequest, RecordedClient } from './client-requests.ts'

/* What the web client 10.11 asks on each of its pages, from the first one to playing. */

const images = 'ImageTypeLimit=1&EnableImageTypes=Primary%2CBackdrop%2CThumb'
const card = ['Id', 'Name', 'Type', 'ServerId', 'ImageTags', 'ImageBlurHashes', 'UserData.Played']
const ofEach = (members: readonly string[]) => members.map((member) => `Items.*.${member}`)
const resume = (media: string): ClientRequest => ({
  path: `/Users/{user}/Items/Resume?Limit=12&Recursive=true&Fields=PrimaryImageAspectRatio&${images}&EnableTotalRecordCount=false&MediaTypes=${media}`,
  reads: ['Items'],
})
const latest = (library: string): ClientRequest => ({
  path: `/Users/{user}/Items/Latest?Limit=16&Fields=PrimaryImageAspectRatio%2CPath&${images}&ParentId={${library}}`,
  reads: card.map((member) => `*.${member}`),
})
const grid = (library: string, type: string): readonly ClientRequest[] => [
  { path: `/Users/{user}/Items/{${library}}`, reads: ['Id', 'Name', 'CollectionType'] },
  {
    path: `/Users/{user}/Items?SortBy=SortName%2CProductionYear&SortOrder=Ascending&IncludeItemTypes=${type}&Recursive=true&Fields=PrimaryImageAspectRatio%2CMediaSourceCount&${images}&StartIndex=0&ParentId={${library}}&Limit=100`,
    reads: ['TotalRecordCount', ...ofEach(card)],
  },
]
const search = (types: string): ClientRequest => ({
  path: `/Items?userId={user}&limit=100&recursive=true&searchTerm=e&fields=PrimaryImageAspectRatio&fields=CanDelete&fields=MediaSourceCount&includeItemTypes=${types}&imageTypeLimit=1&enableTotalRecordCount=false`,
  reads: ['Items'],
})

export const jellyfinWeb: RecordedClient = {
  name: 'Jellyfin Web',
  authorization: (token) =>
    'MediaBrowser Client="Jellyfin%20Web", Device="Chrome", DeviceId="TW96aWxsYS81LjA", Version="10.11.11"' +
    (token === undefined ? '' : `, Token="${token}"`),
  headers: { accept: 'application/json, text/plain, */*' },
  requests: [
    { path: '/System/Info/Public', reads: ['Id', 'Version', 'StartupWizardCompleted'] },
    { path: '/QuickConnect/Enabled' },
    { path: '/Branding/Configuration', reads: ['SplashscreenEnabled'] },
    { path: '/users/public', reads: ['*.Id', '*.Name', '*.HasPassword'] },
    {
      method: 'POST',
      path: '/Users/authenticatebyname',
      body: { Username: '{name}', Pw: '{password}' },
      reads: ['User.Id', 'User.Policy', 'User.Configuration', 'AccessToken', 'ServerId'],
    },
    {
      method: 'POST',
      path: '/Sessions/Capabilities/Full',
      body: { PlayableMediaTypes: ['Audio', 'Video'], SupportedCommands: ['MoveUp'] },
      status: 204,
    },
    {
      path: '/DisplayPreferences/usersettings?userId={user}&client=emby',
      reads: ['Id', 'CustomPrefs'],
    },
    { path: '/Users/{user}', reads: ['Id', 'Name', 'Policy.IsAdministrator', 'Configuration'] },
    // The home page.
    { path: '/UserViews?userId={user}', reads: ofEach(['Id', 'Name', 'CollectionType']) },
    {
      path: `/LiveTv/Programs/Recommended?userId={user}&IsAiring=true&limit=1&${images}&EnableTotalRecordCount=false&Fields=ChannelInfo%2CPrimaryImageAspectRatio`,
      reads: ['Items'],
    },
    resume('Video'),
    resume('Audio'),
    resume('Book'),
    {
      path: `/Shows/NextUp?Limit=24&Fields=PrimaryImageAspectRatio%2CDateCreated%2CPath%2CMediaSourceCount&UserId={user}&${images}&EnableTotalRecordCount=false&DisableFirstEpisode=false&NextUpDateCutoff=2025-11-30T12%3A38%3A24.777Z&EnableResumable=false&EnableRewatching=false`,
      reads: ['Items'],
    },
    ...['films', 'shows', 'music', 'photos'].map(latest),
    { path: '/System/Endpoint', reads: ['IsLocal'] },
    { path: '/Playback/BitrateTest?Size=500000' },
    // Libraries and their tabs.
    ...grid('films', 'Movie'),
    ...grid('shows', 'Series'),
    ...grid('music', 'MusicAlbum'),
    {
      method: 'POST',
      path: '/DisplayPreferences/usersettings?userId={user}&client=emby',
      body: { Id: '{user}', SortBy: 'SortName', CustomPrefs: { skipForwardLength: '30000' } },
      status: 204,
    },
    {
      path: '/Users/{user}/Items?SortBy=DatePlayed&SortOrder=Descending&IncludeItemTypes=Movie&Filters=IsResumable&Limit=3&Recursive=true&CollapseBoxSetItems=false&ParentId={films}',
      reads: ['Items'],
    },
    { path: '/Movies/Recommendations?userId={user}&categoryLimit=6&ItemLimit=6' },
    {
      path: '/Genres?SortBy=SortName&SortOrder=Ascending&IncludeItemTypes=Movie&Recursive=true&EnableTotalRecordCount=false&ParentId={films}&userId={user}',
      reads: ofEach(['Id', 'Name']),
    },
    {
      path: '/Shows/Upcoming?Limit=48&Fields=AirTime&UserId={user}&ParentId={shows}',
      reads: ['Items'],
    },
    {
      path: '/Users/{user}/Items?SortBy=PlayCount&SortOrder=Descending&IncludeItemTypes=Audio&Limit=12&Recursive=true&Filters=IsPlayed&ParentId={music}',
      reads: ['Items'],
    },
    {
      path: '/Artists?SortBy=SortName&SortOrder=Ascending&Filters=IsFavorite&Recursive=true&CollapseBoxSetItems=false&ExcludeLocationTypes=Virtual&ParentId={music}&Limit=6&userId={user}',
      reads: ['Items'],
    },
    {
      path: `/Artists/AlbumArtists?SortBy=SortName&SortOrder=Ascending&Recursive=true&Fields=PrimaryImageAspectRatio%2CSortName&StartIndex=0&${images}&Limit=100&ParentId={music}&userId={user}`,
      reads: ['TotalRecordCount', ...ofEach(['Id', 'Name', 'ImageTags'])],
    },
    // Pages of items.
    {
      path: '/Users/{user}/Items/{film}',
      reads: ['People', 'Genres', 'GenreItems', 'Studios', 'BackdropImageTags', 'MediaSources'],
    },
    {
      path: '/Items/{film}/Similar?userId={user}&limit=12&fields=PrimaryImageAspectRatio%2CCanDelete',
      reads: ['Items'],
    },
    {
      path: '/Shows/{series}/Seasons?userId={user}&Fields=ItemCounts%2CPrimaryImageAspectRatio%2CCanDelete%2CMediaSourceCount',
      reads: ofEach(card),
    },
    {
      path: '/LiveTv/Programs?UserId={user}&HasAired=false&SortBy=StartDate&EnableTotalRecordCount=false&Limit=50&EnableUserData=false&LibrarySeriesId={series}',
      reads: ['Items'],
    },
    {
      path: '/Shows/{series}/Episodes?seasonId={season}&userId={user}&Fields=ItemCounts%2CPrimaryImageAspectRatio%2CCanDelete%2CMediaSourceCount%2COverview',
      reads: ofEach([...card, 'SeriesId', 'IndexNumber']),
    },
    // Search, favourites.
    {
      path: '/Items?userId={user}&limit=20&recursive=true&includeItemTypes=Movie&includeItemTypes=Series&includeItemTypes=MusicArtist&sortBy=IsFavoriteOrLiked&sortBy=Random&imageTypeLimit=0&enableTotalRecordCount=false&enableImages=false',
      reads: ofEach(['Id', 'Name', 'Type']),
    },
    ...['Movie', 'Series', 'Episode', 'MusicAlbum', 'Audio', 'Playlist', 'BoxSet'].map(search),
    { path: '/Persons?limit=100&searchTerm=a&imageTypeLimit=1&userId={user}', reads: ['Items'] },
    {
      path: '/Users/{user}/Items?SortBy=SeriesName%2CSortName&SortOrder=Ascending&Filters=IsFavorite&Recursive=true&CollapseBoxSetItems=false&ExcludeLocationTypes=Virtual&EnableTotalRecordCount=false&Limit=20&IncludeItemTypes=Movie',
      reads: ['Items'],
    },
    { method: 'POST', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    { method: 'DELETE', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    {
      method: 'POST',
      path: '/Users/{user}/PlayedItems/{film}?DatePlayed=2026-11-30T12%3A40%3A18.131Z',
      reads: ['Played'],
    },
    { method: 'DELETE', path: '/Users/{user}/PlayedItems/{film}', reads: ['Played'] },
    // Editing images.
    { path: '/Items/{film}/RemoteImages/Providers' },
    { path: '/Items/{film}/Images', reads: ['*.ImageType', '*.ImageTag', '*.Width', '*.Height'] },
    {
      path: '/Items/{film}/RemoteImages?type=Primary&startIndex=0&limit=30&IncludeAllLanguages=false',
      reads: ['Images', 'Providers', 'TotalRecordCount'],
    },
    { path: '/Items/{film}/Images/Primary?fillHeight=512&fillWidth=342&quality=96&tag={tag}' },
    { method: 'POST', path: '/Items/{film}/Images/Primary', picture: 'image/png', status: 204 },
    // Settings, the dashboard, the metadata manager.
    { path: '/Users', reads: ['*.Id', '*.Policy'] },
    { path: '/Users/{user}/GroupingOptions' },
    { path: '/UserViews?userId={user}&includeHidden=true', reads: ofEach(['Id']) },
    { path: '/System/Info', reads: ['Id', 'Version', 'OperatingSystem'] },
    { path: '/System/Info/Storage' },
    { path: '/ScheduledTasks?isHidden=false' },
    { path: '/Sessions?activeWithinSeconds=960', reads: ['*.Id', '*.PlayState'] },
    {
      path: '/System/ActivityLog/Entries?startIndex=0&limit=7&minDate=2026-11-29T12%3A40%3A44.610Z&hasUserId=true',
      reads: ['Items'],
    },
    { path: '/Items/Counts', reads: ['MovieCount', 'SongCount'] },
    { path: '/Library/VirtualFolders', reads: ['*.Name', '*.ItemId', '*.Locations'] },
    { path: '/LiveTv/Channels?limit=0', reads: ['Items', 'TotalRecordCount'] },
    { path: '/Library/MediaFolders', reads: ofEach(['Id', 'Name']) },
    // Playing: refused where the client asks how, so that it never asks for a stream.
    { path: '/Users/{user}/Items/{film}/Intros', reads: ['Items'] },
    {
      method: 'POST',
      path: '/Items/{film}/PlaybackInfo?UserId={user}&StartTimeTicks=0&IsPlayback=true&AutoOpenLiveStream=true',
      body: { DeviceProfile: { DirectPlayProfiles: [{ Container: 'webm', Type: 'Video' }] } },
      reads: ['MediaSources', 'ErrorCode'],
    },
    { path: '/videos/{film}/master.m3u8?MediaSourceId={film}&VideoCodec=h264', status: 404 },
    { method: 'DELETE', path: '/Videos/ActiveEncodings?deviceId=abc&PlaySessionId=1', status: 204 },
  ],
}
