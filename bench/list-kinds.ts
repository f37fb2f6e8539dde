import type { BigCatalog } from './big-catalog.ts'

export interface ListKind {
  readonly what: string
  /** Path and query as a client sends them. */
  readonly path: string
}

/** Lists of a hundred in every way that clients ask for them, of a catalog filled by `fillBigCatalog`. */
export function listKinds(big: BigCatalog): readonly ListKind[] {
  const { libraries, seriesId, filmId } = big
  const page = `limit=100&enableImageTypes=Primary,Backdrop,Thumb&imageTypeLimit=1`
  const all = (query: string) => `/Items?recursive=true&${page}&${query}`
  const films = (query: string) =>
    all(`includeItemTypes=Movie&parentId=${libraries.movies.id}&${query}`)
  const ofUser = (query: string) => films(`userId=${big.userId}&${query}`)
  const end = Math.floor(big.items / 3) - 100
  return [
    { what: 'films by name', path: films('') },
    { what: 'films by name, the last page', path: films(`startIndex=${end}`) },
    { what: 'films by name, backwards', path: films('sortOrder=Descending') },
    { what: 'films of all libraries', path: all('includeItemTypes=Movie') },
    { what: 'films, not counted', path: films('enableTotalRecordCount=false') },
    {
      what: 'films with all fields',
      path: films('fields=People,Genres,Studios,Overview,ChildCount,PrimaryImageAspectRatio'),
    },
    ...sorts.map((sort) => ({ what: `films by ${sort}`, path: films(`sortBy=${sort}`) })),
    ...sorts.map((sort) => ({
      what: `films by ${sort}, backwards, the last page`,
      path: films(`sortBy=${sort},SortName&sortOrder=Descending&startIndex=${end}`),
    })),
    ...userSorts.map((sort) => ({
      what: `films by ${sort}`,
      path: ofUser(`sortBy=${sort}&sortOrder=Descending`),
    })),
    { what: 'films by Random', path: films('sortBy=Random') },
    { what: 'everything by name', path: all('') },
    {
      what: 'everything by name, the last page',
      path: all(`startIndex=${big.items - 100}`),
    },
    {
      what: 'everything by date added, the last page',
      path: all(`sortBy=DateCreated&sortOrder=Descending&startIndex=${big.items - 100}`),
    },
    { what: 'everything by Random', path: all('sortBy=Random') },
    { what: 'everything by kind and name', path: all('sortBy=IsFolder,SortName') },
    { what: 'videos and songs', path: all('mediaTypes=Video,Audio') },
    { what: 'all but films', path: all('excludeItemTypes=Movie') },
    { what: 'folders', path: all('filters=IsFolder') },
    { what: 'children of a library', path: `/Items?parentId=${libraries.movies.id}&${page}` },
    {
      what: 'children of a library, the last page',
      path: `/Items?parentId=${libraries.movies.id}&${page}&startIndex=${end}`,
    },
    {
      what: 'children of a library by date added',
      path: `/Items?parentId=${libraries.movies.id}&${page}&sortBy=DateCreated&sortOrder=Descending`,
    },
    { what: 'all below a series', path: all(`parentId=${seriesId}`) },
    {
      what: 'episodes of all series, by series and number',
      path: all(
        `includeItemTypes=Episode&parentId=${libraries.tvshows.id}&sortBy=SeriesSortName,ParentIndexNumber,IndexNumber`,
      ),
    },
    {
      what: 'songs by album and number',
      path: all(
        `includeItemTypes=Audio&parentId=${libraries.music.id}&sortBy=Album,ParentIndexNumber,IndexNumber`,
      ),
    },
    {
      what: 'songs by artist, album and name',
      path: all(
        `includeItemTypes=Audio&parentId=${libraries.music.id}&sortBy=AlbumArtist,Album,SortName`,
      ),
    },
    { what: 'songs of an artist', path: all(`artistIds=${big.albumArtistId}`) },
    { what: 'photographs', path: all(`parentId=${libraries.photos.id}&includeItemTypes=Photo`) },
    { what: 'search: common', path: all('searchTerm=winter') },
    { what: 'search: one', path: all('searchTerm=er 12345') },
    { what: 'search: none', path: all('searchTerm=nothing like it') },
    { what: 'search: one letter', path: all('searchTerm=e') },
    { what: 'search among films', path: films('searchTerm=winter') },
    { what: 'names with V', path: films('nameStartsWith=v') },
    { what: 'names from M', path: films('nameStartsWithOrGreater=m') },
    { what: 'names from M, a deep page', path: films('nameStartsWithOrGreater=m&startIndex=9000') },
    { what: 'names before D', path: films('nameLessThan=d') },
    { what: 'with a backdrop', path: films('imageTypes=Backdrop') },
    { what: 'with a thumb, the last page', path: films('imageTypes=Thumb&startIndex=11000') },
    { what: 'with a banner', path: all('imageTypes=Banner') },
    { what: 'with a box', path: all('imageTypes=Box') },
    { what: 'of a genre', path: films(`genres=${big.genre}`) },
    { what: 'of a genre, everywhere', path: all(`genres=${big.genre}`) },
    { what: 'of two genres and a year', path: films(`genres=${big.genre},War&years=1994`) },
    { what: 'of a studio', path: films(`studios=${big.studio}`) },
    { what: 'with a person', path: all(`person=${big.person}`) },
    { what: 'of a year by rating', path: films('years=1994&sortBy=CommunityRating') },
    {
      what: 'of ten years',
      path: films(`years=1950,1951,1952,1953,1954,1955,1956,1957,1958,1959`),
    },
    { what: 'season 2, number 3', path: all('parentIndexNumber=2&indexNumber=3') },
    { what: 'played', path: ofUser('isPlayed=true') },
    { what: 'not played', path: ofUser('isPlayed=false') },
    { what: 'not played, a deep page', path: ofUser('isPlayed=false&startIndex=9000') },
    {
      what: 'played series',
      path: all(`includeItemTypes=Series&userId=${big.userId}&isPlayed=true`),
    },
    {
      what: 'series not played',
      path: all(`includeItemTypes=Series&userId=${big.userId}&isPlayed=false`),
    },
    { what: 'series', path: all(`includeItemTypes=Series&userId=${big.userId}&fields=ChildCount`) },
    { what: 'favourites', path: ofUser('isFavorite=true') },
    { what: 'favourites, everywhere', path: all(`userId=${big.userId}&isFavorite=true`) },
    { what: 'no favourites', path: ofUser('isFavorite=false') },
    { what: 'resumable', path: ofUser('filters=IsResumable') },
    { what: '/UserItems/Resume', path: `/UserItems/Resume?limit=12&userId=${big.userId}` },
    {
      what: '/UserItems/Resume of videos',
      path: `/UserItems/Resume?limit=12&userId=${big.userId}&mediaTypes=Video`,
    },
    { what: '/Shows/NextUp', path: `/Shows/NextUp?limit=24&userId=${big.userId}` },
    {
      what: '/Shows/NextUp of a series',
      path: `/Shows/NextUp?userId=${big.userId}&seriesId=${seriesId}`,
    },
    { what: '/Shows/…/Seasons', path: `/Shows/${seriesId}/Seasons?userId=${big.userId}` },
    { what: '/Shows/…/Episodes', path: `/Shows/${seriesId}/Episodes?userId=${big.userId}` },
    { what: '/Items/Latest', path: `/Items/Latest?limit=20&userId=${big.userId}` },
    {
      what: '/Items/Latest of series',
      path: `/Items/Latest?limit=20&parentId=${libraries.tvshows.id}&userId=${big.userId}`,
    },
    {
      what: '/Items/Latest of music',
      path: `/Items/Latest?limit=20&parentId=${libraries.music.id}&userId=${big.userId}`,
    },
    {
      what: '/Items/Latest of films',
      path: `/Items/Latest?limit=20&parentId=${libraries.movies.id}&userId=${big.userId}`,
    },
    { what: '/Items/…/Similar', path: `/Items/${filmId}/Similar?limit=12` },
    { what: '/Items/Counts', path: '/Items/Counts' },
    { what: '/UserViews', path: `/UserViews?userId=${big.userId}` },
    { what: '/Items/… of a library', path: `/Items/${libraries.movies.id}?userId=${big.userId}` },
    { what: '/Items/… of a film', path: `/Items/${filmId}?userId=${big.userId}` },
    { what: '/Search/Hints: common', path: '/Search/Hints?searchTerm=winter&limit=20' },
    { what: '/Search/Hints: one', path: '/Search/Hints?searchTerm=er%2012345&limit=20' },
    { what: '/Persons', path: '/Persons?limit=100' },
    { what: '/Persons, the last page', path: '/Persons?limit=100&startIndex=49000' },
    { what: '/Persons of a library', path: `/Persons?limit=100&parentId=${libraries.movies.id}` },
    { what: '/Persons: directors', path: '/Persons?limit=100&personTypes=Director' },
    { what: '/Persons: search', path: '/Persons?limit=100&searchTerm=winter' },
    { what: '/Persons with W', path: '/Persons?limit=100&nameStartsWith=w' },
    { what: '/Persons of a film', path: `/Persons?appearsInItemId=${filmId}` },
    { what: '/Persons of a series', path: `/Persons?parentId=${seriesId}` },
    { what: '/Persons, favourites', path: `/Persons?isFavorite=true&userId=${big.userId}` },
    { what: '/Genres', path: `/Genres?userId=${big.userId}` },
    { what: '/Genres of a library', path: `/Genres?parentId=${libraries.movies.id}` },
    { what: '/MusicGenres', path: '/MusicGenres' },
    { what: '/Studios', path: '/Studios?limit=100' },
    { what: '/Years', path: '/Years' },
    { what: '/Artists', path: '/Artists?limit=100' },
    { what: 'status of the scan', path: '/keyart/api/scan' },
  ]
}

const sorts = [
  'Name',
  'DateCreated',
  'PremiereDate',
  'ProductionYear',
  'CommunityRating',
  'IndexNumber',
  'IsFolder',
] as const

const userSorts = [
  'DatePlayed',
  'PlayCount',
  'IsPlayed',
  'IsUnplayed',
  'IsFavoriteOrLiked',
] as const
