import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { ImageCatalog } from '../catalog/images/image-catalog.ts'
import type { LayoutCatalog } from '../catalog/images/layout-catalog.ts'
import type { ItemCatalog } from '../catalog/items/item-catalog.ts'
import { renameDurably, syncFolder, writeSynced } from '../durable-file.ts'
import { isKeyartError, KeyartError } from '../errors.ts'
import {
  freeStem,
  planSavePlace,
  saveExtensions,
  type SavePlace,
} from '../library/naming/artwork-saving.ts'
import { type EditIndex, planSaved, requireShown } from '../library/image-edits.ts'
import {
  type ImageFamily,
  sameRef,
  shownImages,
  type TaggedOriginal,
} from '../library/image-layout.ts'
import type { OriginalRef } from '../library/image.ts'
import { isPlural } from '../library/image-type.ts'
import { isFilmSet } from '../library/film-set.ts'
import type { Item } from '../library/item.ts'
import type { Library } from '../library/library.ts'
import { fileName, folderOf, stemOf } from '../library/naming/media-files.ts'
import { realFoldersOf } from '../sources/folder.ts'
import { isWithinFolder } from '../within-folder.ts'
import type { EditTarget } from './edit-target.ts'
import type { GivenPicture, MediaSaver } from './media-saver.ts'

export interface FolderSaverOptions {
  readonly catalog: LayoutCatalog & Pick<ImageCatalog, 'findImages'> & Pick<ItemCatalog, 'findItem'>
  readonly libraries: readonly Library[]
  /** Resolves once the catalog knows what lies in the folders around the file. */
  readonly rescan: (ref: OriginalRef) => Promise<void>
}

/** A file that may be written over or removed: it is this image of this item and nothing else. */
interface OwnFile extends TaggedOriginal {
  readonly folder: string
  readonly stem: string
}

/** Keeps images in the libraries' folders under Kodi's names. */
export class FolderSaver implements MediaSaver {
  readonly #options: FolderSaverOptions

  constructor(options: FolderSaverOptions) {
    this.#options = options
  }

  async save(target: EditTarget, picture: GivenPicture, index: EditIndex): Promise<boolean> {
    const { catalog, rescan } = this.#options
    const { ownerId, type, item } = target
    const library = this.#libraryOf(item)
    const usual = item && library && (await this.#findPlace(target, item, library))
    if (library === undefined || usual === undefined) return false
    const family = await catalog.findFamily(ownerId, type)
    const replaced = await this.#findReplaced(target, family, usual, index)
    const folder = await requireFolder(library, replaced?.folder ?? usual.folder)
    const stem =
      replaced?.stem ??
      (isPlural(type) ? freeStem(usual.stem, await readdir(folder.path)) : usual.stem)
    const name = `${stem}.${saveExtensions[picture.probe.format]}`
    const key = folder.key === '' ? name : `${folder.key}/${name}`
    const added = { ref: { source: library.id, key }, tag: picture.probe.tag }
    const plan = (now: ImageFamily) => planSaved(now, added, replaced?.ref, index)
    if (isPlural(type) && plan(family) === family.layout && replaced === undefined) return true

    const path = join(folder.path, name)
    const temporary = join(folder.path, `.keyart-${randomUUID()}`)
    try {
      // Beside the media, for whom the umask says.
      await writeSynced(temporary, createReadStream(picture.path), 0o666)
      await renameDurably(temporary, path)
    } catch (cause) {
      await rm(temporary, { force: true }).catch(() => undefined)
      throw readOnly(cause)
    }
    const { size, mtimeMs, ctimeMs } = await stat(path)
    const stamp = { bytes: size, mtimeMs, ctimeMs }
    const state = { kind: 'image', probe: picture.probe, stamp } as const
    await catalog.editLayout(ownerId, type, plan, [{ ref: added.ref, state }])
    if (replaced !== undefined && replaced.ref.key !== key)
      await rm(join(library.root, replaced.ref.key), { force: true })
    await rescan(added.ref)
    const images = await catalog.findImages(ownerId, type)
    if (images.some(({ tag }) => tag === added.tag)) return true
    throw new KeyartError(
      'MEDIA_READ_ONLY',
      `${name} was written but a scan does not recognise it as ${type}`,
    )
  }

  async remove(target: EditTarget, index: number): Promise<boolean> {
    const { catalog, rescan } = this.#options
    const { ownerId, type, item } = target
    const family = await catalog.findFamily(ownerId, type)
    const image = requireShown(family, shownImages(family), index)
    const library = this.#libraryOf(item)
    if (library === undefined || !(await this.#isOwn(target, image.ref))) return false
    const folder = await requireFolder(library, folderOf(image.ref.key))
    try {
      await rm(join(folder.path, fileName(image.ref.key)), { force: true })
      await syncFolder(folder.path)
    } catch (cause) {
      throw readOnly(cause)
    }
    await catalog.editLayout(ownerId, type, ({ layout }) => ({
      ...layout,
      places: layout.places.filter((ref) => !sameRef(ref, image.ref)),
    }))
    await rescan(image.ref)
    return true
  }

  /** None for a set: it has no folder, and what is a copy in one of each film must go as one. */
  #libraryOf(item: Item | undefined): Library | undefined {
    if (item !== undefined && isFilmSet(item)) return undefined
    return this.#options.libraries.find(({ id }) => id === item?.libraryId)
  }

  async #findPlace(
    { type }: EditTarget,
    item: Item,
    library: Library,
  ): Promise<SavePlace | undefined> {
    const isFolder = await stat(join(library.root, item.path)).then(
      (stats) => stats.isDirectory(),
      (cause: unknown) => {
        // A season that only its episodes show has no folder; anything else is away.
        if (item.kind === 'Season') return false
        throw readOnly(cause)
      },
    )
    const series =
      item.kind === 'Season' && item.parentId !== undefined
        ? await this.#options.catalog.findItem(item.parentId)
        : undefined
    return planSavePlace(item, type, { isFolder, seriesPath: series?.path })
  }

  /** The file whose name the new one takes, so that it is found in its stead. */
  async #findReplaced(
    target: EditTarget,
    family: ImageFamily,
    usual: SavePlace,
    index: EditIndex,
  ): Promise<OwnFile | undefined> {
    const files = family.originals.filter(({ ref }) => ref.source === target.item?.libraryId)
    const image = isPlural(target.type)
      ? index === undefined
        ? undefined
        : shownImages(family)[index]
      : files[0]
    if (image === undefined || !(await this.#isOwn(target, image.ref))) return undefined
    const { key } = image.ref
    const stem = stemOf(fileName(key))
    // What stands in for every season is nobody's own.
    if (folderOf(key) !== usual.folder || /^season-all-/i.test(stem)) return undefined
    return { ...image, folder: usual.folder, stem }
  }

  async #isOwn({ item }: EditTarget, ref: OriginalRef): Promise<boolean> {
    // A photograph is not its own artwork.
    if (item === undefined || ref.source !== item.libraryId || ref.key === item.path) return false
    return (await this.#options.catalog.findUses(ref)).length === 1
  }
}

/** A folder of the library, as it really is. @throws KeyartError MEDIA_READ_ONLY */
async function requireFolder(library: Library, key: string) {
  try {
    const path = await realpath(join(library.root, key))
    const folders = await realFoldersOf([library.root, ...(library.linkTargets ?? [])])
    if (folders.some((one) => isWithinFolder(path, one))) return { path, key }
  } catch (cause) {
    throw readOnly(cause)
  }
  throw new KeyartError('MEDIA_READ_ONLY', 'The folder is outside its library')
}

function readOnly(cause: unknown): KeyartError {
  if (isKeyartError(cause, 'STORAGE_FULL'))
    return new KeyartError('STORAGE_FULL', 'The media disk is full', { cause })
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return new KeyartError('MEDIA_READ_ONLY', `The media folder is not writable (${code})`, {
    cause,
  })
}
