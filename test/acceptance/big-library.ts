import { join } from 'node:path'
import { Tree } from '../support/tree.ts'

export interface BigLibrary {
  readonly movies: Tree
  readonly tvshows: Tree
}

/** 300 films and 20 series, each with artwork of many kinds, sizes and formats. */
export async function writeBigLibrary(
  root: string,
  { films = 300, series = 20 } = {},
): Promise<BigLibrary> {
  const movies = new Tree(join(root, 'movies'), 4)
  for (let number = 0; number < films; number++) {
    const name = `Film ${String(number).padStart(3, '0')} (${1950 + (number % 70)})`
    const jpeg = number % 5 === 0 ? 'png' : 'jpg'
    movies.film(`${name}/${name}.mkv`)
    movies.picture(
      `${name}/poster.${number % 11 === 0 ? 'webp' : jpeg}`,
      `${name}/fanart.${jpeg}`,
      ...(number % 2 === 0 ? [`${name}/fanart1.jpg`, `${name}/fanart2.webp`] : []),
      ...(number % 3 === 0 ? [`${name}/clearlogo.png`, `${name}/${name}-banner.jpg`] : []),
      ...(number % 4 === 0 ? [`${name}/disc.png`, `${name}/landscape.jpg`] : []),
      ...(number % 10 === 0 ? [`${name}/${name}-chapter1.jpg`, `${name}/chapters/2.jpg`] : []),
      ...(number % 15 === 0 ? [`${name}/clearart.svg`, `${name}/screenshot1.gif`] : []),
      ...(number % 25 === 0 ? [`${name}/box.avif`, `${name}/back.tif`, `${name}/menu.tbn`] : []),
    )
  }
  const tvshows = new Tree(join(root, 'tvshows'), 4)
  for (let number = 0; number < series; number++) {
    const name = `Series ${String(number).padStart(2, '0')}`
    tvshows.text(`${name}/tvshow.nfo`, `<tvshow><actor><name>A ${number}</name></actor></tvshow>`)
    tvshows.picture(
      `${name}/poster.jpg`,
      `${name}/fanart.jpg`,
      `${name}/logo.png`,
      `${name}/.actors/A_${number}.jpg`,
    )
    for (const season of [1, 2]) {
      tvshows.picture(`${name}/season0${season}-poster.jpg`)
      for (const episode of [1, 2, 3]) {
        const stem = `${name}/Season ${season}/${name} S0${season}E0${episode}`
        tvshows.film(`${stem}.mkv`)
        if (episode < 3) tvshows.picture(`${stem}-thumb.jpg`)
      }
    }
  }
  await movies.write(1)
  await tvshows.write(5000)
  return { movies, tvshows }
}
