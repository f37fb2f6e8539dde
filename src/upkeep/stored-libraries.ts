import { existsSync } from 'node:fs'
import { CatalogFile } from '../catalog/sqlite/catalog-file.ts'
import type { StoredLibrary } from '../library/library.ts'
import type { DataFolder } from './folder.ts'

/** Libraries that the catalog knows, of whatever version it is; none where it cannot be read. */
export function storedLibraries({
  catalog,
}: Pick<DataFolder, 'catalog'>): readonly StoredLibrary[] {
  if (!existsSync(catalog)) return []
  try {
    using file = CatalogFile.open(catalog)
    return file.libraries()
  } catch {
    // The command that opens it next says what is wrong with it.
    return []
  }
}

/** Whether opening the catalog makes or migrates it. */
export function isToBeMigrated({ catalog }: Pick<DataFolder, 'catalog'>): boolean {
  if (!existsSync(catalog)) return true
  try {
    using file = CatalogFile.open(catalog)
    return !file.isOfToday
  } catch {
    return true
  }
}
