import { ArtworkFolder } from '../../library/naming/artwork-folder.ts'
import { fileName, folderOf, isNfo } from '../../library/naming/media-files.ts'
import type { ListedFile, UnitListing } from '../walk/listing.ts'

/** A folder of a unit with all that is in it. */
export class UnitFolder {
  /** `''` for the library's own. */
  readonly path: string
  readonly name: string
  readonly mtimeMs: number
  readonly files: ListedFile[] = []
  readonly folders: UnitFolder[] = []
  #artwork: ArtworkFolder | undefined
  #nfos: Map<string, string> | undefined

  constructor(path: string, mtimeMs: number) {
    this.path = path
    this.name = fileName(path)
    this.mtimeMs = mtimeMs
  }

  get artwork(): ArtworkFolder {
    this.#artwork ??= new ArtworkFolder(
      this.files.map(({ path }) => path),
      new Map(this.folders.map((folder) => [plain(folder.name), folder.artwork])),
    )
    return this.#artwork
  }

  /** Path of the first of these `.nfo` files that is here, whatever their case and form. */
  findNfo(...stems: readonly string[]): string | undefined {
    if (this.#nfos === undefined) {
      const found = this.files.filter(({ path }) => isNfo(path))
      this.#nfos = new Map(found.map(({ path }) => [plain(fileName(path)), path]))
    }
    for (const stem of stems) {
      const path = this.#nfos.get(plain(`${stem}.nfo`))
      if (path !== undefined) return path
    }
    return undefined
  }

  /** Path of the file here that is called so, with its extension. */
  findFile(name: string): string | undefined {
    const wanted = plain(name)
    return this.files.find(({ path }) => plain(fileName(path)) === wanted)?.path
  }

  findFolder(name: string): UnitFolder | undefined {
    return this.folders.find((folder) => plain(folder.name) === name)
  }
}

/** As names are compared: whatever their case and Unicode form. */
function plain(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

/**
 * The listing as a tree: of unit `''` the library's own folder, else the unit's top folder;
 * `undefined` when that is not listed (it asks to be left alone).
 */
export function treeOf(listing: UnitListing): UnitFolder | undefined {
  const folders = new Map<string, UnitFolder>()
  if (listing.unit === '') folders.set('', new UnitFolder('', 0))
  // Ordered by path: a folder comes before what is in it.
  for (const { path, mtimeMs } of listing.folders) {
    const folder = new UnitFolder(path, mtimeMs)
    folders.set(path, folder)
    if (path !== listing.unit) folders.get(folderOf(path))?.folders.push(folder)
  }
  for (const file of listing.files) folders.get(folderOf(file.path))?.files.push(file)
  return folders.get(listing.unit)
}
