import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import sharp from 'sharp'
import type { KeyartOptions } from '../../support/keyart.ts'
import { Tree } from '../../support/tree.ts'
import { makePicture, makeSong, makeVideo } from '../../support/videos.ts'

/** What a video, a song and a photograph of the library say of themselves. */
export const film = { seconds: 2, width: 160, height: 90 } as const

const cinder = `<movie><title>The Cinder Path</title><originaltitle>Polku</originaltitle><year>2012</year>
<premiered>2012-05-06</premiered><runtime>101</runtime><mpaa>PG-13</mpaa><rating>6.5</rating><criticrating>71</criticrating>
<tagline>Walk on.</tagline><plot>A path of ash.</plot><genre>Drama</genre><genre>Rock &amp; Roll</genre><studio>Tall Mast</studio>
<tag>ash</tag><tag>path</tag><country>Fenland</country><uniqueid type="imdb" default="true">tt5500001</uniqueid><tmdbid>77001</tmdbid>
<director>Jo Ahn</director><actor><name>Ida Korpi</name><role>The Walker</role></actor>
<dateadded>2021-03-04 05:06:07</dateadded><lockdata>true</lockdata></movie>`
const whisper = `<movie><title>“Whisper”</title><year>2005</year><mpaa>G</mpaa><criticrating>90</criticrating><rating>8.1</rating>
<genre>Comedy</genre><studio>Quay House</studio><actor><name>Ida Korpi</name></actor></movie>`
const loft = `<movie><title>A Lamp in the Loft</title><year>2020</year><premiered>2020-01-02</premiered><mpaa>R</mpaa>
<sorttitle>The Loft 3</sorttitle><genre>Comedy</genre><tag>path</tag><dateadded>2022-02-02 02:02:02</dateadded></movie>`
const mill = `<tvshow><title>Tidal Mill</title><year>2010</year><mpaa>TV-14</mpaa><runtime>44</runtime><status>Ended</status>
<genre>Drama</genre><tvdbid>9901</tvdbid></tvshow>`
const gears = `<tvshow><title>Quiet Gears</title><year>2015</year><mpaa>TV-G</mpaa><runtime>30</runtime><status>Continuing</status></tvshow>`
const special = `<episodedetails><title>The Flood</title><season>0</season><episode>1</episode><aired>2010-02-01</aired>
<airsbefore_season>1</airsbefore_season><airsbefore_episode>2</airsbefore_episode></episodedetails>`
const first = `<episodedetails><title>Grist</title><plot>The wheel turns.</plot><aired>2010-01-05</aired><runtime>43</runtime></episodedetails>`
const reeds = `<album><title>Reeds</title><genre>Pop</genre><year>2009</year></album>`

/** Four small libraries with an example of each thing that clients ask about. */
export async function makeAnswersLibrary(root: string): Promise<KeyartOptions['libraries']> {
  const tree = new Tree(root)
  tree
    .film('Films/Öre by Öre (1999) [imdbid-tt5500002]/Öre by Öre (1999).mkv')
    .film('Films/Whisper (2005)/Whisper (2005).mkv', 'Films/A Lamp in the Loft (2020)/Loft.mkv')
    .film('Films/2 Owls (2001)/2 Owls (2001).mkv', 'Films/10 Owls (2003)/10 Owls (2003).mkv')
    .film('Films/Two Cuts (2015)/Two Cuts (2015) - short.mkv')
    .film('Films/Long Way (1990)/Long Way (1990) part1.mkv')
    .film('Films/Long Way (1990)/Long Way (1990) part2.mkv')
    .film('Films/Two Cuts (2015)/Two Cuts (2015) - long.mkv')
    .film(
      'Films/The Lampmaker (1980)/The Lampmaker (1980).mkv',
      'Films/Lamp (1970)/Lamp (1970).mkv',
    )
    .film('Films/The Cinder Path (2012)/The Cinder Path (2012)-trailer.mkv')
    .film('Films/The Cinder Path (2012)/featurettes/Making Smoke.mkv')
    .film(
      'Films/The Cinder Path (2012)/theme.mp3',
      'Films/The Cinder Path (2012)/backdrops/loop.mp4',
    )
    .text('Films/The Cinder Path (2012)/movie.nfo', cinder)
    .text('Films/Whisper (2005)/movie.nfo', whisper)
    .text('Films/A Lamp in the Loft (2020)/movie.nfo', loft)
    .picture('Films/The Cinder Path (2012)/poster.jpg', 'Films/Lamp (1970)/poster.jpg')
    .text('Series/Tidal Mill (2010)/tvshow.nfo', mill)
    .film('Series/Tidal Mill (2010)/Season 01/Tidal Mill S01E01.mkv')
    .film('Series/Tidal Mill (2010)/Season 01/Tidal Mill S01E02 Sluice.mkv')
    .film('Series/Tidal Mill (2010)/Season 01/Tidal Mill S01E03 Race.mkv')
    .film('Series/Tidal Mill (2010)/Season 02/Tidal Mill S02E01 Millstone.mkv')
    .film('Series/Tidal Mill (2010)/Specials/Tidal Mill S00E01.mkv')
    .film('Series/Tidal Mill (2010)/theme.mp3')
    .text('Series/Tidal Mill (2010)/Specials/Tidal Mill S00E01.nfo', special)
    .text('Series/Tidal Mill (2010)/Season 01/Tidal Mill S01E01.nfo', first)
    .text('Series/Quiet Gears (2015)/tvshow.nfo', gears)
    .film('Series/Quiet Gears (2015)/Season 1/Quiet Gears S01E01 Cog.mkv')
    .film('Series/Bare Shelf/Bare.Shelf.2021.S01E01.Dust.1080p.mkv')
    .text('Music/Fen Choir/Reeds (2009)/album.nfo', reeds)
    .picture('Photos/Harbour/one.jpg', 'Photos/Harbour/two.jpg')
    .film('Photos/Harbour/clip.mp4')
  await tree.write()
  await makeMedia(root)
  const library = (kind: string, name: string) => ({ kind, name, folder: join(root, name) })
  return [
    library('movies', 'Films'),
    library('tvshows', 'Series'),
    library('music', 'Music'),
    library('photos', 'Photos'),
  ]
}

async function makeMedia(root: string): Promise<void> {
  const video = await makeVideo(join(root, 'video.mkv'), ['red', 'lime'])
  await put(video, root, 'Films/The Cinder Path (2012)/The Cinder Path (2012).mkv')
  await put(video, root, 'Series/Tidal Mill (2010)/Season 01/Tidal Mill S01E02 Sluice.mkv')
  const cover = await makePicture(join(root, 'cover.png'), 'blue')
  const song = async (path: string, tags: Readonly<Record<string, string>>) => {
    const file = await makeSong(join(root, 'song.flac'), cover, tags)
    await put(file, root, `Music/${path}.flac`)
  }
  const choir = { artist: 'Fen Choir', album_artist: 'Fen Choir', genre: 'Folk' }
  await song('Fen Choir/Reeds (2009)/01', { ...choir, title: 'Wading', album: 'Reeds', track: '1' })
  await song('Fen Choir/Reeds (2009)/02', { ...choir, title: 'Bank', album: 'Reeds', track: '2' })
  const brant = { artist: 'Ulla Brant', album_artist: 'Ulla Brant', genre: 'Jazz' }
  const hour = { ...brant, album: 'Salt Hour', date: '2017' }
  await song('Ulla Brant/Salt Hour (2017)/01', { ...hour, title: 'Noon', track: '1' })
  const mix = { album: 'Shore Mix', album_artist: 'Various Artists', date: '2015' }
  await song('Various Artists/Shore Mix (2015)/01', {
    ...mix,
    title: 'Foam',
    artist: 'Ulla Brant',
    genre: 'Jazz',
    track: '1',
  })
  await song('Various Artists/Shore Mix (2015)/02', {
    ...mix,
    title: 'Shingle',
    artist: 'Fen Choir',
    genre: 'Folk',
    track: '2',
  })
  const exif = {
    IFD0: { Make: 'Fenworks', Model: 'Pinhole 3' },
    IFD2: { DateTimeOriginal: '2018:07:08 09:10:11' },
  }
  const photo = sharp({ create: { width: 60, height: 40, channels: 3, background: 'teal' } })
  await writeFile(join(root, 'Photos/pier.jpg'), await photo.withExif(exif).jpeg().toBuffer())
}

async function put(from: string, root: string, path: string): Promise<void> {
  const to = join(root, path)
  await mkdir(dirname(to), { recursive: true })
  await copyFile(from, to)
}
