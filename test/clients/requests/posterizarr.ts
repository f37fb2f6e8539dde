import type { RecordedClient } from './client-requests.ts'

/* Posterizarr asks with an API key in the query, and sends pictures as base64. */

const fields = 'ProviderIds,OriginalTitle,Settings,Path,Overview,ProductionYear,Tags,Width,Height'
const seriesFields =
  'ProviderIds,SeasonUserData,OriginalTitle,Path,Overview,ProductionYear,Tags,Width,Height'

export const posterizarr: RecordedClient = {
  name: 'Posterizarr',
  authorization: () => '',
  requests: [
    { path: '/System/Info?api_key={key}', reads: ['Version'] },
    { path: '/System/Configuration?api_key={key}', reads: ['PreferredMetadataLanguage'] },
    {
      path: '/Library/VirtualFolders?api_key={key}',
      reads: ['*.Name', '*.ItemId', '*.CollectionType', '*.Locations.0'],
    },
    {
      path: `/Items?ParentId={films}&api_key={key}&Recursive=true&Fields=${fields}&IncludeItemTypes=Movie`,
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.Path', 'Items.*.ProviderIds', 'Items.*.Tags'],
    },
    {
      path: `/Items?ParentId={shows}&api_key={key}&Recursive=true&Fields=${seriesFields}&IncludeItemTypes=Series`,
      reads: ['Items.*.Id', 'Items.*.Name', 'Items.*.Path', 'Items.*.ProviderIds'],
    },
    {
      path: `/Items?ParentId={shows}&api_key={key}&Recursive=true&Fields=${fields}&IncludeItemTypes=Episode`,
      reads: [
        'Items.*.SeriesId',
        'Items.*.SeriesName',
        'Items.*.SeasonId',
        'Items.*.ParentIndexNumber',
        'Items.*.IndexNumber',
        'Items.*.Path',
      ],
    },
    {
      path: `/Items?ParentId={series}&Fields=${seriesFields}&IncludeItemTypes=Season&api_key={key}`,
      reads: ['Items.*.Id', 'Items.*.IndexNumber'],
    },
    {
      path: `/Items?IncludeItemTypes=Movie&Recursive=true&Fields=${fields}&SearchTerm={filmName}&api_key={key}`,
      reads: ['Items.0.Id', 'Items.0.Name'],
    },
    {
      path: '/Items/{film}/Ancestors?api_key={key}',
      reads: ['*.Id', '*.Name', '*.Type', '0.Path'],
    },
    {
      path: '/items/{film}/images/?api_key={key}',
      reads: ['*.ImageType', '*.Width', '*.Height'],
    },
    { path: '/items/{film}/images/Primary/?api_key={key}&width=400&height=600' },
    {
      method: 'POST',
      path: '/items/{film}/images/Primary/?api_key={key}',
      picture: 'image/jpeg',
      status: 204,
    },
    { method: 'DELETE', path: '/items/{film}/images/Backdrop/0?api_key={key}', status: 204 },
    {
      method: 'POST',
      path: '/items/{film}/images/Backdrop/?api_key={key}',
      picture: 'image/png',
      status: 204,
    },
    {
      method: 'POST',
      path: '/items/{film}/images/Thumb/?api_key={key}',
      picture: 'image/png',
      status: 204,
    },
  ],
}
