/**
 * What each route does, for routes whose schema has no `summary` of its own. Names are those of the
 * list in `docs/api.md`.
 */
export const routeSummaries: Readonly<Record<string, string>> = {
  '/Items/{id}/Images/{type}':
    'Returns an image of an item: the first, or the one selected by `tag` or `imageIndex`. POST uploads one, DELETE deletes one.',
  '/Items/{id}/Images/{type}/{index}':
    'Returns one of several images of an item. POST replaces it, DELETE deletes it.',
  '/Users/{id}/Images/{type}':
    'Returns the picture of a user. POST uploads one, DELETE deletes it.',
  '/Users/{id}/Images/{type}/{index}': 'The same; a user has only one picture.',
  '/Items/{id}/Images/{type}/{index}/{tag}/{format}/{maxWidth}/{maxHeight}/{percentPlayed}/{unplayedCount}':
    'Returns an image of an item, with all parameters in the path. Oldest form.',
  '/UserImage': 'Returns the picture of the user `userId`. POST uploads one, DELETE deletes it.',
  '/Items': 'Returns items with their image tags, in pages.',
  '/Items/Latest': 'Returns the items added last.',
  '/Items/{id}': 'Returns an item with all its properties.',
  '/Items/{id}/Images':
    'Returns all images of an item: type, index, tag, size in pixels and bytes.',
  '/UserViews': 'Returns the libraries.',
  '/Users/{userId}/Items': 'Older form of `/Items`.',
  '/Users/{userId}/Items/Latest': 'Older form of `/Items/Latest`.',
  '/Users/{userId}/Items/{id}': 'Older form of `/Items/{id}`.',
  '/Users/{userId}/Views': 'Older form of `/UserViews`.',
  '/Users': 'Returns the users.',
  '/Users/Public': 'Returns the users to show on a sign-in page.',
  '/Users/{userId}': 'Returns a user.',
  '/Users/Me': 'Returns the user who is signed in.',
  '/Users/AuthenticateByName': 'Signs a user in and returns a token.',
  '/Sessions/Logout': 'Revokes the token of the request.',
  '/keyart/api/session': 'Returns who is signed in to the gallery.',
  '/keyart/setup': 'Creates the first admin. The log shows the link.',
  '/System/Info/Public': 'Returns the name, id and API version of the server.',
  '/health': 'Returns `{"status":"ok"}` while the server runs.',
  '/keyart/api/prerender':
    'Returns the progress of creating images in advance, and the sizes it covers.',
  '/health/live': 'The same as `/health`.',
  '/health/ready':
    'Returns `{"status":"ok"}` if the catalog, the data folder and the renderer work, otherwise 503 `NOT_READY`. Checked at most once a second.',
  '/metrics':
    'Returns [metrics](metrics.md) in the Prometheus text format. The setting `metrics.access` says who may read them.',
  '/Library/Refresh': 'Scans all libraries. `/keyart/api/scan` has the progress.',
  '/keyart/api/scan':
    'Returns the progress of the scan; with `Accept: text/event-stream`, as an event for every change.',
  '/keyart/problems/{code}': 'Explains a problem code.',
  '/': 'Redirects to `/keyart/`.',
  '/keyart/': 'Shows the gallery.',
  '/Artists/{name}/Images/{type}': 'Returns an image of an artist, by name.',
  '/Artists/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Persons/{name}/Images/{type}': 'Returns a portrait of a person, by name.',
  '/Persons/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Genres/{name}/Images/{type}': 'Returns an image of a genre, by name.',
  '/Genres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/MusicGenres/{name}/Images/{type}': 'Returns an image of a music genre, by name.',
  '/MusicGenres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/GameGenres/{name}/Images/{type}': 'Returns an image of a genre, by name.',
  '/GameGenres/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Studios/{name}/Images/{type}': 'Returns an image of a studio, by name.',
  '/Studios/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Years/{name}/Images/{type}': 'Returns an image of a year, by name.',
  '/Years/{name}/Images/{type}/{index}': 'The same, by index.',
  '/Items/{id}/Images/{type}/Delete': 'Deletes an image, for clients that cannot send DELETE.',
  '/Items/{id}/Images/{type}/{index}/Delete': 'The same, by index.',
  '/Items/{id}/Images/{type}/{index}/Index': 'Moves an image to the position `newIndex`.',
  '/Items/{id}/Images/{type}/{index}/Url': 'Fetches the image at `url` and replaces this one.',
  '/Items/{id}/RemoteImages':
    'Returns what image providers offer: nothing, as Keyart has no providers.',
  '/Items/{id}/RemoteImages/Providers': 'Returns the image providers: none.',
  '/Items/{id}/RemoteImages/Download': 'Fetches the image at `imageUrl` and adds it.',
  '/Users/{id}/Images/{type}/Delete':
    'Deletes the picture of a user, for clients that cannot send DELETE.',
  '/Users/{id}/Images/{type}/{index}/Delete': 'The same.',
  '/Branding/Splashscreen':
    'Returns the picture of the server, which clients show when they start.',
}
