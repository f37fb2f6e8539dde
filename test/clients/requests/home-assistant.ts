import type { ClientRequest, RecordedClient } from './client-requests.ts'

/* Home Assistant's integration, through jellyfin-apiclient-python, which names the type of no body. */

const item = ['Id', 'Name', 'Type', 'ImageTags', 'UserData']
const children = (parent: string, type: string, reads: readonly string[] = []): ClientRequest => ({
  path: `/Users/{user}/Items?Recursive=true&ParentId={${parent}}&IncludeItemTypes=${type}&Fields=MediaSources`,
  reads: [...item, ...reads].map((member) => `Items.*.${member}`),
})
const playable = ['MediaSources.0.Path', 'MediaType']

export const homeAssistant: RecordedClient = {
  name: 'Home Assistant',
  authorization: (token) =>
    'MediaBrowser Client="Home Assistant", Device="homeassistant", DeviceId="b1f0c4", Version="1.0"' +
    (token === undefined ? '' : `, Token="${token}"`),
  headers: {
    accept: 'application/json',
    'content-type': 'application/json',
    'x-application': 'Home Assistant/1.0',
    'accept-charset': 'UTF-8,*',
    'accept-encoding': 'gzip',
  },
  requests: [
    { path: '/system/info/public', reads: ['Id', 'ServerName', 'Version'] },
    {
      method: 'POST',
      path: '/Users/AuthenticateByName',
      body: { username: '{name}', Pw: '{password}' },
      reads: ['AccessToken', 'User.Id', 'User.ServerId'],
    },
    { path: '/system/info', reads: ['Id', 'ServerName'] },
    { path: '/DisplayPreferences/usersettings?userId={user}&client=emby', reads: ['Id'] },
    {
      method: 'POST',
      path: '/Sessions/Capabilities/Full',
      body: { PlayableMediaTypes: ['Audio', 'Video'], SupportsMediaControl: true },
      status: 204,
    },
    {
      path: '/Sessions',
      reads: ['*.Id', '*.DeviceId', '*.Client', '*.DeviceName', '*.UserId', '*.PlayState'],
    },
    {
      path: '/Users/{user}/Items?fields=',
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.CollectionType'],
    },
    { path: '/Library/MediaFolders/', reads: ['Items.*.Id', 'Items.*.Name'] },
    {
      path: '/Users/{user}/Items/{films}?Fields=Overview',
      reads: ['Id', 'Type', 'CollectionType'],
    },
    children('films', 'Movie', playable),
    children('shows', 'Series'),
    children('series', 'Season'),
    children('season', 'Episode', ['SeriesName', 'IndexNumber', ...playable]),
    children('music', 'MusicArtist'),
    children('artist', 'MusicAlbum'),
    children('album', 'Audio', ['AlbumId', ...playable]),
    {
      path: '/Users/{user}/Items?searchTerm=the&IncludeItemTypes=Movie&Recursive=true&Limit=20',
      reads: ['Items', 'TotalRecordCount'],
    },
    { path: '/Shows/NextUp?Limit=1&UserId={user}&Fields=', reads: ['Items'] },
    { path: '/Shows/{series}/Episodes?UserId={user}&SeasonId={season}', reads: ['Items.*.Id'] },
    { path: '/Items/{film}/Images/Primary?maxWidth=600&format=jpg' },
    { path: '/Items/{film}/Images/Backdrop?maxWidth=600&format=jpg' },
    { path: '/Items/Counts', reads: ['MovieCount', 'SeriesCount', 'EpisodeCount'] },
    { method: 'POST', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    { method: 'DELETE', path: '/Users/{user}/FavoriteItems/{film}', reads: ['IsFavorite'] },
    { method: 'POST', path: '/Users/{user}/PlayedItems/{film}', reads: ['Played'] },
    { method: 'DELETE', path: '/Users/{user}/PlayedItems/{film}', reads: ['Played'] },
    { method: 'POST', path: '/Library/Refresh', status: 204 },
    {
      method: 'POST',
      path: '/Items/{film}/Refresh?Recursive=True&ImageRefreshMode=FullRefresh&MetadataRefreshMode=FullRefresh&ReplaceAllImages=False&ReplaceAllMetadata=True',
      status: 204,
    },
    { path: '/UserItems/{film}/UserData?UserId={user}', reads: ['Played', 'ItemId'] },
    {
      method: 'POST',
      path: '/UserItems/{film}/UserData?UserId={user}',
      body: { IsFavorite: false, Played: false },
      reads: ['IsFavorite', 'Played'],
    },
    { path: '/System/Configuration', reads: ['ServerName'] },
    { path: '/System/Logs' },
    { path: '/System/ActivityLog/Entries', reads: ['Items', 'TotalRecordCount'] },
    { path: '/Plugins' },
    { path: '/SyncPlay/List' },
    // Base64 of the picture, under the picture's own type.
    { method: 'POST', path: '/Items/{film}/Images/Primary', picture: 'image/png', status: 204 },
    { method: 'POST', path: '/UserImage?user_id={user}', picture: 'image/png', status: 204 },
    { path: '/QuickConnect/Enabled' },
  ],
}
