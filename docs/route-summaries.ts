/**
 * What each route answers, for routes whose schema has no `summary` of its own. Names are those of
 * the list in `docs/api.md`.
 */
export const routeSummaries: Readonly<Record<string, string>> = {
  '/Items/{id}/Images/{type}':
    'An image of an item: the first, or the one that `tag` or `imageIndex` names. POST puts one there, DELETE takes it away.',
  '/Items/{id}/Images/{type}/{index}':
    'One of several images of an item. POST replaces it, DELETE takes it away.',
  '/Users/{id}/Images/{type}': 'The picture of a user, to read, POST and DELETE.',
  '/Users/{id}/Images/{type}/{index}': 'The same; a user has one.',
  '/Items/{id}/Images/{type}/{index}/{tag}/{format}/{maxWidth}/{maxHeight}/{percentPlayed}/{unplayedCount}':
    'The same with everything in the path; the oldest form.',
  '/UserImage': 'The picture of the user `userId`, to read, POST and DELETE.',
  '/Items': 'Items with the images they have, page by page.',
  '/Items/Latest': 'What came to the libraries last.',
  '/Items/{id}': 'One item with everything that is known of it.',
  '/Items/{id}/Images': 'Every image of an item: type, index, tag, size in pixels and bytes.',
  '/UserViews': 'The libraries.',
  '/Users/{userId}/Items': 'As `/Items`; the older form.',
  '/Users/{userId}/Items/Latest': 'As `/Items/Latest`; the older form.',
  '/Users/{userId}/Items/{id}': 'As `/Items/{id}`; the older form.',
  '/Users/{userId}/Views': 'As `/UserViews`; the older form.',
  '/Users': 'The users.',
  '/Users/Public': 'The users, for a page to sign in on.',
  '/Users/{userId}': 'One user.',
  '/Users/Me': 'The user whose token is sent.',
  '/Users/AuthenticateByName': 'Signs a user in and answers with a token.',
  '/Sessions/Logout': 'Revokes the token that is sent.',
  '/keyart/api/session': 'Who is signed in on the gallery.',
  '/keyart/setup': 'Where the link of the first start leads: makes the first admin.',
  '/System/Info/Public': 'Name, id and API version of the server.',
  '/health': '`{"status":"ok"}` once the server can answer.',
  '/keyart/api/prerender':
    'How making images ahead of time stands, and for which shapes it is done.',
  '/health/live': 'The same.',
  '/health/ready':
    '`{"status":"ok"}` when the catalog, the data folder and the renderer work, tried once a second at most; else 503 `NOT_READY`.',
  '/metrics':
    '[Metrics](metrics.md) in the text format of Prometheus; who may read them is the setting `metrics.access`.',
  '/Library/Refresh':
    'Has all libraries scanned, as a start does. `/keyart/api/scan` tells how far it is.',
  '/keyart/api/scan':
    'How the scan stands. With `Accept: text/event-stream` an event for every change.',
  '/keyart/problems/{code}': 'What a problem code means.',
  '/': 'Leads to `/keyart/`.',
  '/keyart/': 'The gallery.',
  '/Artists/{name}/Images/{type}': 'An image of an artist, by name.',
  '/Artists/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Persons/{name}/Images/{type}': 'A portrait of a person, by name.',
  '/Persons/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Genres/{name}/Images/{type}': 'An image of a genre, by name.',
  '/Genres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/MusicGenres/{name}/Images/{type}': 'An image of a genre, by name.',
  '/MusicGenres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/GameGenres/{name}/Images/{type}': 'An image of a genre, by name.',
  '/GameGenres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Studios/{name}/Images/{type}': 'An image of a studio, by name.',
  '/Studios/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Years/{name}/Images/{type}': 'An image of a year, by name.',
  '/Years/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Items/{id}/Images/{type}/Delete': 'Takes the image away; for clients that cannot DELETE.',
  '/Items/{id}/Images/{type}/{index}/Delete': 'The same, by index.',
  '/Items/{id}/Images/{type}/{index}/Index': 'Moves an image to the place `newIndex`.',
  '/Items/{id}/Images/{type}/{index}/Url': 'Fetches the image at `url` and puts it there.',
  '/Items/{id}/RemoteImages': 'What providers offer: nothing, for there are none.',
  '/Items/{id}/RemoteImages/Providers': 'The providers: none.',
  '/Items/{id}/RemoteImages/Download': 'Fetches the image at `imageUrl` and adds it.',
  '/Users/{id}/Images/{type}/Delete': 'Takes the picture of a user away.',
  '/Users/{id}/Images/{type}/{index}/Delete': 'The same.',
  '/Branding/Splashscreen': 'The picture of the server itself, which clients show at their start.',
}
