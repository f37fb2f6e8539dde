import type { Encoding, Look } from './picture.ts'
import { media, nfo, otherView, picture, type PlannedFile, type Scale, sized } from './planned.ts'
import { randomFrom } from './paint/random.ts'
import { players, type Story, stories } from './stories.ts'

/** What one naming style calls each picture; `*` stands for the film's own file name. */
interface Names {
  readonly poster: string
  readonly backdrops: readonly string[]
  readonly logo: string
  readonly clearart: string
  readonly banner: string
  readonly landscape: string
  readonly disc: string
}

const jellyfin: Names = {
  poster: 'poster',
  backdrops: ['backdrop', 'backdrop1', 'backdrop2'],
  logo: 'logo',
  clearart: 'clearart',
  banner: 'banner',
  landscape: 'landscape',
  disc: 'disc',
}
const emby: Names = {
  ...jellyfin,
  poster: 'folder',
  backdrops: ['fanart', 'fanart-1'],
  landscape: 'thumb',
}
const kodi: Names = {
  poster: '*-poster',
  backdrops: ['*-fanart', 'extrafanart/fanart1', 'extrafanart/fanart2'],
  logo: '*-clearlogo',
  clearart: '*-clearart',
  banner: '*-banner',
  landscape: '*-landscape',
  disc: '*-discart',
}
/** Films that share a folder must name their pictures after themselves. */
const mixed: Names = { ...kodi, backdrops: ['*-fanart'], logo: '*-logo' }

const collection = 'Movies/The Kestrel Collection [boxset]'
const inCollection = new Set([
  'The Kestrel at Dawn',
  'The Kestrel in Winter',
  'The Kestrel’s Return',
])
const shorts = new Set([
  'Nine Minutes of Rain',
  'Selene’s Garden',
  'Small Hours',
  'Postcard from Nowhere',
])

const posterEncodings: readonly Encoding[] = [
  'jpeg',
  'progressive-jpeg',
  'png',
  'jpeg',
  'webp',
  'jpeg',
]

function planPictures(
  story: Story,
  index: number,
  scale: Scale,
  at: (name: string) => string,
): PlannedFile[] {
  const { title, prop } = story
  const look: Look = { scene: story.scene, palette: story.palette, seed: title }
  const names = shorts.has(title) ? mixed : ([jellyfin, emby, kodi][index % 3] ?? jellyfin)
  const poster = index % 4 === 3 ? sized(scale, 2000, 3000) : sized(scale, 1000, 1500)
  const encoding = index < posterEncodings.length ? (posterEncodings[index] ?? 'jpeg') : 'jpeg'
  const files = [
    picture(at(names.poster), {
      kind: 'poster',
      look,
      title,
      line: story.tagline,
      prop,
      encoding,
      ...poster,
    }),
  ]
  const views = index % 3 === 0 ? names.backdrops : names.backdrops.slice(0, 1 + (index % 2))
  for (const [view, name] of views.entries()) {
    const size = index % 4 === 0 && view === 0 ? sized(scale, 3840, 2160) : sized(scale, 1920, 1080)
    const shown = view === 0 ? prop : undefined
    const as: Encoding = index === 5 && view === 0 ? 'avif' : 'jpeg'
    files.push(
      picture(at(name), {
        kind: 'backdrop',
        look: otherView(look, view),
        prop: shown,
        encoding: as,
        ...size,
      }),
    )
  }
  if (index % 4 !== 2 || index === 2)
    files.push(
      picture(at(names.logo), {
        kind: 'logo',
        look,
        title,
        encoding: 'png',
        ...sized(scale, 800, 310),
      }),
    )
  if (prop !== undefined && index % 3 === 0)
    files.push(
      picture(at(names.clearart), {
        kind: 'clearart',
        look,
        title,
        prop,
        encoding: 'png',
        ...sized(scale, 1000, 562),
      }),
    )
  if (index % 3 !== 1)
    files.push(
      picture(at(names.banner), {
        kind: 'lettered',
        look: otherView(look, 'banner'),
        title,
        encoding: 'jpeg',
        ...sized(scale, 1000, 185),
      }),
    )
  if (index % 2 === 0 || index === 1)
    files.push(
      picture(at(names.landscape), {
        kind: 'lettered',
        look: otherView(look, 'wide'),
        title,
        encoding: 'jpeg',
        ...sized(scale, 1000, 562),
      }),
    )
  if (index % 3 === 2 || index === 0)
    files.push(
      picture(at(names.disc), {
        kind: 'disc',
        look: otherView(look, 'disc'),
        title,
        encoding: 'png',
        ...sized(scale, 1000, 1000),
      }),
    )
  return files
}

function planFilm(story: Story, index: number, scale: Scale): readonly PlannedFile[] {
  const { title, year } = story
  const name = `${title} (${year})`
  const home = inCollection.has(title)
    ? `${collection}/${name}`
    : shorts.has(title)
      ? 'Movies/Short Films'
      : `Movies/${name}`
  const at = (stem: string) => `${home}/${stem.replace('*', name)}`
  const look: Look = { scene: story.scene, palette: story.palette, seed: title }
  const files = [media(at('*.mkv')), ...planPictures(story, index, scale, at)]
  const still = { kind: 'backdrop', encoding: 'jpeg', ...sized(scale, 1280, 720) } as const
  if (index === 0 || index === 16)
    for (let i = 1; i <= 6; i += 1)
      files.push(picture(at(`*-chapter${i}`), { ...still, look: otherView(look, `chapter ${i}`) }))
  if (index === 1 || index === 9) {
    for (let i = 1; i <= 5; i += 1)
      files.push(picture(at(`chapters/${i}`), { ...still, look: otherView(look, `chapter ${i}`) }))
    files.push(picture(at('screenshot1'), { ...still, look: otherView(look, 'shot 1') }))
    files.push(picture(at('screenshot2'), { ...still, look: otherView(look, 'shot 2') }))
    files.push(
      picture(at('menu'), {
        kind: 'lettered',
        look: otherView(look, 'menu'),
        title,
        encoding: 'jpeg',
        ...sized(scale, 1280, 720),
      }),
    )
  }
  const moving = {
    kind: 'animation',
    look: otherView(look, 'moving'),
    frames: scale === 'full' ? 12 : 4,
  } as const
  if (index === 2)
    files.push(
      picture(at('extrafanart/fanart3'), { ...moving, encoding: 'gif', ...sized(scale, 640, 360) }),
    )
  if (index === 0)
    files.push(picture(at('backdrop3'), { ...moving, encoding: 'webp', ...sized(scale, 960, 540) }))
  if (index % 5 !== 4 || index < 5) {
    const cast = [0, 1, 2].map((i) => players[(index * 3 + i * 5) % players.length] ?? players[0])
    files.push(
      nfo(
        index % 2 === 0 ? at('*.nfo') : shorts.has(title) ? at('*.nfo') : `${home}/movie.nfo`,
        'movie',
        [
          ['title', title],
          ['year', year],
          ['tagline', story.tagline],
          ['plot', story.plot],
          ['genre', story.genre],
          ['studio', index % 2 === 0 ? 'Lantern Hill' : 'North Quay'],
          ['rating', (5.5 + ((index * 7) % 40) / 10).toFixed(1)],
          ['mpaa', index % 3 === 0 ? 'PG' : 'PG-13'],
          ...cast.map(
            (who, i) =>
              [
                'actor',
                [
                  ['name', who],
                  ['role', ['The Keeper', 'The Stranger', 'The Child'][i] ?? ''],
                ],
              ] as const,
          ),
        ],
      ),
    )
    if (index < 4 || (scale === 'full' && index % 6 === 0 && !shorts.has(title)))
      for (const who of cast)
        files.push(
          picture(`${home}/.actors/${who.replaceAll(' ', '_')}`, {
            kind: 'portrait',
            look: {
              scene: 'bokeh',
              palette: randomFrom(who).pick([
                'dawn',
                'teal',
                'rose',
                'gold',
                'ocean',
                'jade',
                'rust',
              ]),
              seed: who,
            },
            encoding: 'jpeg',
            ...sized(scale, 400, 600),
          }),
        )
  }
  return files
}

export function planFilms(scale: Scale): readonly PlannedFile[] {
  const told = scale === 'full' ? stories : stories.slice(0, 6)
  const look: Look = { scene: 'peaks', palette: 'gold', seed: 'The Kestrel Collection' }
  const title = 'The Kestrel Collection'
  return [
    ...told.flatMap((story, index) => planFilm(story, index, scale)),
    picture(`${collection}/poster`, {
      kind: 'poster',
      look,
      title,
      line: 'Three flights',
      prop: 'birds',
      encoding: 'jpeg',
      ...sized(scale, 1000, 1500),
    }),
    picture(`${collection}/backdrop`, {
      kind: 'backdrop',
      look: otherView(look, 1),
      encoding: 'jpeg',
      ...sized(scale, 1920, 1080),
    }),
    picture(`${collection}/logo`, {
      kind: 'logo',
      look,
      title,
      encoding: 'png',
      ...sized(scale, 800, 310),
    }),
  ]
}
