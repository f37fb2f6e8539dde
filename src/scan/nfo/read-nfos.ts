import type { Catalog } from '../../catalog/catalog.ts'
import type { FileStamp } from '../../library/image.ts'
import type { Library } from '../../library/library.ts'
import { isNfo } from '../../library/naming/media-files.ts'
import type { LibraryFiles } from '../../sources/library-files.ts'
import type { UnitListing } from '../walk/listing.ts'
import type { Nfo } from './nfo.ts'
import type { NfoReader } from './nfo-reader.ts'

/** Raised when `parseNfo` reads more: what an older version stored is read again. */
const nfoVersion = 3

export interface NfoParts {
  readonly catalog: Catalog
  readonly nfos: NfoReader
  readonly sources: LibraryFiles
}

interface StoredNfo {
  readonly version: number
  readonly nfo: Nfo
}

/**
 * The sidecars of a unit, by path; one that did not change is taken from the catalog.
 *
 * @throws the reason when the reader is stopped
 */
export async function readNfos(
  { catalog, nfos: reader, sources }: NfoParts,
  library: Library,
  listing: UnitListing,
): Promise<ReadonlyMap<string, Nfo>> {
  const files = listing.files.filter(({ path }) => isNfo(path))
  if (files.length === 0) return new Map()
  const stored = await catalog.findSidecars(
    library.id,
    files.map(({ path }) => path),
  )
  const nfos = new Map<string, Nfo>()
  const read: { path: string; stamp: FileStamp; json: string }[] = []
  for (const { path, bytes, mtimeMs, ctimeMs } of files) {
    const stamp = { bytes, mtimeMs, ctimeMs }
    const found = stored.get(path)
    const cached =
      found !== undefined && isSameStamp(found.stamp, stamp) ? reviveNfo(found.json) : undefined
    const nfo = cached ?? (await reader.read(await sources.find(library, path)))
    nfos.set(path, nfo)
    if (cached !== undefined) continue
    const entry: StoredNfo = { version: nfoVersion, nfo }
    read.push({ path, stamp, json: JSON.stringify(entry) })
  }
  if (read.length > 0) await catalog.putSidecars(library.id, read)
  return nfos
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.bytes === b.bytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs
}

function reviveNfo(json: string): Nfo | undefined {
  const stored = JSON.parse(json) as StoredNfo
  return stored.version === nfoVersion ? stored.nfo : undefined
}
