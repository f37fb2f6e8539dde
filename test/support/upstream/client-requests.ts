/*
 * Shapes of requests as clients send them: of jellyfin-web 10.11 from sign-in to playing, as it was
 * seen in a browser, and of apps by what is known of them. Ids and tokens are made up.
 */

export interface ClientRequest {
  readonly method: string
  readonly path: string
  readonly fields: readonly (readonly [name: string, value: string])[]
  readonly body?: string
}

const user = '0123456789abcdef0123456789abcdef'
const item = 'fedcba9876543210fedcba9876543210'
const token = '00112233445566778899aabbccddeeff'
const browser = `MediaBrowser Client="Jellyfin Web", Device="Chrome", DeviceId="TW96aWxsYS81LjA", Version="10.11.11"`

type Field = readonly [name: string, value: string]
const accept: Field = ['Accept', 'application/json']
const signedIn: Field = ['Authorization', `${browser}, Token="${token}"`]
const json: Field = ['Content-Type', 'application/json']

const get = (path: string, ...fields: Field[]): ClientRequest => ({
  method: 'GET',
  path,
  fields: fields.length === 0 ? [accept, signedIn] : fields,
})
const post = (path: string, body?: string): ClientRequest => ({
  method: 'POST',
  path,
  fields: [
    accept,
    signedIn,
    ['Origin', 'http://media.example'],
    ...(body === undefined ? [] : [json]),
    ['Content-Length', String(Buffer.byteLength(body ?? ''))],
  ],
  ...(body === undefined ? {} : { body }),
})
const remove = (path: string): ClientRequest => ({
  method: 'DELETE',
  path,
  fields: [accept, signedIn, ['Origin', 'http://media.example']],
})

const lists =
  'EnableImageTypes=Primary%2CBackdrop%2CThumb&Fields=PrimaryImageAspectRatio%2CPath&ImageTypeLimit=1&Limit=16'

export const webRequests: readonly ClientRequest[] = [
  get('/System/Info/Public', ['Accept', '*/*']),
  get('/QuickConnect/Enabled', accept, ['Authorization', browser]),
  get('/Branding/Configuration', ['Accept', 'application/json, text/plain, */*']),
  get('/users/public', accept),
  post('/Users/authenticatebyname', '{"Username":"Jörg","Pw":"päss"}'),
  post('/Sessions/Capabilities/Full', '{"PlayableMediaTypes":["Audio","Video"]}'),
  get(`/DisplayPreferences/usersettings?userId=${user}&client=emby`),
  post(
    `/DisplayPreferences/usersettings?userId=${user}&client=emby`,
    '{"CustomPrefs":{"a-series":"{\\"SortBy\\":\\"SortName\\"}"}}',
  ),
  get('/System/Info'),
  get('/System/Endpoint'),
  get('/System/Info/Storage'),
  get('/System/ActivityLog/Entries?startIndex=0&limit=7&minDate=2026-11-29T12%3A00%3A00.000Z'),
  get(`/UserViews?userId=${user}`),
  get(`/Users/${user}`),
  get(`/Users/${user}/GroupingOptions`),
  get(`/Users/${user}/Items?SortBy=IsFavoriteOrLiked%2CRandom&Limit=20&ImageTypes=Backdrop`),
  get(`/Users/${user}/Items/${item}`),
  get(`/Users/${user}/Items/${item}/Intros`),
  get(`/Users/${user}/Items/Latest?${lists}&ParentId=${item}`),
  get(`/Users/${user}/Items/Resume?${lists}&MediaTypes=Video`),
  get(
    `/Items?userId=${user}&fields=MediaSourceCount&fields=PrimaryImageAspectRatio&recursive=true`,
  ),
  get('/Items/Counts'),
  get(`/Items/${item}/Similar?userId=${user}&limit=12&fields=PrimaryImageAspectRatio`),
  get(`/Items/${item}/Images`),
  get(`/Items/${item}/RemoteImages?type=Primary&startIndex=0&limit=30&IncludeAllLanguages=false`),
  get(`/Items/${item}/RemoteImages/Providers`),
  post(`/Items/${item}/PlaybackInfo`, '{"DeviceProfile":{"MaxStreamingBitrate":140000000}}'),
  get('/Artists?Filters=IsFavorite&Recursive=true&Fields=&Limit=10'),
  get(`/Artists/AlbumArtists?ParentId=${item}&Recursive=true`),
  get(`/Genres?ParentId=${item}&SortBy=SortName&SortOrder=Ascending&EnableTotalRecordCount=false`),
  get('/Persons?searchTerm=l%C3%A9a%20%26%20co&limit=100'),
  get('/Library/MediaFolders'),
  get('/Library/VirtualFolders'),
  get('/LiveTv/Programs/Recommended?IsAiring=true&limit=1&ImageTypeLimit=1'),
  get('/LiveTv/Channels?limit=1'),
  get(`/Movies/Recommendations?userId=${user}&categoryLimit=6&ItemLimit=8`),
  get('/ScheduledTasks?isHidden=false'),
  get('/Sessions?activeWithinSeconds=960'),
  get(`/Shows/${item}/Episodes?seasonId=${item}&userId=${user}&Fields=Overview`),
  get(`/Shows/${item}/Seasons?userId=${user}&Fields=ItemCounts`),
  get(`/Shows/NextUp?userId=${user}&${lists}&EnableRewatching=false`),
  get(`/Shows/Upcoming?${lists}&ParentId=${item}`),
  get('/Playback/BitrateTest?Size=500000'),
  post('/Sessions/Playing', `{"ItemId":"${item}","PositionTicks":0,"PlayMethod":"Transcode"}`),
  post('/Sessions/Playing/Progress', `{"ItemId":"${item}","EventName":"timeupdate"}`),
  post('/Sessions/Playing/Stopped', `{"ItemId":"${item}","PositionTicks":1200000}`),
  post(`/Users/${user}/FavoriteItems/${item}`),
  post(`/Users/${user}/PlayedItems/${item}?DatePlayed=20261130124018`),
  remove(`/Users/${user}/FavoriteItems/${item}`),
  remove(`/Users/${user}/PlayedItems/${item}`),
  remove(`/Videos/ActiveEncodings?deviceId=TW96aWxsYS81LjA&PlaySessionId=${item}`),
  get(
    `/videos/${item}/master.m3u8?DeviceId=TW96aWxsYS81LjA&VideoCodec=av1,h264,vp9&ApiKey=${token}&TranscodeReasons=ContainerNotSupported`,
    ['Accept', '*/*'],
  ),
  get(`/videos/${item}/live.m3u8?ApiKey=${token}&AudioBitrate=384000&BreakOnNonKeyFrames=True`, [
    'Accept',
    '*/*',
  ]),
  get(
    `/videos/${item}/hls1/main/0.ts?ApiKey=${token}&runtimeTicks=0&actualSegmentLengthTicks=30000000`,
    ['Accept', '*/*'],
  ),
  get(
    '/web/index.html',
    ['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ),
  get('/web/main.jellyfin.bundle.js?46dcfd09f3ef60b7ff3f', ['If-None-Match', '"1dc0a3e5b2a8c00"']),
]

export const appRequests: readonly ClientRequest[] = [
  // Kodi: the old prefix and the old field, a range of a film.
  get(
    `/emby/Videos/${item}/stream.mkv?static=true&MediaSourceId=${item}`,
    [
      'X-Emby-Authorization',
      `MediaBrowser Client="Kodi", Device="Living room", DeviceId="7f", Version="1.0", Token="${token}"`,
    ],
    ['Range', 'bytes=1048576-2097151'],
    ['If-Range', '"8d9"'],
  ),
  get(`/Items/${item}/Images/Poster?Format=original&Tag=1`, ['X-MediaBrowser-Token', token]),
  // Android: the scheme Emby, repeated fields, an empty value.
  get(
    `/Items?Ids=${item}&Ids=${user}`,
    ['X-Emby-Token', token],
    ['Accept-Language', 'de'],
    ['X-Empty', ''],
  ),
  get('/mediabrowser/System/Info', ['Authorization', `Emby UserId="7", Token="${token}"`]),
  // Emby: numbers for ids, the token in the query.
  get(
    '/emby/Users/1/Items/12345?api_key=0a&X-Emby-Client=Emby%20Web&X-Emby-Device-Name=A+B',
    accept,
  ),
  // Names with slashes, escapes of every kind, none of them touched.
  get('/Artists/AC%2FDC/Similar', accept),
  get('/Persons/L%c3%a9a%20Seydoux', accept),
  get('/a/../b/./c//d/%2e%2e/%zz/%00?x=%zz&&=&y', accept),
  get('/Search/Hints?searchTerm=%2B%2520+a|b{c}"d\\e^`', accept),
  get('/plain?', accept),
  get('/plain?a#b', accept),
  {
    method: 'POST',
    path: `/Items/${item}/Images/Primary`,
    fields: [
      ['Content-Type', 'image/png'],
      ['Transfer-Encoding', 'chunked'],
    ],
    body: 'aGVsbG8=',
  },
  { method: 'OPTIONS', path: '/Items', fields: [['Access-Control-Request-Headers', 'x-a']] },
  {
    method: 'PROPFIND',
    path: '/dav',
    fields: [
      ['Depth', '1'],
      ['Content-Length', '0'],
    ],
  },
  { method: 'PUT', path: '/x', fields: [['Content-Length', '3']], body: 'abc' },
  { method: 'DELETE', path: '/x', fields: [['Content-Length', '3']], body: 'abc' },
  { method: 'GET', path: '/x', fields: [['Content-Length', '3']], body: 'abc' },
  {
    method: 'HEAD',
    path: '/x',
    fields: [
      ['Accept', '*/*'],
      ['accept', 'b'],
      ['ACCEPT', 'c'],
    ],
  },
]
