import type { ImageType } from '../../src/library/image-type.ts'
import type { ItemKind } from '../../src/library/item.ts'
import { join } from 'node:path'
import { Tree } from './tree.ts'

/*
 * Every name of artwork that Jellyfin, older Emby and Kodi know, beside or in media of each kind:
 * first each name alone, so that nothing else can stand in for it, then all together.
 */

/** All the images that one item is to have; for singular types the one that wins. */
export interface ExpectedItem {
  readonly library: LibraryName
  readonly kind: ItemKind | 'Person'
  readonly name: string
  readonly images: Readonly<Partial<Record<ImageType, readonly string[]>>>
}

export type LibraryName = 'movies' | 'tvshows' | 'music' | 'photos'
type Names = Readonly<Partial<Record<ImageType, readonly string[]>>>

/** `<n>` is the item's own name. */
const common: Names = {
  Logo: ['<n>-logo.png', 'logo.png', '<n>-clearlogo.png', 'clearlogo.png'],
  Art: ['<n>-clearart.png', 'clearart.png'],
  Banner: ['<n>-banner.jpg', 'banner.jpg'],
  Thumb: ['<n>-landscape.jpg', 'landscape.jpg', '<n>-thumb.jpg', 'thumb.jpg'],
  Backdrop: [
    '<n>-fanart.jpg',
    '<n>-fanart-1.jpg',
    '<n>-fanart1.jpg',
    'fanart.jpg',
    'fanart-1.jpg',
    'fanart-20.jpg',
    'fanart1.jpg',
    'background.jpg',
    'background-1.jpg',
    'art.jpg',
    'art-1.jpg',
    'extrafanart/fanart1.jpg',
    'extrafanart/whatever it is.png',
    '<n>-backdrop.jpg',
    'backdrop.jpg',
    'backdrop1.jpg',
    'backdrop-1.jpg',
  ],
}

const olderEmby: Names = {
  Box: ['box.jpg', '<n>-box.jpg'],
  BoxRear: ['boxrear.jpg', 'back.jpg', '<n>-back.jpg'],
  Menu: ['menu.jpg', '<n>-menu.jpg'],
  Screenshot: ['screenshot.jpg', 'screenshot1.jpg', '<n>-screenshot2.jpg'],
}

const posters = (...stems: readonly string[]) => [
  '<n>.jpg',
  ...stems.flatMap((stem) => [`<n>-${stem}.jpg`, `${stem}.jpg`]),
  'keyart.jpg',
  '<n>-keyart.jpg',
]

const videoDisc: Names = {
  Disc: ['disc.png', 'cdart.png', 'discart.png', '<n>-disc.png', '<n>-discart.png'],
}
const movie: Names = {
  Primary: posters('poster', 'folder', 'cover', 'default', 'movie'),
  ...common,
  ...olderEmby,
  ...videoDisc,
  Screenshot: [...olderEmby.Screenshot!, 'extrathumbs/thumb1.jpg'],
  Chapter: ['<n>-chapter1.jpg', '<n>-chapter-2.jpg', 'chapters/0001.jpg'],
}
const series: Names = {
  Primary: posters('poster', 'folder', 'cover', 'default', 'show'),
  ...common,
  ...olderEmby,
}
const boxSet: Names = {
  Primary: posters('poster', 'folder', 'cover', 'default'),
  ...common,
  ...olderEmby,
  ...videoDisc,
}
const musicPosters = posters('folder', 'poster', 'cover', 'jacket', 'default', 'albumart')
const album: Names = {
  Primary: musicPosters,
  ...common,
  Disc: ['cdart.png', 'disc.png', '<n>-cdart.png', '<n>-disc.png'],
}
const artist: Names = { Primary: musicPosters, ...common }
/** Names that nobody gives to photographs. */
const photoAlbum: Names = {
  Primary: ['<n>.jpg', '<n>-poster.jpg', 'poster.jpg', 'folder.jpg', 'cover.jpg', 'default.jpg'],
  Logo: ['<n>-logo.png', 'logo.png'],
  Thumb: ['<n>-landscape.jpg', 'landscape.jpg', '<n>-thumb.jpg', 'thumb.jpg'],
  Backdrop: [
    '<n>-fanart.jpg',
    'fanart.jpg',
    'fanart-1.jpg',
    'extrafanart/fanart1.jpg',
    'backdrop1.jpg',
  ],
}
/** MediaElch's only picture of artists and albums stands for them as well. */
const thumbToo = (type: string, name: string, path: string) =>
  type === 'Thumb' && name.endsWith('thumb.jpg')
    ? { Thumb: [path], Primary: [path] }
    : { [type]: [path] }
const season: Names = {
  Primary: posters('poster', 'folder', 'cover', 'default'),
  ...common,
}

/** Of a season, in the folder of its series; `<s>` is what tells the season apart. */
const seasonInSeries: Names = {
  Primary: ['<s>-poster.jpg', '<s>-poster.tbn'],
  Backdrop: ['<s>-fanart.jpg', '<s>-fanart1.jpg'],
  Banner: ['<s>-banner.jpg'],
  Thumb: ['<s>-landscape.jpg', '<s>-thumb.jpg'],
}

const extensions = [
  'png',
  'jpg',
  'jpeg',
  'webp',
  'tbn',
  'gif',
  'svg',
  'avif',
  'heif',
  'tif',
  'tiff',
  'JPG',
  'Png',
]

export interface NamedArtwork {
  readonly trees: Readonly<Record<LibraryName, Tree>>
  readonly expected: readonly ExpectedItem[]
}

/** Writes the libraries below `root`. */
export async function writeNamedArtwork(root: string): Promise<NamedArtwork> {
  const trees = {
    movies: new Tree(join(root, 'movies')),
    tvshows: new Tree(join(root, 'tvshows')),
    music: new Tree(join(root, 'music')),
    photos: new Tree(join(root, 'photos')),
  }
  const expected: ExpectedItem[] = [
    ...planMovies(trees.movies),
    ...planSeries(trees.tvshows),
    ...planMusic(trees.music),
    ...planPhotos(trees.photos),
  ]
  let number = 1
  for (const tree of Object.values(trees)) {
    await tree.write(number)
    number += 1000
  }
  return { trees, expected }
}

/** Calls `each` with a running number, a name, and the type that the name stands for. */
function eachName(names: Names, each: (id: string, type: ImageType, name: string) => void): void {
  let number = 0
  for (const [type, list] of Object.entries(names))
    for (const name of list) each(String(++number).padStart(3, '0'), type as ImageType, name)
}

function planMovies(tree: Tree): ExpectedItem[] {
  const found: ExpectedItem[] = []
  const add = (kind: ExpectedItem['kind'], name: string, images: ExpectedItem['images']) =>
    found.push({ library: 'movies', kind, name, images })

  eachName(movie, (id, type, name) => {
    const own = `Own ${id} (1999)`
    const path = `${own}/${name.replace('<n>', own)}`
    tree.film(`${own}/${own}.mkv`).picture(path)
    add('Movie', `Own ${id}`, { [type]: [path] })
  })
  for (const [index, extension] of extensions.entries()) {
    const own = `Extension ${index} (1999)`
    const path = `${own}/Poster.${extension}`
    tree.film(`${own}/film.mp4`).picture(path)
    add('Movie', `Extension ${index}`, { Primary: [path] })
  }
  // In a folder of several only what begins with a film's name is that film's.
  eachName(movie, (id, type, name) => {
    if (!name.startsWith('<n>')) return
    const path = `Mixed/${name.replace('<n>', `Shared ${id} (2001)`)}`
    tree.film(`Mixed/Shared ${id} (2001).avi`).picture(path)
    add('Movie', `Shared ${id}`, { [type]: [path] })
  })
  tree.picture('Mixed/poster.jpg', 'Mixed/logo.png')
  add('Folder', 'Mixed', { Primary: ['Mixed/poster.jpg'], Logo: ['Mixed/logo.png'] })
  eachName(boxSet, (id, type, name) => {
    const folder = `Set ${id} [boxset]`
    const path = `${folder}/${name.replace('<n>', `Set ${id}`)}`
    tree.film(`${folder}/Part ${id} (2005)/film.mkv`).picture(path)
    add('BoxSet', `Set ${id}`, { [type]: [path] })
    add('Movie', `Part ${id}`, {})
  })
  tree.film('Loose (2010).mkv').picture('Loose (2010)-poster.jpg', 'folder.jpg', 'backdrop.jpg')
  add('Movie', 'Loose', { Primary: ['Loose (2010)-poster.jpg'] })
  add('CollectionFolder', 'Movies', { Primary: ['folder.jpg'], Backdrop: ['backdrop.jpg'] })

  const all = 'All Together (1984)'
  const total = (name: string) => `${all}/${name.replace('<n>', all)}`
  tree.film(total('<n>.mkv')).picture(...Object.values(movie).flat().map(total))
  add('Movie', 'All Together', {
    Primary: [total('<n>.jpg')],
    Logo: [total('<n>-logo.png')],
    Art: [total('<n>-clearart.png')],
    Banner: [total('<n>-banner.jpg')],
    Thumb: [total('<n>-landscape.jpg')],
    Disc: [total('<n>-disc.png')],
    Box: [total('<n>-box.jpg')],
    BoxRear: [total('boxrear.jpg')],
    Menu: [total('<n>-menu.jpg')],
    // Prefixed families before plain ones, families in the order of the table, numbers upwards.
    Backdrop: [
      '<n>-fanart.jpg',
      '<n>-fanart-1.jpg',
      '<n>-fanart1.jpg',
      'fanart.jpg',
      'fanart-1.jpg',
      'fanart1.jpg',
      'fanart-20.jpg',
      'background.jpg',
      'background-1.jpg',
      'art.jpg',
      'art-1.jpg',
      'extrafanart/fanart1.jpg',
      'extrafanart/whatever it is.png',
      '<n>-backdrop.jpg',
      'backdrop.jpg',
      'backdrop-1.jpg',
      'backdrop1.jpg',
    ].map(total),
    Screenshot: [
      '<n>-screenshot2.jpg',
      'screenshot.jpg',
      'screenshot1.jpg',
      'extrathumbs/thumb1.jpg',
    ].map(total),
    Chapter: ['<n>-chapter1.jpg', '<n>-chapter-2.jpg', 'chapters/0001.jpg'].map(total),
  })

  const heat = 'Heat (1995)'
  const people = ['Al Pacino', 'Robert De Niro', 'Val Kilmer']
  tree
    .film(`${heat}/${heat}.mkv`)
    .text(
      `${heat}/${heat}.nfo`,
      `<movie><title>Heat</title>${people.map((name) => `<actor><name>${name}</name></actor>`).join('')}</movie>`,
    )
    .picture(`${heat}/.actors/Al_Pacino.jpg`, `${heat}/.actors/Robert_De_Niro.tbn`)
  add('Movie', 'Heat', {})
  add('Person', 'Al Pacino', { Primary: [`${heat}/.actors/Al_Pacino.jpg`] })
  add('Person', 'Robert De Niro', { Primary: [`${heat}/.actors/Robert_De_Niro.tbn`] })
  add('Person', 'Val Kilmer', {})
  return found
}

function planSeries(tree: Tree): ExpectedItem[] {
  const found: ExpectedItem[] = []
  const add = (kind: ExpectedItem['kind'], name: string, images: ExpectedItem['images']) =>
    found.push({ library: 'tvshows', kind, name, images })
  const withEpisode = (seriesName: string, file: string, id: string, images = {}) => {
    tree.film(`${seriesName}/${file}.mkv`)
    add('Episode', `E${id}`, images)
  }

  eachName(series, (id, type, name) => {
    // The dots stay: they are no extension.
    const own = `S.W.A.T ${id}`
    const path = `${own}/${name.replace('<n>', own)}`
    tree.text(`${own}/tvshow.nfo`, '<tvshow/>').picture(path)
    add('Series', own, { [type]: [path] })
  })
  const seasons = [
    { folder: 'Season 1', name: 'Season 1', marks: ['season01', 'season1', 'season-all'] },
    {
      folder: 'Specials',
      name: 'Specials',
      marks: ['season-specials', 'specials', 'season00', 'season-all'],
    },
  ]
  for (const { folder, name: seasonName, marks } of seasons)
    for (const mark of marks)
      eachName(seasonInSeries, (id, type, name) => {
        const show = `Show ${seasonName} ${mark} ${id}`
        const path = `${show}/${name.replace('<s>', mark)}`
        const number = seasonName === 'Specials' ? 'S00E01' : 'S01E01'
        const key = `${seasonName} ${mark} ${id}`
        withEpisode(show, `${folder}/${number} E${key}`, key)
        tree.picture(path)
        add('Series', show, {})
        add('Season', `${show}/${seasonName}`, { [type]: [path] })
      })
  eachName(season, (id, type, name) => {
    const show = `Inside ${id}`
    const path = `${show}/Season 2/${name.replace('<n>', 'Season 2')}`
    withEpisode(show, `Season 2/S02E01 Einside ${id}`, `inside ${id}`)
    tree.picture(path)
    add('Series', show, {})
    add('Season', `${show}/Season 2`, { [type]: [path] })
  })
  // A season that only its episodes show.
  withEpisode('Flat', 'Flat 3x01 Eflat', 'flat')
  tree.picture('Flat/season03-poster.jpg')
  add('Series', 'Flat', {})
  add('Season', 'Flat/Season 3', { Primary: ['Flat/season03-poster.jpg'] })

  for (const [index, name] of [
    '<n>.jpg',
    '<n>-thumb.jpg',
    'metadata/<n>.jpg',
    'metadata/<n>-thumb.tbn',
    '<n>.tbn',
  ].entries()) {
    const stem = `Episodes S01E0${index + 1} Enamed ${index}`
    const path = `Episodes/Season 1/${name.replace('<n>', stem)}`
    withEpisode('Episodes', `Season 1/${stem}`, `named ${index}`, { Primary: [path] })
    tree.picture(path)
  }
  // No other type: these are nothing of an episode's.
  withEpisode('Episodes', 'Season 1/Episodes S01E09 Ebare', 'bare')
  tree.picture(
    'Episodes/Season 1/Episodes S01E09 Ebare-poster.jpg',
    'Episodes/Season 1/Episodes S01E09 Ebare-fanart.jpg',
  )
  add('Series', 'Episodes', {})
  add('Season', 'Episodes/Season 1', {})
  add('CollectionFolder', 'TV Shows', {})
  return found
}

function planMusic(tree: Tree): ExpectedItem[] {
  const found: ExpectedItem[] = []
  const add = (kind: ExpectedItem['kind'], name: string, images: ExpectedItem['images']) =>
    found.push({ library: 'music', kind, name, images })
  eachName(album, (id, type, name) => {
    const own = `Album ${id}`
    const path = `Various/${own}/${name.replace('<n>', own)}`
    tree.film(`Various/${own}/01 - Track ${id}.flac`).picture(path)
    add('MusicAlbum', own, thumbToo(type, name, path))
    add('Audio', `Track ${id}`, {})
  })
  add('MusicArtist', 'Various', {})
  eachName(artist, (id, type, name) => {
    const own = `Artist ${id}`
    const path = `${own}/${name.replace('<n>', own)}`
    tree.film(`${own}/Single ${id}/01 - Song ${id}.mp3`).picture(path)
    add('MusicArtist', own, thumbToo(type, name, path))
    add('MusicAlbum', `Single ${id}`, {})
    add('Audio', `Song ${id}`, {})
  })
  add('CollectionFolder', 'Music', {})
  return found
}

function planPhotos(tree: Tree): ExpectedItem[] {
  const found: ExpectedItem[] = []
  const add = (kind: ExpectedItem['kind'], name: string, images: ExpectedItem['images']) =>
    found.push({ library: 'photos', kind, name, images })
  eachName(photoAlbum, (id, type, name) => {
    const own = `Trip ${id}`
    const path = `${own}/${name.replace('<n>', own)}`
    tree.picture(`${own}/Photo ${id}.jpg`, path)
    add('PhotoAlbum', own, { [type]: [path] })
    add('Photo', `Photo ${id}`, { Primary: [`${own}/Photo ${id}.jpg`] })
    // Somebody's photographs may well have such names, so these are shown as both.
    if (/^(?:<n>.*|(?:art|background)-1)\.\w+$/.test(name))
      add('Photo', path.slice(own.length + 1, -4), { Primary: [path] })
  })
  for (const extension of ['png', 'jpeg', 'webp', 'gif', 'avif', 'tiff']) {
    tree.picture(`Formats/As ${extension}.${extension}`)
    add('Photo', `As ${extension}`, { Primary: [`Formats/As ${extension}.${extension}`] })
  }
  add('PhotoAlbum', 'Formats', {})
  add('CollectionFolder', 'Photos', {})
  return found
}
