import type { ImageType } from '../../src/library/image-type.ts'
import type { ItemKind } from '../../src/library/item.ts'
import type { LibraryKind } from '../../src/library/library.ts'

/** `Kind path` of an owner, or `Person name`; the type; the file at each index. */
export type Expected = readonly [
  owner: `${ItemKind | 'Person'} ${string}`,
  type: ImageType,
  ...files: readonly string[],
]

export interface NamingCase {
  readonly title: string
  readonly kind: LibraryKind
  /** All files of one unit, paths below the library's folder. */
  readonly files: readonly string[]
  /** Every image that comes of them; nothing else does. */
  readonly images: readonly Expected[]
}

const film = 'Heat (1995)'

function inFolder(folder: string, ...names: readonly string[]): readonly string[] {
  return names.map((name) => `${folder}/${name}`)
}

/** One file at a time beside a film: what is it an image of? */
function beside(
  owner: Expected[0],
  folder: string,
  kind: LibraryKind,
  media: string,
  table: Readonly<Partial<Record<ImageType, readonly string[]>>>,
): readonly NamingCase[] {
  return Object.entries(table).flatMap(([type, names]) =>
    names.map((name): NamingCase => {
      const file = `${folder}/${name}`
      return {
        title: `${owner}: ${name}`,
        kind,
        files: [`${folder}/${media}`, file],
        images: [[owner, type as ImageType, file]],
      }
    }),
  )
}

const common = {
  Logo: ['logo.png', 'clearlogo.png'],
  Art: ['clearart.png'],
  Banner: ['banner.jpg'],
  Thumb: ['landscape.jpg', 'thumb.jpg'],
  Backdrop: [
    'fanart.jpg',
    'fanart-1.jpg',
    'fanart1.jpg',
    'background.jpg',
    'background-1.jpg',
    'background2.jpg',
    'art.jpg',
    'art-1.jpg',
    'art1.jpg',
    'backdrop.jpg',
    'backdrop1.jpg',
    'backdrop-1.jpg',
    'backdrop7.jpg',
    'extrafanart/any name.jpg',
  ],
} as const

const boxed = {
  Box: ['box.jpg'],
  BoxRear: ['back.jpg', 'boxrear.jpg'],
  Menu: ['menu.jpg'],
  Screenshot: ['screenshot.jpg', 'screenshot1.jpg', 'screenshot-2.jpg', 'extrathumbs/thumb1.jpg'],
  Profile: ['profile.jpg'],
} as const

const posters = ['poster.jpg', 'folder.jpg', 'cover.jpg', 'default.jpg', 'keyart.jpg']

const perName: readonly NamingCase[] = [
  ...beside(`Movie ${film}`, film, 'movies', `${film}.mkv`, {
    ...common,
    ...boxed,
    Primary: [...posters, 'movie.jpg', `${film}.jpg`, `${film}-poster.jpg`, `${film}-keyart.jpg`],
    Disc: ['disc.png', 'cdart.png', 'discart.png', `${film}-discart.png`],
    Chapter: [`${film}-chapter1.jpg`, `${film}-chapter-12.jpg`, 'chapters/0001.jpg'],
  }),
  ...beside(`Movie ${film}`, film, 'movies', `${film}.mkv`, {
    Logo: [`${film}-logo.png`, `${film}-clearlogo.png`],
    Art: [`${film}-clearart.png`],
    Banner: [`${film}-banner.jpg`],
    Thumb: [`${film}-landscape.jpg`, `${film}-thumb.jpg`],
    Backdrop: [`${film}-fanart.jpg`, `${film}-fanart-1.jpg`, `${film}-backdrop1.jpg`],
  }),
  ...beside('Series Lost', 'Lost', 'tvshows', 'tvshow.nfo', {
    ...common,
    ...boxed,
    Primary: [...posters, 'show.jpg', 'Lost.jpg', 'Lost-poster.jpg'],
  }),
  ...beside('Series S.W.A.T', 'S.W.A.T', 'tvshows', 'tvshow.nfo', {
    Primary: ['S.W.A.T.jpg', 's.w.a.t-poster.jpg'],
  }),
  ...beside('MusicAlbum Abbey Road', 'Abbey Road', 'music', '01 - Come Together.flac', {
    ...common,
    ...boxed,
    Thumb: ['landscape.jpg'],
    Primary: [
      ...posters,
      'jacket.jpg',
      'albumart.jpg',
      'Abbey Road.jpg',
      'Abbey Road-albumart.jpg',
      'front.jpg',
      'album.jpg',
      'AlbumArtSmall.jpg',
      'AlbumArt_{B5020207-474E-4720-58E0-9CC0A0B0C0D0}_Large.jpg',
    ],
    Disc: ['cdart.png', 'disc.png'],
  }),
  ...beside('MusicArtist Queen', 'Queen', 'music', 'artist.nfo', {
    ...common,
    ...boxed,
    Thumb: ['landscape.jpg'],
    Primary: [...posters, 'jacket.jpg', 'albumart.jpg', 'artist.jpg', 'Queen.jpg'],
  }),
  ...beside('BoxSet Saga [boxset]', 'Saga [boxset]', 'movies', 'set.nfo', {
    ...common,
    ...boxed,
    Primary: [...posters, 'Saga-poster.jpg', 'Saga [boxset].jpg'],
    Disc: ['disc.png', 'cdart.png', 'discart.png'],
  }),
  ...[
    'png',
    'jpeg',
    'webp',
    'tbn',
    'gif',
    'svg',
    'avif',
    'heic',
    'heif',
    'tif',
    'tiff',
    'bmp',
    'JPG',
  ].flatMap((extension) =>
    beside(`Movie ${film}`, film, 'movies', `${film}.mkv`, { Primary: [`Poster.${extension}`] }),
  ),
]

const together: readonly NamingCase[] = [
  ...(
    [
      ['MusicAlbum', '01 - One.flac'],
      ['MusicArtist', 'artist.nfo'],
    ] as const
  ).map(([kind, media]): NamingCase => ({
    title: `MediaElch's thumb is all that a ${kind} has`,
    kind: 'music',
    files: inFolder('Queen', media, 'thumb.jpg'),
    images: [
      [`${kind} Queen`, 'Primary', 'Queen/thumb.jpg'],
      [`${kind} Queen`, 'Thumb', 'Queen/thumb.jpg'],
    ],
  })),
  {
    title: 'all posters of a film, own names first',
    kind: 'movies',
    files: inFolder(
      film,
      `${film}.mkv`,
      'keyart.jpg',
      'movie.jpg',
      'default.jpg',
      'cover.jpg',
      'folder.jpg',
      'poster.JPG',
      'poster.png',
      `${film}-folder.jpg`,
      `${film}-poster.jpg`,
      `${film}.jpg`,
    ),
    images: [
      [
        `Movie ${film}`,
        'Primary',
        ...inFolder(
          film,
          `${film}.jpg`,
          `${film}-poster.jpg`,
          `${film}-folder.jpg`,
          'poster.png',
          'poster.JPG',
          'folder.jpg',
          'cover.jpg',
          'default.jpg',
          'movie.jpg',
          'keyart.jpg',
        ),
      ],
    ],
  },
  {
    title: 'backdrops of all families: number order, gaps, each file once',
    kind: 'movies',
    files: inFolder(
      film,
      `${film}.mkv`,
      `${film}-fanart.jpg`,
      'backdrop10.jpg',
      'backdrop2.jpg',
      'backdrop.jpg',
      'fanart40.jpg',
      'fanart-3.jpg',
      'fanart1.jpg',
      'fanart.jpg',
      'fanart.png',
      'art-1.jpg',
      'background.jpg',
      'extrafanart/fanart10.jpg',
      'extrafanart/fanart9.jpg',
    ),
    images: [
      [
        `Movie ${film}`,
        'Backdrop',
        ...inFolder(
          film,
          `${film}-fanart.jpg`,
          'fanart.png',
          'fanart1.jpg',
          'fanart-3.jpg',
          'fanart40.jpg',
          'background.jpg',
          'art-1.jpg',
          'extrafanart/fanart9.jpg',
          'extrafanart/fanart10.jpg',
          'backdrop.jpg',
          'backdrop2.jpg',
          'backdrop10.jpg',
        ),
      ],
    ],
  },
  {
    title: 'chapters and thumbs in number order',
    kind: 'movies',
    files: inFolder(
      film,
      `${film}.mkv`,
      `${film}-chapter10.jpg`,
      `${film}-chapter2.jpg`,
      'chapters/10.jpg',
      'chapters/9.jpg',
      'extrathumbs/thumb10.jpg',
      'extrathumbs/thumb2.jpg',
    ),
    images: [
      [
        `Movie ${film}`,
        'Chapter',
        ...inFolder(
          film,
          `${film}-chapter2.jpg`,
          `${film}-chapter10.jpg`,
          'chapters/9.jpg',
          'chapters/10.jpg',
        ),
      ],
      [
        `Movie ${film}`,
        'Screenshot',
        ...inFolder(film, 'extrathumbs/thumb2.jpg', 'extrathumbs/thumb10.jpg'),
      ],
    ],
  },
  {
    title: 'films that share a folder: only what has their name',
    kind: 'movies',
    files: inFolder('Mixed', 'Alien.mkv', 'Alien-poster.jpg', 'Heat.mkv', 'Heat.tbn', 'poster.jpg'),
    images: [
      ['Folder Mixed', 'Primary', 'Mixed/poster.jpg'],
      ['Movie Mixed/Alien.mkv', 'Primary', 'Mixed/Alien-poster.jpg'],
      ['Movie Mixed/Heat.mkv', 'Primary', 'Mixed/Heat.tbn'],
    ],
  },
  {
    title: 'the library itself, and a film loose in it',
    kind: 'movies',
    files: ['Heat.mkv', 'Heat-fanart1.jpg', 'folder.jpg', 'backdrop.jpg', 'logo.png'],
    images: [
      ['CollectionFolder ', 'Primary', 'folder.jpg'],
      ['CollectionFolder ', 'Backdrop', 'backdrop.jpg'],
      ['CollectionFolder ', 'Logo', 'logo.png'],
      ['Movie Heat.mkv', 'Backdrop', 'Heat-fanart1.jpg'],
    ],
  },
  {
    title: 'actors as Kodi exports them',
    kind: 'movies',
    files: inFolder(film, `${film}.mkv`, '.actors/Al_Pacino.jpg', '.actors/Robert_De_Niro.tbn'),
    images: [
      ['Person Al Pacino', 'Primary', `${film}/.actors/Al_Pacino.jpg`],
      ['Person Robert De Niro', 'Primary', `${film}/.actors/Robert_De_Niro.tbn`],
    ],
  },
  {
    title: 'versions and parts share their artwork',
    kind: 'movies',
    files: inFolder(film, `${film} - 1080p.mkv`, `${film} - 4K.mkv`, `${film}-poster.jpg`),
    images: [[`Movie ${film}`, 'Primary', `${film}/${film}-poster.jpg`]],
  },
  {
    title: 'a DVD as a folder',
    kind: 'movies',
    files: inFolder(film, 'VIDEO_TS/VIDEO_TS.IFO', 'poster.jpg'),
    images: [[`Movie ${film}`, 'Primary', `${film}/poster.jpg`]],
  },
  {
    title: 'seasons from the folder of the series, then their own, then for all seasons',
    kind: 'tvshows',
    files: inFolder(
      'Lost',
      'Season 1/Lost S01E01.mkv',
      'Season 1/poster.jpg',
      'Season 1/Season 1-banner.jpg',
      'season01-poster.jpg',
      'season1-poster.png',
      'season01-fanart.jpg',
      'season01-fanart2.jpg',
      'season01-banner.jpg',
      'season01-landscape.jpg',
      'season01-clearlogo.png',
      'season01-clearart.png',
      'season-all-poster.jpg',
      'Specials/Lost S00E01.mkv',
      'season-specials-poster.jpg',
      'season-specials-fanart.jpg',
      'season-specials-banner.jpg',
      'season-specials-landscape.jpg',
    ),
    images: [
      [
        'Season Lost/Season 1',
        'Primary',
        ...inFolder(
          'Lost',
          'season1-poster.png',
          'season01-poster.jpg',
          'Season 1/poster.jpg',
          'season-all-poster.jpg',
        ),
      ],
      [
        'Season Lost/Season 1',
        'Backdrop',
        ...inFolder('Lost', 'season01-fanart.jpg', 'season01-fanart2.jpg'),
      ],
      [
        'Season Lost/Season 1',
        'Banner',
        ...inFolder('Lost', 'season01-banner.jpg', 'Season 1/Season 1-banner.jpg'),
      ],
      ['Season Lost/Season 1', 'Thumb', 'Lost/season01-landscape.jpg'],
      ['Season Lost/Season 1', 'Logo', 'Lost/season01-clearlogo.png'],
      ['Season Lost/Season 1', 'Art', 'Lost/season01-clearart.png'],
      [
        'Season Lost/Specials',
        'Primary',
        ...inFolder('Lost', 'season-specials-poster.jpg', 'season-all-poster.jpg'),
      ],
      ['Season Lost/Specials', 'Backdrop', 'Lost/season-specials-fanart.jpg'],
      ['Season Lost/Specials', 'Banner', 'Lost/season-specials-banner.jpg'],
      ['Season Lost/Specials', 'Thumb', 'Lost/season-specials-landscape.jpg'],
    ],
  },
  {
    title: 'a season that only its episodes show, and what is for all seasons',
    kind: 'tvshows',
    files: inFolder(
      'Lost',
      'Lost.S02E01.mkv',
      'season02-poster.jpg',
      'season-all-fanart.jpg',
      'season-all-banner.jpg',
      'season-all-landscape.jpg',
    ),
    images: [
      ['Season Lost/#season-2', 'Primary', 'Lost/season02-poster.jpg'],
      ['Season Lost/#season-2', 'Backdrop', 'Lost/season-all-fanart.jpg'],
      ['Season Lost/#season-2', 'Banner', 'Lost/season-all-banner.jpg'],
      ['Season Lost/#season-2', 'Thumb', 'Lost/season-all-landscape.jpg'],
    ],
  },
  {
    title: 'episodes: beside them or in metadata, of any case; no other type but chapters',
    kind: 'tvshows',
    files: inFolder(
      'Lost/Season 1',
      'A S01E01.mkv',
      'A S01E01-thumb.jpg',
      'A S01E01.tbn',
      'B S01E02.mkv',
      'Metadata/b s01e02.jpg',
      'C S01E03.mkv',
      'C S01E03-chapter1.jpg',
      'C S01E03-poster.jpg',
    ),
    images: [
      [
        'Episode Lost/Season 1/A S01E01.mkv',
        'Primary',
        ...inFolder('Lost/Season 1', 'A S01E01.tbn', 'A S01E01-thumb.jpg'),
      ],
      ['Episode Lost/Season 1/B S01E02.mkv', 'Primary', 'Lost/Season 1/Metadata/b s01e02.jpg'],
      ['Episode Lost/Season 1/C S01E03.mkv', 'Chapter', 'Lost/Season 1/C S01E03-chapter1.jpg'],
    ],
  },
  {
    title: 'an artist with an album on two discs',
    kind: 'music',
    files: inFolder(
      'Queen',
      'folder.jpg',
      'fanart.jpg',
      'Live/CD1/01 - One.mp3',
      'Live/Disc 2/01 - Two.mp3',
      'Live/cover.jpg',
      'Live/disc.png',
      'Live/cdart.png',
    ),
    images: [
      ['MusicArtist Queen', 'Primary', 'Queen/folder.jpg'],
      ['MusicArtist Queen', 'Backdrop', 'Queen/fanart.jpg'],
      ['MusicAlbum Queen/Live', 'Primary', 'Queen/Live/cover.jpg'],
      ['MusicAlbum Queen/Live', 'Disc', 'Queen/Live/cdart.png', 'Queen/Live/disc.png'],
    ],
  },
  {
    title: 'photographs are images of themselves; the artwork of an album is none of them',
    kind: 'photos',
    files: inFolder('Sea', 'folder.jpg', 'fanart2.jpg', 'a.jpg', 'screenshot1.png', 'Deep/b.heic'),
    images: [
      ['PhotoAlbum Sea', 'Primary', 'Sea/folder.jpg'],
      ['PhotoAlbum Sea', 'Backdrop', 'Sea/fanart2.jpg'],
      ['Photo Sea/a.jpg', 'Primary', 'Sea/a.jpg'],
      ['Photo Sea/screenshot1.png', 'Primary', 'Sea/screenshot1.png'],
      ['Photo Sea/Deep/b.heic', 'Primary', 'Sea/Deep/b.heic'],
    ],
  },
]

export const namingCases: readonly NamingCase[] = [...perName, ...together]
