import type { Look, PaletteName, SceneName } from './picture.ts'
import { media, nfo, otherView, picture, type PlannedFile, type Scale, sized } from './planned.ts'

type Row = readonly [
  artist: string,
  album: string,
  year: number,
  scene: SceneName,
  palette: PaletteName,
  cover: string,
  discs: number,
]

const albums: readonly Row[] = [
  ['The Paper Lanterns', 'Slow Weather', 2014, 'marble', 'ocean', 'cover', 2],
  ['Mirela Östlund', 'Tidal Rooms', 2019, 'rings', 'teal', 'folder', 1],
  ['The Paper Lanterns', 'Every Other Sunday', 2017, 'sunset', 'candy', 'cover', 1],
  ['Mirela Östlund', 'Snow on Brass', 2022, 'peaks', 'frost', 'albumart', 1],
  ['Okafor Trio', 'Late Numbers', 1998, 'bokeh', 'gold', 'folder', 1],
  ['Okafor Trio', 'Blue Hour Blues', 2003, 'harbour', 'night', 'cover', 1],
  ['Static Orchard', 'Low Fruit', 2011, 'dunes', 'acid', 'folder', 1],
  ['Static Orchard', 'Signal / Noise', 2020, 'rings', 'ember', 'default', 1],
  ['Anselm Grey', 'Études for a Quiet House', 2009, 'lake', 'ash', 'cover', 1],
  ['Anselm Grey', 'Night Pieces', 2015, 'space', 'violet', 'folder', 1],
]

const songs = [
  'Opening',
  'Two Windows',
  'Carry the Light',
  'Halfway',
  'What the River Kept',
  'Goodnight, All',
]

function planAlbum(row: Row, scale: Scale): readonly PlannedFile[] {
  const [artist, album, year, scene, palette, cover, discs] = row
  const folder = `Music/${artist}/${album.replace(' / ', ' - ')} (${year})`
  const look: Look = { scene, palette, seed: album }
  const files: PlannedFile[] = [
    picture(`${folder}/${cover}`, {
      kind: 'cover',
      look,
      title: album,
      line: artist,
      encoding: 'jpeg',
      ...sized(scale, 1400, 1400),
    }),
    nfo(`${folder}/album.nfo`, 'album', [
      ['title', album],
      ['artist', artist],
      ['year', year],
      ['genre', 'Alternative'],
      ['review', `${album} by ${artist}, recorded in ${year}.`],
    ]),
  ]
  if (year % 2 === 0 || discs > 1)
    files.push(
      picture(`${folder}/cdart`, {
        kind: 'disc',
        look: otherView(look, 'disc'),
        title: album,
        encoding: 'png',
        ...sized(scale, 1000, 1000),
      }),
    )
  for (let disc = 1; disc <= discs; disc += 1)
    for (const [i, song] of (scale === 'full' ? songs : songs.slice(0, 3)).entries()) {
      const track = `${String(i + 1).padStart(2, '0')} - ${song}.${year % 3 === 0 ? 'mp3' : 'flac'}`
      files.push(media(discs > 1 ? `${folder}/CD${disc}/${track}` : `${folder}/${track}`))
    }
  return files
}

function planArtist(artist: string, row: Row, scale: Scale): readonly PlannedFile[] {
  const folder = `Music/${artist}`
  const look: Look = { scene: row[3], palette: row[4], seed: artist }
  const scenic: Look = { ...look, scene: 'clouds' }
  return [
    picture(`${folder}/folder`, {
      kind: 'portrait',
      look: { ...look, scene: 'bokeh' },
      encoding: 'jpeg',
      ...sized(scale, 1000, 1000),
    }),
    picture(`${folder}/backdrop`, {
      kind: 'backdrop',
      look: scenic,
      encoding: 'jpeg',
      ...sized(scale, 1920, 1080),
    }),
    picture(`${folder}/logo`, {
      kind: 'logo',
      look,
      title: artist,
      encoding: 'png',
      ...sized(scale, 800, 310),
    }),
    picture(`${folder}/banner`, {
      kind: 'lettered',
      look: scenic,
      title: artist,
      encoding: 'jpeg',
      ...sized(scale, 1000, 185),
    }),
    nfo(`${folder}/artist.nfo`, 'artist', [
      ['name', artist],
      ['biography', `${artist} records in a room with one window.`],
    ]),
  ]
}

export function planMusic(scale: Scale): readonly PlannedFile[] {
  const rows = scale === 'full' ? albums : albums.slice(0, 2)
  const firsts = new Map([...rows].reverse().map((row) => [row[0], row]))
  return [
    ...[...firsts].flatMap(([artist, row]) => planArtist(artist, row, scale)),
    ...rows.flatMap((row) => planAlbum(row, scale)),
  ]
}
