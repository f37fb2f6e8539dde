import { join } from 'node:path'
import { Keyart } from '../test/support/keyart.ts'
import { listItems } from './keyart.ts'
import { type FilmImage, type FilmLibrary, type FilmsOptions, makeFilms } from './library.ts'

/** An image of a film, as the server lists it. */
export interface ServedImage extends FilmImage {
  readonly id: string
  readonly tag: string
}

export interface FilmsServer extends AsyncDisposable {
  readonly keyart: Keyart
  readonly images: readonly ServedImage[]
}

/** Makes films in `folder` and starts a Keyart that has scanned them. */
export async function serveFilms(
  folder: string,
  {
    args,
    photos,
    ...films
  }: Omit<FilmsOptions, 'folder' | 'files'> & {
    readonly args: readonly string[]
    /** A folder of photographs that it serves, too. */
    readonly photos?: string
  },
): Promise<FilmsServer> {
  const library = await makeFilms({ ...films, folder: join(folder, 'films'), files: 'distinct' })
  const libraries = [{ kind: 'movies', folder: library.folder }]
  if (photos !== undefined) libraries.push({ kind: 'photos', folder: photos })
  const keyart = await Keyart.start({ libraries, data: join(folder, 'data'), args })
  const images = await listImages(keyart, library)
  return { keyart, images, [Symbol.asyncDispose]: () => keyart[Symbol.asyncDispose]() }
}

/** Images of the films with their ids and tags. */
export async function listImages(
  keyart: Keyart,
  { films }: Pick<FilmLibrary, 'films'>,
): Promise<readonly ServedImage[]> {
  const items = new Map((await listItems(keyart)).map((item) => [item.Name, item]))
  return films.flatMap(({ name, images }) => {
    const item = items.get(name)
    if (item === undefined) throw new Error(`Expected an item named ${name}`)
    const { Id: id, ImageTags, BackdropImageTags } = item
    return images.flatMap((image): readonly ServedImage[] => {
      const tag = image.type === 'Backdrop' ? BackdropImageTags[0] : ImageTags[image.type]
      return tag === undefined ? [] : [{ ...image, id, tag }]
    })
  })
}
