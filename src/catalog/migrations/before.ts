import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { syncFolder } from '../../durable-file.ts'

/** How many copies of older versions stay beside a catalog. */
const MAX_COPIES = 2

/** The file beside the catalog that holds it as it was before it became of `version`. */
export function copyBefore(catalog: string, version: string): string {
  return `${catalog}.before-${version}`
}

/**
 * Keeps a copy of the catalog before it becomes of `version`; `write` makes it in the file that it
 * is given, and says whether it is still of an older version. Only the latest copies stay.
 */
export async function writeCopyBefore(
  catalog: string,
  version: string,
  write: (file: string) => Promise<boolean>,
): Promise<void> {
  const copy = copyBefore(catalog, version)
  const partial = `${copy}.partial-${process.pid}`
  try {
    // Another process may have brought it up to date meanwhile: then that one has made the copy.
    if (await write(partial)) await rename(partial, copy)
  } finally {
    await rm(partial, { force: true })
  }
  const folder = dirname(catalog)
  const prefix = basename(copyBefore(catalog, ''))
  const copies = (await readdir(folder)).filter(
    (name) => name.startsWith(prefix) && !name.includes('.partial-'),
  )
  // Versions begin with their number.
  for (const name of copies.toSorted().slice(0, -MAX_COPIES)) await rm(join(folder, name))
  await syncFolder(folder)
}
