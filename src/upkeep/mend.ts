import { mkdir, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { LockedCatalogFile } from '../catalog/sqlite/catalog-file.ts'
import { renameDurably, syncFolder } from '../durable-file.ts'
import type { Fault } from './faults.ts'
import type { DataFolder } from './folder.ts'

/**
 * Mends what can be mended; resolves to the faults of which nothing is left. What a damaged catalog
 * says of other files is not acted upon.
 */
export async function mend(
  folder: DataFolder,
  catalog: LockedCatalogFile | undefined,
  faults: readonly Fault[],
): Promise<ReadonlySet<Fault>> {
  const isDamaged = ({ kind }: Fault) => kind === 'catalog-damaged'
  if (faults.some(isDamaged)) catalog?.rebuildIndexes()
  const sound = catalog !== undefined && catalog.faults().length === 0 ? catalog : undefined
  const mended = new Set<Fault>()
  for (const fault of faults) if (await mendOne(folder, sound, fault)) mended.add(fault)
  await syncFolder(folder.uploads)
  return mended
}

async function mendOne(
  folder: DataFolder,
  catalog: LockedCatalogFile | undefined,
  { kind, path }: Fault,
): Promise<boolean> {
  const file = join(folder.root, path)
  const key = basename(path)
  switch (kind) {
    case 'catalog-unusable':
    case 'server-id-damaged':
      return false
    case 'catalog-damaged':
      return catalog !== undefined
    case 'reference-broken':
      catalog?.removeBrokenReferences()
      return catalog !== undefined
    case 'upload-damaged':
    case 'upload-missing':
      if (catalog === undefined) return false
      if (kind === 'upload-damaged') {
        await mkdir(folder.quarantine, { recursive: true, mode: 0o700 })
        await renameDurably(file, join(folder.quarantine, key))
      }
      catalog.forgetUpload(key, Date.now())
      return true
    case 'extracted-damaged':
    case 'extracted-missing':
      if (catalog === undefined) return false
      await rm(file, { force: true })
      catalog.forgetExtracted([key], Date.now())
      return true
    case 'orphan':
      if (catalog === undefined) return false
      await rm(file, { force: true })
      return true
    case 'derivative-damaged':
    case 'leftover':
      await rm(file, { force: true, recursive: true })
      return true
    default:
      return kind satisfies never
  }
}
