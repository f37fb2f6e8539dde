import type { RecordedClient } from './client-requests.ts'

/* Feishin plays music; it writes most of its paths in small letters, and lists with blanks. */

const page = 'ImageTypeLimit=1&Limit=50&Recursive=true&StartIndex=0&SortOrder=Ascending'
const songFields = 'Genres,%20DateCreated,%20MediaSources,%20ParentId'
const song = ['Id', 'Name', 'AlbumId', 'AlbumArtists', 'ArtistItems', 'DateCreated', 'UserData']
const songs = ['TotalRecordCount', ...[...song, 'MediaSources'].map((each) => `Items.*.${each}`)]
const album = ['Id', 'Name', 'AlbumArtists', 'ImageTags', 'DateCreated', 'UserData.IsFavorite']

export const feishin: RecordedClient = {
  name: 'Feishin',
  authorization: (token) =>
    'MediaBrowser Client="Feishin", Device="PC", DeviceId="8a1c", Version="0.11.1"' +
    (token === undefined ? '' : `, Token="${token}"`),
  headers: { 'content-type': 'application/json' },
  requests: [
    {
      method: 'POST',
      path: '/users/authenticatebyname',
      body: { Pw: '{password}', Username: '{name}' },
      reads: ['AccessToken', 'User.Id', 'User.Name'],
    },
    { path: '/system/info', reads: ['Version'] },
    {
      path: '/users/{user}/items',
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.CollectionType'],
    },
    {
      path: `/artists/albumArtists?Fields=Genres,%20DateCreated,%20ExternalUrls,%20Overview&ParentId={music}&SortBy=SortName,Name&${page}&UserId={user}`,
      reads: ['TotalRecordCount', 'Items.*.Id', 'Items.*.Name', 'Items.*.ImageTags'],
    },
    {
      path: `/users/{user}/items?IncludeItemTypes=MusicAlbum&ParentId={music}&SortBy=SortName&${page}`,
      reads: [
        'TotalRecordCount',
        ...album.filter((one) => one !== 'DateCreated').map((each) => `Items.*.${each}`),
      ],
    },
    {
      path: '/users/{user}/items/{album}?Fields=Genres,%20DateCreated,%20ChildCount',
      reads: [...album, 'ChildCount', 'GenreItems'],
    },
    {
      path: `/users/{user}/items?Fields=${songFields}&IncludeItemTypes=Audio&ParentId={album}&SortBy=ParentIndexNumber,IndexNumber,SortName`,
      reads: songs,
    },
    {
      path: `/users/{user}/items?Fields=${songFields}&IncludeItemTypes=Audio&ParentId={music}&SortBy=Album,SortName&${page}`,
      reads: songs,
    },
    {
      path: `/users/{user}/items?AlbumIds={album}&Fields=${songFields}&IncludeItemTypes=Audio&SortBy=Album,SortName&${page}`,
      reads: songs,
    },
    {
      path: `/users/{user}/items?ArtistIds={artist}&Fields=${songFields}&IncludeItemTypes=Audio&Limit=10&Recursive=true&SortBy=PlayCount,SortName&SortOrder=Descending&UserId={user}`,
      reads: songs,
    },
    {
      path: `/users/{user}/items?Fields=${songFields}&IncludeItemTypes=Audio&IsPlayed=false&Limit=20&Recursive=true&SortBy=Random&SortOrder=Ascending&StartIndex=0`,
      reads: songs,
    },
    { path: '/users/{user}/items/{song}', reads: song },
    { path: '/users/{user}/items/{artist}?Fields=Genres,%20Overview', reads: ['Id', 'Name'] },
    { path: '/artists/{artist}/similar?Limit=10', reads: ['Items'] },
    { path: `/items/{song}/similar?Fields=${songFields}&Limit=20&UserId={user}`, reads: ['Items'] },
    {
      path: `/songs/{song}/InstantMix?Fields=${songFields}&Limit=20&UserId={user}`,
      reads: ['Items'],
    },
    {
      path: '/genres?Fields=ItemCounts&ParentId={music}&Recursive=true&SortBy=SortName&SortOrder=Ascending&StartIndex=0&UserId={user}',
      reads: ['TotalRecordCount', 'Items.*.Id', 'Items.*.Name'],
    },
    {
      path: '/users/{user}/items?Fields=ChildCount,%20Genres,%20DateCreated,%20ParentId,%20Overview&IncludeItemTypes=Playlist&Limit=50&Recursive=true&SortBy=SortName&SortOrder=Ascending&StartIndex=0',
      reads: ['Items', 'TotalRecordCount'],
    },
    // A song without lyrics, as it is for every server.
    { path: '/audio/{song}/Lyrics', status: 404 },
    { method: 'POST', path: '/users/{user}/favoriteitems/{album}', body: {} },
    { method: 'DELETE', path: '/users/{user}/favoriteitems/{album}', body: {} },
    { path: '/Items/{album}/Images/Primary?width=300&quality=96' },
    {
      method: 'POST',
      path: '/sessions/playing',
      body: { ItemId: '{song}', PositionTicks: 0 },
      status: 204,
    },
    {
      method: 'POST',
      path: '/sessions/playing/progress',
      body: { EventName: 'pause', IsPaused: true, ItemId: '{song}', PositionTicks: 100_000_000 },
      status: 204,
    },
    {
      method: 'POST',
      path: '/sessions/playing/stopped',
      body: { IsPaused: true, ItemId: '{song}', PositionTicks: 100_000_000 },
      status: 204,
    },
  ],
}
