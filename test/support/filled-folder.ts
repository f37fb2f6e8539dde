import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { Passwords } from '../../src/access/passwords.ts'
import { hashToken } from '../../src/access/token.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { folderOf } from '../../src/cli/folder/existing-folder.ts'
import { ExtractedImages, extractedSource } from '../../src/sources/extracted.ts'
import { Uploads, uploadsSource } from '../../src/sources/uploads.ts'
import { DiskStorage } from '../../src/storage/disk.ts'
import type { DataFolder } from '../../src/upkeep/folder.ts'
import { candidate, makeItem, makeLibrary, sound } from '../contracts/catalog.ts'
import { noise } from './pictures.ts'
import { tagOf } from './tree.ts'

/** What `fillFolder` put where, by name. */
export interface FilledFolder {
  readonly folder: DataFolder
  readonly film: string
  readonly library: string
  readonly user: string
  /** Keys. `portrait` is the user's, `poster` and `backdrops` the film's. */
  readonly uploads: {
    readonly portrait: string
    readonly poster: string
    readonly backdrops: readonly string[]
  }
  /** A chapter image of the film. */
  readonly extracted: string
  readonly derivative: string
}

/** The user's. */
export const password = 'a password'

/** A data folder with something of everything in it. */
export async function fillFolder(root: string): Promise<FilledFolder> {
  const folder = folderOf(root)
  await mkdir(root, { recursive: true })
  await writeFile(folder.serverId, `${'5'.repeat(32)}\n`)
  await using catalog = await openSqliteCatalog(folder.catalog)
  const uploads = await Uploads.open(folder.uploads)
  const films = makeLibrary('movies', 'Films')
  const film = makeItem(films, 'Movie', 'Alien', { name: 'Alien' })
  const file = candidate(film.id, 'Primary', films, 'Alien/poster.jpg')

  const taken = await noise(30, 20, 90).jpeg().toBuffer()
  const extracted = await (await ExtractedImages.open(folder.extracted)).add(taken)
  const chapter = { source: extractedSource, key: extracted }
  const images = [file, { ownerId: film.id, type: 'Chapter' as const, original: chapter }]
  const unit = { libraryId: films.id, unit: 'Alien', items: [film], images }
  await catalog.setLibraries([films])
  await catalog.replaceUnit(unit)
  await catalog.putOriginals(
    [
      { ref: file.original, state: sound('f'.repeat(32)) },
      { ref: chapter, state: sound(extracted) },
    ],
    1000,
  )
  await catalog.finishUnit(films.id, 'Alien', 'print')
  await catalog.markExtracted(films.id, new Map([['Alien', 'print']]), 'how')

  const user = 'a'.repeat(32)
  await catalog.putUser({ id: user, name: 'Anna', createdAt: 5, isAdmin: true })
  await catalog.setPassword(user, await new Passwords().hash(password))
  await catalog.addToken(hashToken('a key'), { kind: 'key', id: 'k', name: 'Key', createdAt: 6 })
  await catalog.changeUserItems(user, [film.id], { positionTicks: 12_345, isFavorite: true })
  await catalog.putUserSetting(user, 'web', 'home', '{"a":1}')

  const give = async (seed: number) => {
    const bytes = await noise(40, 30, seed).jpeg().toBuffer()
    await using staged = await uploads.stage(Readable.from([bytes]))
    const key = tagOf(bytes)
    const stamp = await uploads.store(staged, key)
    const added = { ref: { source: uploadsSource, key }, state: { ...sound(key), stamp } }
    return { key, added }
  }
  const portrait = await give(1)
  const poster = await give(2)
  const backdrops = [await give(3), await give(4)]
  const refs = (...given: readonly (typeof poster)[]) => given.map(({ added }) => added.ref)
  const layout = (...given: readonly (typeof poster)[]) => ({
    uploads: refs(...given),
    places: refs(...given).toReversed(),
    hidden: [],
  })
  await catalog.editLayout(user, 'Primary', () => layout(portrait), [portrait.added])
  await catalog.editLayout(film.id, 'Primary', () => layout(poster), [poster.added])
  const added = backdrops.map((one) => one.added)
  await catalog.editLayout(film.id, 'Backdrop', () => layout(...backdrops), added)
  // Hidden by a person.
  const hidden = [{ ref: file.original, tag: 'e'.repeat(32) }]
  await catalog.editLayout(film.id, 'Thumb', () => ({ uploads: [], places: [], hidden }))

  const derivatives = await DiskStorage.open(folder.derivatives)
  const derivative = 'd'.repeat(32)
  await derivatives.write(derivative, await noise(20, 20, 5).webp().toBuffer())
  return {
    folder,
    film: film.id,
    library: films.id,
    user,
    uploads: {
      portrait: portrait.key,
      poster: poster.key,
      backdrops: backdrops.map(({ key }) => key),
    },
    extracted,
    derivative,
  }
}

/** Where a picture taken out of a media file is kept. */
export function extractedPath({ folder, extracted }: FilledFolder): string {
  return join(folder.extracted, extracted.slice(0, 2), extracted)
}

export function derivativePath({ folder, derivative }: FilledFolder): string {
  return join(folder.derivatives, derivative.slice(0, 2), derivative)
}
