import type { BigCatalog } from '../test/support/big-catalog.ts'

export interface ListKind {
  readonly what: string
  /** Path and query as a client sends them. */
  readonly path: string
}

/** Lists of a hundred in every way that clients ask for them, of a catalog filled by `fillBigCatalog`. */
export function listKinds(big: BigCatalog): readonly ListKind[] {
  const { libraries, userId, seriesId, filmId, genre } = big
  const page = 'limit=100&enableImageTypes=Primary,Backdrop,Thumb&imageTypeLimit=1'
  const all = `/Items?recursive=true&${page}`
  const films = `${all}&includeItemTypes=Movie&parentId=${libraries.movies.id}`
  const children = `/Items?parentId=${libraries.movies.id}&${page}`
  const user = `userId=${userId}`
  const filmsOf = `${films}&${user}`
  const lastFilms = Math.floor(big.items / 3) - 100
  const last = big.items - 100
  const latest = `/Items/Latest?limit=20&${user}`
  const persons = '/Persons?limit=100'
  const lines = `
    films by name => ${films}
    films by name, the last page => ${films}&startIndex=${lastFilms}
    films by name, backwards => ${films}&sortOrder=Descending
    films of all libraries => ${all}&includeItemTypes=Movie
    films, not counted => ${films}&enableTotalRecordCount=false
    films with all fields => ${films}&fields=People,Genres,Studios,Overview,ChildCount,PrimaryImageAspectRatio
    ${sorts.map((sort) => `films by ${sort} => ${films}&sortBy=${sort}`).join('\n')}
    ${sorts.map((sort) => `films by ${sort}, backwards, the last page => ${films}&sortBy=${sort},SortName&sortOrder=Descending&startIndex=${lastFilms}`).join('\n')}
    ${userSorts.map((sort) => `films by ${sort} => ${filmsOf}&sortBy=${sort}&sortOrder=Descending`).join('\n')}
    films by Random => ${films}&sortBy=Random
    everything by name => ${all}
    everything by name, the last page => ${all}&startIndex=${last}
    everything by date added, the last page => ${all}&sortBy=DateCreated&sortOrder=Descending&startIndex=${last}
    everything by Random => ${all}&sortBy=Random
    everything by kind and name => ${all}&sortBy=IsFolder,SortName
    videos and songs => ${all}&mediaTypes=Video,Audio
    all but films => ${all}&excludeItemTypes=Movie
    folders => ${all}&filters=IsFolder
    children of a library => ${children}
    children of a library, the last page => ${children}&startIndex=${lastFilms}
    children of a library by date added => ${children}&sortBy=DateCreated&sortOrder=Descending
    all below a series => ${all}&parentId=${seriesId}
    episodes of all series, by series and number => ${all}&includeItemTypes=Episode&parentId=${libraries.tvshows.id}&sortBy=SeriesSortName,ParentIndexNumber,IndexNumber
    songs by album and number => ${all}&includeItemTypes=Audio&parentId=${libraries.music.id}&sortBy=Album,ParentIndexNumber,IndexNumber
    songs by artist, album and name => ${all}&includeItemTypes=Audio&parentId=${libraries.music.id}&sortBy=AlbumArtist,Album,SortName
    songs of an artist => ${all}&artistIds=${big.albumArtistId}
    photographs => ${all}&parentId=${libraries.photos.id}&includeItemTypes=Photo
    search: common => ${all}&searchTerm=winter
    search: one => ${all}&searchTerm=er 12345
    search: none => ${all}&searchTerm=nothing like it
    search: one letter => ${all}&searchTerm=e
    search among films => ${films}&searchTerm=winter
    names with V => ${films}&nameStartsWith=v
    names from M => ${films}&nameStartsWithOrGreater=m
    names from M, a deep page => ${films}&nameStartsWithOrGreater=m&startIndex=9000
    names before D => ${films}&nameLessThan=d
    with a backdrop => ${films}&imageTypes=Backdrop
    with a thumb, the last page => ${films}&imageTypes=Thumb&startIndex=11000
    with a banner => ${all}&imageTypes=Banner
    with a box => ${all}&imageTypes=Box
    of a genre => ${films}&genres=${genre}
    of a genre, everywhere => ${all}&genres=${genre}
    of two genres and a year => ${films}&genres=${genre},War&years=1994
    of a studio => ${films}&studios=${big.studio}
    with a person => ${all}&person=${big.person}
    of a year by rating => ${films}&years=1994&sortBy=CommunityRating
    of ten years => ${films}&years=1950,1951,1952,1953,1954,1955,1956,1957,1958,1959
    season 2, number 3 => ${all}&parentIndexNumber=2&indexNumber=3
    played => ${filmsOf}&isPlayed=true
    not played => ${filmsOf}&isPlayed=false
    not played, a deep page => ${filmsOf}&isPlayed=false&startIndex=9000
    played series => ${all}&includeItemTypes=Series&${user}&isPlayed=true
    series not played => ${all}&includeItemTypes=Series&${user}&isPlayed=false
    series => ${all}&includeItemTypes=Series&${user}&fields=ChildCount
    favourites => ${filmsOf}&isFavorite=true
    favourites, everywhere => ${all}&${user}&isFavorite=true
    no favourites => ${filmsOf}&isFavorite=false
    resumable => ${filmsOf}&filters=IsResumable
    /UserItems/Resume => /UserItems/Resume?limit=12&${user}
    /UserItems/Resume of videos => /UserItems/Resume?limit=12&${user}&mediaTypes=Video
    /Shows/NextUp => /Shows/NextUp?limit=24&${user}
    /Shows/NextUp of a series => /Shows/NextUp?${user}&seriesId=${seriesId}
    /Shows/…/Seasons => /Shows/${seriesId}/Seasons?${user}
    /Shows/…/Episodes => /Shows/${seriesId}/Episodes?${user}
    /Items/Latest => ${latest}
    /Items/Latest of series => ${latest}&parentId=${libraries.tvshows.id}
    /Items/Latest of music => ${latest}&parentId=${libraries.music.id}
    /Items/Latest of films => ${latest}&parentId=${libraries.movies.id}
    /Items/…/Similar => /Items/${filmId}/Similar?limit=12
    /Items/Counts => /Items/Counts
    /UserViews => /UserViews?${user}
    /Items/… of a library => /Items/${libraries.movies.id}?${user}
    /Items/… of a film => /Items/${filmId}?${user}
    /Search/Hints: common => /Search/Hints?searchTerm=winter&limit=20
    /Search/Hints: one => /Search/Hints?searchTerm=er 12345&limit=20
    /Persons => ${persons}
    /Persons, the last page => ${persons}&startIndex=49000
    /Persons of a library => ${persons}&parentId=${libraries.movies.id}
    /Persons: directors => ${persons}&personTypes=Director
    /Persons: search => ${persons}&searchTerm=winter
    /Persons with W => ${persons}&nameStartsWith=w
    /Persons of a film => /Persons?appearsInItemId=${filmId}
    /Persons of a series => /Persons?parentId=${seriesId}
    /Persons, favourites => /Persons?isFavorite=true&${user}
    /Genres => /Genres?${user}
    /Genres of a library => /Genres?parentId=${libraries.movies.id}
    /MusicGenres => /MusicGenres
    /Studios => /Studios?limit=100
    /Years => /Years
    /Artists => /Artists?limit=100
    status of the scan => /keyart/api/scan`
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [what = '', path = ''] = line.trim().split(' => ')
      return { what, path: encodeURI(path) }
    })
}

const sorts =
  'Name DateCreated PremiereDate ProductionYear CommunityRating IndexNumber IsFolder'.split(' ')

const userSorts = 'DatePlayed PlayCount IsPlayed IsUnplayed IsFavoriteOrLiked'.split(' ')
