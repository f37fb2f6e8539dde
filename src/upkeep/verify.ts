import { CatalogFile, LockedCatalogFile } from '../catalog/sqlite/catalog-file.ts'
import { KeyartError } from '../errors.ts'
import type { Report } from './faults.ts'
import { FaultFinder } from './find-faults.ts'
import type { DataFolder } from './folder.ts'
import { mend } from './mend.ts'

/**
 * What is wrong with a data folder. Works beside a server.
 * @throws KeyartError CATALOG_UNUSABLE when a newer Keyart has written it
 */
export async function verify(folder: DataFolder): Promise<Report> {
  using catalog = readable(() => CatalogFile.open(folder.catalog))
  const { faults, checked } = await new FaultFinder(folder, catalog, 'others').find()
  return {
    ...(catalog === undefined ? {} : { version: catalog.version }),
    checked,
    findings: faults.map((fault) => ({ ...fault, outcome: 'found' })),
  }
}

/**
 * As `verify`, and mends what can be mended. `in use` when another process has the folder open: then
 * nothing was touched.
 * @throws KeyartError CATALOG_UNUSABLE for a newer or older Keyart's
 */
export async function repair(folder: DataFolder): Promise<Report | 'in use'> {
  let isInUse = false
  using catalog = readable(() => {
    const locked = LockedCatalogFile.lock(folder.catalog)
    isInUse = locked === undefined
    return locked
  })
  if (isInUse) return 'in use'
  if (catalog?.isOfToday === false)
    throw new KeyartError(
      'CATALOG_UNUSABLE',
      `Expected a catalog of today's version but it is of ${catalog.version}: start the server once, which migrates it`,
    )
  const { faults, checked } = await new FaultFinder(folder, catalog, 'alone').find()
  const mended = await mend(folder, catalog, faults)
  return {
    ...(catalog === undefined ? {} : { version: catalog.version }),
    checked,
    findings: faults.map((fault) => ({ ...fault, outcome: mended.has(fault) ? 'mended' : 'left' })),
  }
}

/** One that is no catalog is a fault like others; one that is too new is not for us to judge. */
function readable<T>(open: () => T): T | undefined {
  try {
    return open()
  } catch (error) {
    // Without a cause it was read, and refused for its version.
    if (error instanceof KeyartError && error.cause !== undefined) return undefined
    throw error
  }
}
