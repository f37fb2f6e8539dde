import type { Look, PaletteName, PropName, SceneName } from './picture.ts'
import { media, nfo, otherView, picture, type PlannedFile, type Scale, sized } from './planned.ts'

interface Show {
  readonly title: string
  readonly year: number
  readonly scene: SceneName
  readonly palette: PaletteName
  readonly prop?: PropName
  readonly plot: string
  /** `folders`: a folder a season; `flat`: only the episodes tell; `specials`: season 0 as well. */
  readonly layout: 'folders' | 'flat' | 'specials'
  /** Kodi keeps the seasons' posters in the series' folder. */
  readonly seasonArt: 'in season' | 'in series'
  readonly seasons: number
  readonly episodes: readonly string[]
}

const shows: readonly Show[] = [
  {
    title: 'Harrow & Vale',
    year: 2016,
    scene: 'storm',
    palette: 'noir',
    prop: 'gate',
    plot: 'A locksmith and a librarian look into the county’s oldest closed cases.',
    layout: 'specials',
    seasonArt: 'in series',
    seasons: 2,
    episodes: ['The Open Window', 'A Borrowed Name', 'Thursday’s Key', 'The Reading Room'],
  },
  {
    title: 'Station Élan',
    year: 2021,
    scene: 'orbit',
    palette: 'teal',
    prop: 'rocket',
    plot: 'Six people keep a station running that was meant for sixty.',
    layout: 'flat',
    seasonArt: 'in series',
    seasons: 1,
    episodes: ['First Watch', 'Half Gravity', 'The Long Eclipse', 'Return Window'],
  },
  {
    title: 'The Tidewardens',
    year: 2013,
    scene: 'sea',
    palette: 'jade',
    prop: 'lighthouse',
    plot: 'On a drowned coast the keepers of the sea wall are also its judges.',
    layout: 'folders',
    seasonArt: 'in season',
    seasons: 3,
    episodes: ['Spring Tide', 'Undertow', 'The Lower Town', 'Breakwater'],
  },
  {
    title: 'Slow Trains',
    year: 2019,
    scene: 'lake',
    palette: 'dawn',
    plot: 'One branch line an episode, from the first station to the last.',
    layout: 'folders',
    seasonArt: 'in season',
    seasons: 2,
    episodes: ['To the Lakes', 'Over the Top', 'Milk and Mail', 'End of the Line'],
  },
]

const twoDigits = (n: number) => String(n).padStart(2, '0')

function planSeason(show: Show, number: number, scale: Scale): readonly PlannedFile[] {
  const root = `TV Shows/${show.title} (${show.year})`
  const name = number === 0 ? 'Specials' : `Season ${number}`
  const folder =
    show.layout === 'flat' ? root : `${root}/${number === 0 ? name : `Season ${twoDigits(number)}`}`
  const look: Look = { scene: show.scene, palette: show.palette, seed: `${show.title} ${number}` }
  const poster = {
    kind: 'poster',
    look,
    title: name,
    line: show.title,
    encoding: 'jpeg',
    ...sized(scale, 1000, 1500),
  } as const
  const kodiStem = number === 0 ? 'season-specials' : `season${twoDigits(number)}`
  const files: PlannedFile[] = [
    picture(
      show.seasonArt === 'in series' ? `${root}/${kodiStem}-poster` : `${folder}/poster`,
      poster,
    ),
  ]
  if (show.seasonArt === 'in series') {
    files.push(
      picture(`${root}/${kodiStem}-banner`, {
        kind: 'lettered',
        look,
        title: name,
        encoding: 'jpeg',
        ...sized(scale, 758, 140),
      }),
    )
  } else
    files.push(
      picture(`${folder}/backdrop`, {
        kind: 'backdrop',
        look: otherView(look, 'b'),
        encoding: 'jpeg',
        ...sized(scale, 1920, 1080),
      }),
    )
  const titles = number === 0 ? show.episodes.slice(0, 1) : show.episodes
  for (const [i, title] of titles.entries()) {
    const code =
      show.title === 'Slow Trains'
        ? `${number}x${twoDigits(i + 1)}`
        : `S${twoDigits(number)}E${twoDigits(i + 1)}`
    // The last two of the first show's first season are one file.
    const double =
      show.layout === 'specials' && number === 1 && i === titles.length - 1
        ? `-E${twoDigits(i + 2)}`
        : ''
    const stem = `${folder}/${show.title} - ${code}${double} - ${title}`
    const thumb =
      i % 3 === 2 ? `${folder}/metadata/${stem.slice(folder.length + 1)}` : `${stem}-thumb`
    files.push(
      media(`${stem}.mkv`),
      picture(thumb, {
        kind: 'backdrop',
        look: otherView(look, i),
        encoding: 'jpeg',
        ...sized(scale, 1280, 720),
      }),
    )
    if (i % 2 === 0)
      files.push(
        nfo(`${stem}.nfo`, 'episodedetails', [
          ['title', title],
          ['season', number],
          ['episode', i + 1],
          ['plot', `${show.plot} In this one: ${title.toLowerCase()}.`],
        ]),
      )
  }
  return files
}

function planShow(show: Show, scale: Scale): readonly PlannedFile[] {
  const root = `TV Shows/${show.title} (${show.year})`
  const { title, prop } = show
  const look: Look = { scene: show.scene, palette: show.palette, seed: title }
  const first = show.layout === 'specials' ? 0 : 1
  const numbers = Array.from({ length: show.seasons + 1 - first }, (_, i) => i + first)
  return [
    nfo(`${root}/tvshow.nfo`, 'tvshow', [
      ['title', title],
      ['year', show.year],
      ['plot', show.plot],
      ['genre', 'Drama'],
      ['studio', 'Blue Door'],
      [
        'actor',
        [
          ['name', 'Mara Quill'],
          ['role', 'Herself'],
        ],
      ],
    ]),
    picture(`${root}/poster`, {
      kind: 'poster',
      look,
      title,
      line: 'A series',
      prop,
      encoding: 'jpeg',
      ...sized(scale, 2000, 3000),
    }),
    picture(`${root}/fanart`, {
      kind: 'backdrop',
      look: otherView(look, 0),
      prop,
      encoding: 'jpeg',
      ...sized(scale, 3840, 2160),
    }),
    picture(`${root}/fanart1`, {
      kind: 'backdrop',
      look: otherView(look, 1),
      encoding: 'jpeg',
      ...sized(scale, 1920, 1080),
    }),
    picture(`${root}/clearlogo`, {
      kind: 'logo',
      look,
      title,
      encoding: 'png',
      ...sized(scale, 800, 310),
    }),
    picture(`${root}/banner`, {
      kind: 'lettered',
      look: otherView(look, 'banner'),
      title,
      encoding: 'jpeg',
      ...sized(scale, 758, 140),
    }),
    picture(`${root}/landscape`, {
      kind: 'lettered',
      look: otherView(look, 'wide'),
      title,
      encoding: 'jpeg',
      ...sized(scale, 1000, 562),
    }),
    picture(`${root}/season-all-poster`, {
      kind: 'poster',
      look: otherView(look, 'all'),
      title: 'All Seasons',
      line: title,
      encoding: 'jpeg',
      ...sized(scale, 1000, 1500),
    }),
    ...numbers.flatMap((number) => planSeason(show, number, scale)),
  ]
}

export function planSeries(scale: Scale): readonly PlannedFile[] {
  const small = shows.slice(0, 2).map((show) => ({ ...show, episodes: show.episodes.slice(0, 3) }))
  return (scale === 'full' ? shows : small).flatMap((show) => planShow(show, scale))
}
