import type { RecordedClient } from './client-requests.ts'

/* Seerr signs a person in, makes itself a key, and reads the libraries. */

const fields = 'ProviderIds,MediaSources,Width,Height,IsHD,DateCreated'

export const seerr: RecordedClient = {
  name: 'Seerr',
  authorization: (token) =>
    'MediaBrowser Client="Seerr", Device="Seerr", DeviceId="Qk9UX3NlZXJy", Version="3.1.0"' +
    (token === undefined ? '' : `, Token="${token}"`),
  headers: { accept: 'application/json', 'content-type': 'application/json' },
  requests: [
    { path: '/System/Info/Public', reads: ['ServerName', 'Id', 'Version'] },
    {
      method: 'POST',
      path: '/Users/AuthenticateByName',
      body: { Username: '{name}', Pw: '{password}' },
      reads: [
        'User.Id',
        'User.Name',
        'User.ServerId',
        'User.Policy.IsAdministrator',
        'AccessToken',
      ],
    },
    { method: 'POST', path: '/Auth/Keys?App=Seerr', status: 204 },
    {
      path: '/Auth/Keys',
      reads: ['Items.*.AppName', 'Items.*.AccessToken', 'Items.*.DateCreated'],
    },
    { path: '/System/Info', reads: ['Id', 'ServerName', 'Version'] },
    { path: '/Users', reads: ['*.Id', '*.Name', '*.ServerId', '*.Policy.IsAdministrator'] },
    { path: '/Users/Me', reads: ['Id', 'Name'] },
    { path: '/Users/{user}', reads: ['Id', 'Name', 'Configuration'] },
    {
      path: '/Library/MediaFolders',
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.Type', 'Items.*.CollectionType'],
    },
    { path: '/Users/{user}/Views', reads: ['Items.*.CollectionType'] },
    {
      path: '/Items?SortBy=SortName&SortOrder=Ascending&IncludeItemTypes=Series,Movie,Others&Recursive=true&StartIndex=0&ParentId={films}&collapseBoxSetItems=false',
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.Type', 'Items.*.LocationType'],
    },
    {
      path: '/Items/Latest?Limit=12&ParentId={films}&userId={user}',
      reads: ['*.Id', '*.Type', '*.LocationType'],
    },
    { path: '/Users/{user}/Items/Latest?Limit=12&ParentId={shows}', reads: ['*.Id'] },
    {
      path: `/Items?ids={film}&fields=${fields}`,
      reads: ['Items.*.ProviderIds', 'Items.*.DateCreated', 'Items.*.MediaSources.0.Path'],
    },
    { path: `/Items?ids={series}&fields=${fields}`, reads: ['Items.*.ProviderIds'] },
    { path: '/Shows/{series}/Seasons', reads: ['Items.*.Id', 'Items.*.IndexNumber'] },
    {
      path: '/Shows/{series}/Episodes?seasonId={season}&fields=MediaSources',
      reads: ['Items.*.LocationType', 'Items.*.IndexNumber', 'Items.*.MediaSources.0.Path'],
    },
    { path: '/UserImage?UserId={user}' },
    { path: '/Users/{user}/Images/Primary/?tag=none&quality=90' },
  ],
}
