import { createHash } from 'node:crypto'
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import {
  CatalogFile,
  isSupportedVersion,
  latestVersion,
  LockedCatalogFile,
} from '../catalog/sqlite/catalog-file.ts'
import { holdFiles } from '../data-folder/hold.ts'
import { syncFolder } from '../durable-file.ts'
import { isKeyartError } from '../errors.ts'
import type { DataFolder } from './folder.ts'
import { namesIn } from './data-files.ts'
import {
  type BackedUpFile,
  type Manifest,
  manifestName,
  readManifest,
  unusable,
} from './manifest.ts'
import { findFirst, NotATar, readTar, type TarEntry } from './tar.ts'

/** No list of what is in a backup is that long. */
const MAX_MANIFEST_BYTES = 256 * 1024 * 1024

export interface RestoreOptions {
  /** Whether what is there may be moved aside, into a folder within. */
  readonly force: boolean
  /** Milliseconds since 1970. */
  readonly now: number
}

/** `in use`, `not empty`: the data folder is, and was not touched. */
export type Restored = Manifest | 'in use' | 'not empty'

/**
 * Makes a data folder what a backup holds. Everything is unpacked aside and held against its hashes
 * before anything is put in place; the catalog comes last, and no server starts before it has.
 * @throws KeyartError BACKUP_UNUSABLE when it is none, is damaged, or a newer Keyart's: then
 * nothing was changed
 */
export async function restore(
  folder: DataFolder,
  path: string,
  { force, now }: RestoreOptions,
): Promise<Restored> {
  const file = await open(path)
  try {
    const manifest = await requireManifest(file)
    const old = await oldEntries(folder)
    if (old.length > 0 && !force) return 'not empty'
    const lock = old.includes(basename(folder.catalog)) ? lockOld(folder.catalog) : 'no catalog'
    if (lock === undefined) return 'in use'
    try {
      await unpack(folder, file, manifest)
      checkCatalog(folder, manifest, now)
    } catch (error) {
      await rm(folder.restoring, { recursive: true, force: true })
      throw error instanceof NotATar ? unusable(`The backup is damaged: ${error.message}`) : error
    } finally {
      if (typeof lock === 'object') lock[Symbol.dispose]()
    }
    await putInPlace(folder, now)
    return manifest
  } finally {
    await file.close()
  }
}

async function requireManifest(file: FileHandle): Promise<Manifest> {
  const first = await findFirst(file).catch((error: unknown) => {
    if (!(error instanceof NotATar)) throw error
  })
  if (first?.name !== manifestName || first.bytes > MAX_MANIFEST_BYTES)
    throw unusable('Expected a file that backup has written')
  const manifest = readManifest(Buffer.concat(await Array.fromAsync(first.chunks())))
  const { catalogVersion } = manifest
  if (!isSupportedVersion(catalogVersion))
    throw unusable(
      `Expected a backup of version ${latestVersion} or older but it is of version ${catalogVersion}: a newer Keyart has written it`,
    )
  return manifest
}

/** What would be moved aside. */
async function oldEntries(folder: DataFolder): Promise<readonly string[]> {
  // SQLite makes its index of the log anew; a file system has its own folder.
  const shm = `${basename(folder.catalog)}-shm`
  const own = [basename(folder.restoring), shm, 'lost+found', ...holdFiles]
  const names = await namesIn(folder.root)
  return names.filter((name) => !own.includes(name) && !name.startsWith('before-restore-'))
}

/** `undefined` when another process has it open. */
function lockOld(catalog: string): LockedCatalogFile | 'no catalog' | undefined {
  try {
    return LockedCatalogFile.lock(catalog)
  } catch (error) {
    if (isKeyartError(error, 'CATALOG_UNUSABLE')) return 'no catalog'
    throw error
  }
}

async function unpack(folder: DataFolder, file: FileHandle, manifest: Manifest): Promise<void> {
  // What an interrupted one left.
  await rm(folder.restoring, { recursive: true, force: true })
  const uploads = join(folder.restoring, 'uploads')
  await mkdir(uploads, { recursive: true, mode: 0o700 })
  const expected = new Map(manifest.files.map((entry) => [entry.path, entry]))
  for await (const entry of readTar(file)) {
    if (entry.name === manifestName) continue
    const said = expected.get(entry.name)
    if (said === undefined) throw unusable('The backup is damaged: there is more than it lists')
    expected.delete(entry.name)
    await unpackOne(entry, said, join(folder.restoring, said.path))
  }
  if (expected.size > 0)
    throw unusable(`The backup is damaged: it lacks ${[...expected.keys()][0]}`)
  await syncFolder(uploads)
}

async function unpackOne(entry: TarEntry, said: BackedUpFile, path: string): Promise<void> {
  const hash = createHash('sha256')
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of entry.chunks()) {
      hash.update(chunk)
      await file.writeFile(chunk)
    }
    await file.sync()
  } finally {
    await file.close()
  }
  if (entry.bytes !== said.bytes || hash.digest('hex').slice(0, 32) !== said.hash)
    throw unusable(`The backup is damaged: ${said.path} has not the bytes that were backed up`)
}

function checkCatalog(folder: DataFolder, { catalogVersion }: Manifest, now: number): void {
  const path = join(folder.restoring, 'catalog.sqlite')
  using catalog = LockedCatalogFile.lock(path) ?? CatalogFile.open(path)
  if (catalog.version !== catalogVersion || catalog.faults().length > 0)
    throw unusable('The backup is damaged: its catalog is')
  // They were not backed up; a new folder of them is filled again.
  if (catalog instanceof LockedCatalogFile) catalog.forgetAllExtracted(now)
}

/** While `restoring` is there no server starts, so that an interruption is noticed. */
async function putInPlace(folder: DataFolder, now: number): Promise<void> {
  const { root, restoring } = folder
  // Without the log, which went into the catalog when the lock was let go.
  const old = await oldEntries(folder)
  if (old.length > 0) {
    const aside = join(root, `before-restore-${new Date(now).toISOString().replaceAll(':', '-')}`)
    await mkdir(aside, 0o700)
    for (const name of old) await rename(join(root, name), join(aside, name))
    await syncFolder(aside)
  }
  // Left by those who read the old one; another catalog must not come upon it.
  for (const end of ['-wal', '-shm']) await rm(folder.catalog + end, { force: true })
  const catalog = basename(folder.catalog)
  const names = (await readdir(restoring)).filter((name) => name !== catalog)
  for (const name of [...names, catalog]) await rename(join(restoring, name), join(root, name))
  await syncFolder(root)
  await rm(restoring, { recursive: true })
  await syncFolder(root)
}
