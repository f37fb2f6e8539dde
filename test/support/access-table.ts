import type { Item } from '../../src/library/item.ts'
import type { Library } from '../../src/library/library.ts'
import { type Role, userIds } from './roles.ts'

/**
 * What a role gets: `ok` is 2xx or 3xx, `let in` anything but 401, 403 and 5xx (the request is one
 * that changes nothing), else the status.
 */
export type Outcome = 'ok' | 'let in' | 401 | 403 | 404
export type Outcomes = Readonly<Record<Role, Outcome>>

const everyone = (outcome: Outcome): Outcomes => ({
  anonymous: outcome,
  bad: outcome,
  stranger: outcome,
  user: outcome,
  admin: outcome,
  key: outcome,
  reader: outcome,
  photographer: outcome,
})
const open = everyone('ok')
const openButFails = everyone('let in')
/** Of an item that the stranger and the photographer may not see. */
const image: Outcomes = { ...open, stranger: 404, photographer: 404 }
const signedIn: Outcomes = { ...open, anonymous: 401, bad: 401 }
const hidden: Outcomes = { ...signedIn, stranger: 404, photographer: 404 }
const nothing: Outcomes = { ...everyone(404), anonymous: 401, bad: 401 }
/** Of the user. */
const own: Outcomes = { ...signedIn, stranger: 403, reader: 403, photographer: 403 }
const ownWrite: Outcomes = {
  ...everyone('let in'),
  anonymous: 401,
  bad: 401,
  stranger: 403,
  reader: 403,
  photographer: 403,
}
/** Of what changes nothing. */
const signedInWrite: Outcomes = { ...signedIn, reader: 403 }
const admin: Outcomes = { ...ownWrite, user: 403 }
/** Of an item that the photographer may not see. */
const adminOfItem: Outcomes = { ...admin, photographer: 404 }

/** The same by GET. */
const adminRead: Outcomes = { ...admin, admin: 'ok', key: 'ok' }

/** What there is nothing of: the same answer for each item that may be seen. */
function emptyAnswers(film: Item, me: string): Readonly<Record<string, AccessRow>> {
  const ofItem = ['ThemeMedia', 'ThemeSongs', 'ThemeVideos', 'Collections', 'CriticReviews']
  const ofBoth = ['LocalTrailers', 'SpecialFeatures', 'Intros']
  const mixes = ['Items', 'Albums', 'Songs', 'Artists', 'MusicGenres', 'Playlists']
  const liveTv = ['Info', 'Channels', 'Programs', 'Programs/Recommended', 'Recordings']
  const moreLiveTv = ['Recordings/Folders', 'Timers', 'SeriesTimers']
  const row = (route: string, outcomes: Outcomes): [string, AccessRow] => [
    `GET ${route}`,
    [route.replace('/Users/:userId', me).replace(':id', film.id), outcomes],
  ]
  return Object.fromEntries([
    ...[...ofItem, ...ofBoth].map((what) => row(`/Items/:id/${what}`, hidden)),
    ...ofBoth.map((what) => row(`/Users/:userId/Items/:id/${what}`, own)),
    row('/Items/:id/ExternalIdInfos', { ...adminOfItem, admin: 'ok', key: 'ok' }),
    ...mixes.map((kind) => row(`/${kind}/:id/InstantMix`, hidden)),
    ...[...liveTv, ...moreLiveTv].map((what) => row(`/LiveTv/${what}`, signedIn)),
    ...['/Videos/:id/AdditionalParts', '/MediaSegments/:id'].map((route) => row(route, hidden)),
    ...['/Shows/Upcoming', '/Channels', '/Trailers'].map((route) => row(route, signedIn)),
    ...['/System/ActivityLog/Entries', '/ScheduledTasks', '/Plugins', '/Packages'].map((route) =>
      row(route, adminRead),
    ),
    ...['/Repositories', '/System/Logs'].map((route) => row(route, adminRead)),
  ])
}

/** A request of the route, by which it is tried, and what each role gets. */
export type AccessRow = readonly [url: string, outcomes: Outcomes, payload?: string]

/** Every route, by method and path as it is declared; HEAD is held to what GET is. */
export function accessTable({
  film,
  films,
}: {
  readonly film: Item
  readonly films: Library
}): Readonly<Record<string, AccessRow>> {
  const item = `/Items/${film.id}`
  const me = `/Users/${userIds.user}`
  return {
    'GET /': ['/', open],
    'GET /health': ['/health', open],
    'GET /health/live': ['/health/live', open],
    'GET /health/ready': ['/health/ready', open],
    'GET /metrics': ['/metrics', { ...signedIn, stranger: 403, user: 403, photographer: 403 }],
    'GET /System/Info/Public': ['/System/Info/Public', open],
    'GET /System/Ping': ['/System/Ping', open],
    'POST /System/Ping': ['/System/Ping', open],
    'GET /keyart/': ['/keyart/', open],
    'GET /keyart/index.html': ['/keyart/index.html', open],
    'GET /keyart/client.js': ['/keyart/client.js', open],
    'GET /keyart/assets/page.js': ['/keyart/assets/page.js', open],
    'GET /keyart/problems/:code': ['/keyart/problems/BUSY', open],
    'GET /keyart/api/scan': ['/keyart/api/scan', signedIn],
    'GET /keyart/api/problems': ['/keyart/api/problems', adminRead],
    'GET /keyart/api/items/:id/problems': [`/keyart/api/items/${film.id}/problems`, hidden],
    'GET /keyart/api/installation': ['/keyart/api/installation', signedIn],
    'GET /keyart/api/prerender': ['/keyart/api/prerender', signedIn],
    'GET /keyart/api/session': ['/keyart/api/session', open],
    'GET /keyart/setup': ['/keyart/setup?code=x', openButFails],
    'POST /keyart/setup': ['/keyart/setup', openButFails, '{}'],
    // Its 401 is that of the wrong password; it is tried below.
    'POST /Users/AuthenticateByName': ['/Users/AuthenticateByName', openButFails, '[]'],
    // As a user it would revoke the token; it is tried below.
    'POST /Sessions/Logout': [
      '/Sessions/Logout',
      { ...everyone('let in'), anonymous: 401, bad: 401, key: 403, reader: 403, photographer: 403 },
    ],

    'GET /Items/:id/Images/:type': [`${item}/Images/Primary`, image],
    'GET /Items/:id/Images/:type/:index': [`${item}/Images/Primary/0?width=10`, image],
    'GET /Items/:id/Images/:type/:index/:tag/:format/:maxWidth/:maxHeight/:percentPlayed/:unplayedCount':
      [`${item}/Images/Primary/0/0/jpg/10/0/0/0`, image],
    'GET /Users/:id/Images/:type': [`${me}/Images/Primary`, everyone(404)],
    'GET /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, everyone(404)],
    'GET /UserImage': [`/UserImage?userId=${userIds.user}`, everyone(404)],
    'GET /Branding/Splashscreen': ['/Branding/Splashscreen', openButFails],
    ...Object.fromEntries(
      ['Artists', 'Genres', 'MusicGenres', 'GameGenres', 'Persons', 'Studios', 'Years'].flatMap(
        (kind): [string, AccessRow][] => [
          [`GET /${kind}/:name/Images/:type`, [`/${kind}/x/Images/Primary`, everyone(404)]],
          [
            `GET /${kind}/:name/Images/:type/:index`,
            [`/${kind}/x/Images/Primary/0`, everyone(404)],
          ],
        ],
      ),
    ),

    'GET /Items': [`/Items?ParentId=${films.id}`, hidden],
    'GET /Items/Latest': [`/Items/Latest?parentId=${films.id}`, hidden],
    'GET /Items/:id': [item, hidden],
    'GET /Items/:id/Images': [`${item}/Images`, hidden],
    'GET /Items/:id/RemoteImages': [`${item}/RemoteImages`, hidden],
    'GET /Items/:id/RemoteImages/Providers': [`${item}/RemoteImages/Providers`, hidden],
    'GET /UserViews': ['/UserViews', signedIn],
    'GET /Users': ['/Users', signedIn],
    'GET /Users/Public': ['/Users/Public', open],
    'GET /Users/Me': ['/Users/Me', { ...signedIn, key: 404, reader: 404, photographer: 404 }],
    'GET /Users/:userId': [me, own],
    'GET /Users/:userId/Items': [`${me}/Items?ParentId=${films.id}`, own],
    'GET /Users/:userId/Items/Latest': [`${me}/Items/Latest`, own],
    'GET /Users/:userId/Items/:id': [`${me}/Items/${film.id}`, own],
    'GET /Users/:userId/Views': [`${me}/Views`, own],

    'GET /keyart/api': ['/keyart/api/', open],
    'GET /keyart/api/openapi.json': ['/keyart/api/openapi.json', open],
    'GET /QuickConnect/Enabled': ['/QuickConnect/Enabled', open],
    'GET /Branding/Configuration': ['/Branding/Configuration', open],
    'GET /System/Info': ['/System/Info', signedIn],
    'GET /System/Endpoint': ['/System/Endpoint', signedIn],
    'GET /SyncPlay/List': ['/SyncPlay/List', signedIn],
    'GET /Sessions': ['/Sessions', signedIn],
    'GET /Playback/BitrateTest': ['/Playback/BitrateTest?Size=10', signedIn],
    // Without an upgrade there is nothing; the upgrade is tried elsewhere.
    'GET /socket': ['/socket', nothing],
    'POST /Library/Refresh': ['/Library/Refresh', admin],
    'POST /Sessions/Capabilities': ['/Sessions/Capabilities', signedInWrite],
    'POST /Sessions/Capabilities/Full': ['/Sessions/Capabilities/Full', signedInWrite, '{}'],
    'GET /DisplayPreferences/:id': [`/DisplayPreferences/x?userId=${userIds.user}&client=c`, own],
    'POST /DisplayPreferences/:id': [
      `/DisplayPreferences/x?userId=${userIds.user}&client=c`,
      ownWrite,
      '[]',
    ],
    ...Object.fromEntries(
      ['Persons', 'Genres', 'MusicGenres', 'Studios', 'Years', 'Artists'].flatMap(
        (kind): [string, AccessRow][] => [
          [`GET /${kind}`, [`/${kind}?ParentId=${films.id}`, hidden]],
          [`GET /${kind}/:name`, [`/${kind}/x`, nothing]],
        ],
      ),
    ),
    'GET /Artists/AlbumArtists': ['/Artists/AlbumArtists', signedIn],
    // The film is no series.
    'GET /Shows/:seriesId/Seasons': [`/Shows/${film.id}/Seasons`, nothing],
    'GET /Shows/:seriesId/Episodes': [`/Shows/${film.id}/Episodes`, nothing],
    'GET /Shows/NextUp': [`/Shows/NextUp?userId=${userIds.user}`, own],
    'GET /UserItems/Resume': [`/UserItems/Resume?userId=${userIds.user}`, own],
    'GET /Users/:userId/Items/Resume': [`${me}/Items/Resume`, own],
    'GET /Search/Hints': [`/Search/Hints?searchTerm=film&parentId=${films.id}`, hidden],
    'GET /Items/Counts': ['/Items/Counts', signedIn],
    'GET /Items/Root': ['/Items/Root', signedIn],
    'GET /Users/:userId/Items/Root': [`${me}/Items/Root`, own],
    'GET /Items/:id/Ancestors': [`${item}/Ancestors`, hidden],
    'GET /Library/MediaFolders': ['/Library/MediaFolders', signedIn],
    ...Object.fromEntries(
      ['Items', 'Movies', 'Shows', 'Albums', 'Artists', 'Trailers'].map(
        (kind): [string, AccessRow] => [
          `GET /${kind}/:id/Similar`,
          [`/${kind}/${film.id}/Similar`, hidden],
        ],
      ),
    ),
    'GET /UserItems/:id/UserData': [`/UserItems/${film.id}/UserData?userId=${userIds.user}`, own],
    'POST /UserItems/:id/UserData': [
      `/UserItems/${film.id}/UserData?userId=${userIds.user}`,
      ownWrite,
      '[]',
    ],
    'GET /Users/:userId/Items/:id/UserData': [`${me}/Items/${film.id}/UserData`, own],
    'POST /Users/:userId/Items/:id/UserData': [`${me}/Items/${film.id}/UserData`, ownWrite, '[]'],
    ...Object.fromEntries(
      ['Played', 'Favorite'].flatMap((what): [string, AccessRow][] => {
        const newer = `/User${what}Items`
        const older = `/${what}Items`
        const asked = `${newer}/${film.id}?userId=${userIds.user}`
        return [
          [`POST ${newer}/:id`, [asked, ownWrite]],
          [`DELETE ${newer}/:id`, [asked, ownWrite]],
          [`POST /Users/:userId${older}/:id`, [`${me}${older}/${film.id}`, ownWrite]],
          [`DELETE /Users/:userId${older}/:id`, [`${me}${older}/${film.id}`, ownWrite]],
          [`POST /Users/:userId${older}/:id/Delete`, [`${me}${older}/${film.id}/Delete`, ownWrite]],
        ]
      }),
    ),

    ...Object.fromEntries(
      ['POST', 'DELETE'].flatMap((method): [string, AccessRow][] => [
        [
          `${method} /UserItems/:id/Rating`,
          [`/UserItems/${film.id}/Rating?userId=${userIds.user}`, ownWrite],
        ],
        [`${method} /Users/:userId/Items/:id/Rating`, [`${me}/Items/${film.id}/Rating`, ownWrite]],
      ]),
    ),
    ...emptyAnswers(film, me),
    'GET /Items/Filters': [`/Items/Filters?parentId=${films.id}`, hidden],
    'GET /Items/Filters2': [`/Items/Filters2?parentId=${films.id}`, hidden],
    'GET /Items/Suggestions': ['/Items/Suggestions', signedIn],
    'GET /Users/:userId/Suggestions': [`${me}/Suggestions`, own],
    'GET /Movies/Recommendations': ['/Movies/Recommendations', signedIn],
    'POST /Users/Configuration': [`/Users/Configuration?userId=${userIds.user}`, ownWrite, '[]'],
    'POST /Users/:userId/Configuration': [`${me}/Configuration`, ownWrite, '[]'],
    'GET /UserViews/GroupingOptions': [`/UserViews/GroupingOptions?userId=${userIds.user}`, own],
    'GET /Users/:userId/GroupingOptions': [`${me}/GroupingOptions`, own],
    'POST /Users/Password': [`/Users/Password?userId=${userIds.user}`, ownWrite, '[]'],
    'POST /Users/:userId/Password': [`${me}/Password`, ownWrite, '[]'],
    ...Object.fromEntries(
      ['Options', 'Cultures', 'Countries', 'ParentalRatings'].map((what): [string, AccessRow] => [
        `GET /Localization/${what}`,
        [`/Localization/${what}`, signedIn],
      ]),
    ),
    'GET /Items/:id/PlaybackInfo': [`${item}/PlaybackInfo`, hidden],
    'POST /Items/:id/PlaybackInfo': [`${item}/PlaybackInfo`, { ...hidden, reader: 403 }],
    'DELETE /Videos/ActiveEncodings': ['/Videos/ActiveEncodings', signedInWrite],
    'POST /LiveStreams/Close': ['/LiveStreams/Close', signedInWrite, '{}'],
    ...Object.fromEntries(
      ['', '/Ping', '/Progress', '/Stopped'].map((what): [string, AccessRow] => [
        `POST /Sessions/Playing${what}`,
        [`/Sessions/Playing${what}`, signedInWrite, '{}'],
      ]),
    ),

    'GET /Library/VirtualFolders': ['/Library/VirtualFolders', adminRead],
    'GET /Library/PhysicalPaths': ['/Library/PhysicalPaths', adminRead],
    'GET /Devices': ['/Devices', adminRead],
    'GET /System/Configuration': ['/System/Configuration', signedIn],
    'GET /System/Info/Storage': ['/System/Info/Storage', adminRead],
    'GET /Branding/Css': ['/Branding/Css', open],
    'GET /Branding/Css.css': ['/Branding/Css.css', open],
    'POST /Items/:id/Refresh': [`${item}/Refresh`, adminOfItem],
    'GET /Items/:id/MetadataEditor': [`${item}/MetadataEditor`, adminOfItem],
    'GET /Auth/Keys': ['/Auth/Keys', adminRead],
    // Without a name it makes none.
    'POST /Auth/Keys': ['/Auth/Keys', admin],
    'DELETE /Auth/Keys/:key': ['/Auth/Keys/x', admin],

    'POST /Items/:id/Images/:type': [`${item}/Images/Primary`, adminOfItem, 'no picture'],
    'POST /Items/:id/Images/:type/:index': [`${item}/Images/Primary/0`, adminOfItem, 'no picture'],
    'DELETE /Items/:id/Images/:type': [`${item}/Images/Disc`, adminOfItem],
    'DELETE /Items/:id/Images/:type/:index': [`${item}/Images/Disc/0`, adminOfItem],
    'POST /Items/:id/Images/:type/Delete': [`${item}/Images/Disc/Delete`, adminOfItem],
    'POST /Items/:id/Images/:type/:index/Delete': [`${item}/Images/Disc/0/Delete`, adminOfItem],
    'POST /Items/:id/Images/:type/:index/Index': [`${item}/Images/Disc/0/Index`, adminOfItem],
    'POST /Items/:id/Images/:type/:index/Url': [`${item}/Images/Disc/0/Url`, adminOfItem],
    'POST /Items/:id/RemoteImages/Download': [`${item}/RemoteImages/Download`, adminOfItem],
    'POST /Branding/Splashscreen': ['/Branding/Splashscreen', admin, 'no picture'],
    'DELETE /Branding/Splashscreen': ['/Branding/Splashscreen', admin],
    'POST /Users/:id/Images/:type': [`${me}/Images/Primary`, ownWrite, 'no picture'],
    'POST /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, ownWrite, 'no picture'],
    'DELETE /Users/:id/Images/:type': [`${me}/Images/Primary`, ownWrite],
    'DELETE /Users/:id/Images/:type/:index': [`${me}/Images/Primary/0`, ownWrite],
    'POST /Users/:id/Images/:type/Delete': [`${me}/Images/Primary/Delete`, ownWrite],
    'POST /Users/:id/Images/:type/:index/Delete': [`${me}/Images/Primary/0/Delete`, ownWrite],
    'POST /UserImage': [`/UserImage?userId=${userIds.user}`, ownWrite, 'no picture'],
    'DELETE /UserImage': [`/UserImage?userId=${userIds.user}`, ownWrite],
  }
}
