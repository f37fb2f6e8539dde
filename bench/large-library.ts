import { link, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { mapSome } from '../test/support/ask.ts'
import { type DrawnType, fileNames, makeFilms, type Pictures, shrink, writeNfo } from './library.ts'

export interface LargeLibrary {
  readonly films: string
  readonly shows: string
}

/** Of each series. */
const [seasons, episodes] = [2, 8]
const itemsOfSeries = 1 + seasons + seasons * episodes
/** Two and a half pictures an item: a film has three, a series, with its seasons and episodes, 21. */
const itemsForEachSeries = 72

/**
 * Films and series in `folder`, `items` in all. Every video, NFO file and folder is one of its own;
 * pictures are few files with many names, spread so that no file has more than file systems allow.
 */
export async function makeLargeLibrary(
  folder: string,
  items: number,
  drawn: Pictures,
): Promise<LargeLibrary> {
  const series = Math.floor(items / itemsForEachSeries)
  const pictures = await shrink(join(folder, 'pictures'), drawn)
  const [films, shows] = [join(folder, 'films'), join(folder, 'shows')]
  await makeFilms({
    folder: films,
    count: items - series * itemsOfSeries,
    pictures,
    files: 'linked',
  })
  const numbers = Array.from({ length: series }, (_, index) => index + 1)
  await mapSome(numbers, 16, (number) => makeSeries(shows, number, pictures))
  return { films, shows }
}

async function makeSeries(root: string, number: number, pictures: Pictures): Promise<void> {
  const name = `Series ${String(number).padStart(5, '0')}`
  const place = join(root, `${name} (2001)`)
  const put = (path: string, type: DrawnType, index: number) =>
    link(pictures[type][index % pictures[type].length]!.path, path)
  await mkdir(place, { recursive: true })
  await writeNfo(join(place, 'tvshow.nfo'), 'tvshow', name, number)
  for (const type of ['Primary', 'Backdrop', 'Logo'] as const)
    await put(join(place, fileNames[type]), type, number)
  for (let season = 1; season <= seasons; season++) {
    const below = join(place, `Season 0${season}`)
    await mkdir(below)
    await put(join(below, 'poster.jpg'), 'Primary', number + season)
    for (let episode = 1; episode <= episodes; episode++) {
      const own = join(below, `${name} S0${season}E0${episode}`)
      await put(`${own}-thumb.jpg`, 'Backdrop', number + episode)
      await writeFile(`${own}.mkv`, '')
      await writeNfo(`${own}.nfo`, 'episodedetails', `Part ${episode}`, number + episode)
    }
  }
}
