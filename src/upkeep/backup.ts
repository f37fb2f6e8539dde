import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { CatalogFile } from '../catalog/sqlite/catalog-file.ts'
import { renameDurably } from '../durable-file.ts'
import { uploadsSource } from '../sources/uploads.ts'
import type { DataFolder } from './folder.ts'
import { isAbsence, keyOfFile } from './data-files.ts'
import {
  type BackedUpFile,
  type Manifest,
  makeManifest,
  manifestName,
  unusable,
} from './manifest.ts'
import { findFirst, NotATar, tarEnd, tarHeader, tarPadding } from './tar.ts'

/** How often it begins anew when a server lets go of uploads meanwhile. */
const ATTEMPTS = 3

/** An upload changed or left between being listed and being copied. */
class Changed extends Error {}

/**
 * Writes all that cannot be made again into one file: catalog, uploads, the server's id. A server
 * may be at work. Under `path` there is what was there before, or the whole of it on disk for good.
 * The uploads are those that the copy of the catalog names.
 * @throws KeyartError CATALOG_UNUSABLE; BACKUP_UNUSABLE when `path` is something else than a backup
 */
export async function backUp(folder: DataFolder, path: string, now: number): Promise<Manifest> {
  await requireReplaceable(path)
  // For its owner alone: hashes of passwords are in it.
  const aside = await mkdtemp(`${path}.partial-`)
  const copy = join(aside, 'catalog.sqlite')
  const partial = join(aside, 'backup.tar')
  try {
    for (let attempt = 1; ; attempt++)
      try {
        const manifest = await planBackup(folder, copy, now)
        await write(folder, copy, partial, manifest)
        await renameDurably(partial, path)
        return manifest
      } catch (error) {
        if (!(error instanceof Changed) || attempt === ATTEMPTS) throw error
      }
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}

/** Copies the catalog and looks at what it names. */
async function planBackup(folder: DataFolder, copy: string, now: number): Promise<Manifest> {
  await rm(copy, { force: true })
  using live = CatalogFile.open(folder.catalog)
  await live.copyTo(copy)
  const { version, keys } = readCopy(copy)
  const files: BackedUpFile[] = [
    await requireFile(copy, 'catalog.sqlite'),
    await requireFile(folder.serverId, 'server-id'),
  ]
  const missing: string[] = []
  for (const key of keys) {
    const found = await keyOfFile(join(folder.uploads, key))
    if (found?.key === key) files.push({ path: `uploads/${key}`, bytes: found.bytes, hash: key })
    // Pruned since the copy was made; what the catalog still names was lost before.
    else if (found === undefined && live.usesOf(uploadsSource, key).length === 0)
      throw new Changed()
    else missing.push(key)
  }
  return makeManifest({
    catalogVersion: version,
    createdAt: new Date(now).toISOString(),
    files,
    missing,
  })
}

function readCopy(copy: string): { readonly version: string; readonly keys: ReadonlySet<string> } {
  using catalog = CatalogFile.open(copy)
  const faults = catalog.faults()
  if (faults.length > 0)
    throw unusable(`Expected a sound catalog to back up but ${faults.join('; ')}`)
  return { version: catalog.version, keys: catalog.named(uploadsSource) }
}

async function requireFile(path: string, name: string): Promise<BackedUpFile> {
  const found = await keyOfFile(path)
  if (found === undefined) throw unusable(`Expected ${name} in the data folder`)
  return { path: name, bytes: found.bytes, hash: found.key }
}

async function write(
  folder: DataFolder,
  copy: string,
  partial: string,
  manifest: Manifest,
): Promise<void> {
  const file = await open(partial, 'w', 0o600)
  try {
    const head = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)
    await file.writeFile(tarHeader(manifestName, head.length))
    await file.writeFile(head)
    await file.writeFile(tarPadding(head.length))
    for (const entry of manifest.files) {
      const from = entry.path === 'catalog.sqlite' ? copy : join(folder.root, entry.path)
      await file.writeFile(tarHeader(entry.path, entry.bytes))
      await append(file, from, entry)
      await file.writeFile(tarPadding(entry.bytes))
    }
    await file.writeFile(tarEnd)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function append(file: FileHandle, from: string, entry: BackedUpFile): Promise<void> {
  const hash = createHash('sha256')
  try {
    for await (const chunk of createReadStream(from)) {
      hash.update(chunk as Buffer)
      await file.writeFile(chunk as Buffer)
    }
  } catch (error) {
    if (isAbsence(error)) throw new Changed()
    throw error
  }
  if (hash.digest('hex').slice(0, 32) !== entry.hash) throw new Changed()
}

/** A typing error must not overwrite another file. */
async function requireReplaceable(path: string): Promise<void> {
  let file
  try {
    file = await open(path)
  } catch (error) {
    if (isAbsence(error)) return
    throw error
  }
  try {
    if ((await findFirst(file))?.name === manifestName) return
  } catch (error) {
    if (!(error instanceof NotATar)) throw error
  } finally {
    await file.close()
  }
  throw unusable('Expected a new file, or an earlier backup to replace')
}
