import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Catalog } from '../catalog/catalog.ts'
import type { FileStamp } from '../library/image.ts'
import type { Library } from '../library/library.ts'
import { isNfo } from '../library/media-files.ts'
import type { UnitListing } from './listing.ts'
import type { Nfo } from './nfo.ts'

const maxBytes = 1024 * 1024

/** Goes up when `parseNfo` reads more: what is kept in an older form is read again. */
const nfoVersion = 1

interface KeptNfo {
  readonly version: number
  readonly nfo: Nfo
}

/** The sidecars of a unit, by path; one that did not change is taken from the catalog. */
export async function readNfos(
  catalog: Catalog,
  library: Library,
  listing: UnitListing,
): Promise<ReadonlyMap<string, Nfo>> {
  const files = listing.files.filter(({ path }) => isNfo(path))
  if (files.length === 0) return new Map()
  const kept = await catalog.findSidecars(
    library.id,
    files.map(({ path }) => path),
  )
  const nfos = new Map<string, Nfo>()
  const read: { path: string; stamp: FileStamp; json: string }[] = []
  for (const { path, bytes, mtimeMs, ctimeMs } of files) {
    const stamp = { bytes, mtimeMs, ctimeMs }
    const known = kept.get(path)
    const cached =
      known !== undefined && isSameStamp(known.stamp, stamp) ? reviveNfo(known.json) : undefined
    const nfo = cached ?? (await readNfo(join(library.root, path)))
    nfos.set(path, nfo)
    if (cached !== undefined) continue
    const entry: KeptNfo = { version: nfoVersion, nfo }
    read.push({ path, stamp, json: JSON.stringify(entry) })
  }
  if (read.length > 0) await catalog.putSidecars(library.id, read)
  return nfos
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.bytes === b.bytes && a.mtimeMs === b.mtimeMs && a.ctimeMs === b.ctimeMs
}

function reviveNfo(json: string): Nfo | undefined {
  const kept = JSON.parse(json) as KeptNfo
  return kept.version === nfoVersion ? kept.nfo : undefined
}

async function readNfo(path: string): Promise<Nfo> {
  try {
    await using file = await open(path)
    // One more than it has, to see one that has grown.
    const size = Math.min((await file.stat()).size, maxBytes) + 1
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, 0)
    if (bytesRead > maxBytes) return { kind: 'broken', reason: 'Expected at most 1 MiB' }
    // Its parser is loaded with the first that is read: most starts read none.
    const { parseNfo } = await import('./nfo.ts')
    return parseNfo(decode(buffer.subarray(0, bytesRead)))
  } catch {
    return { kind: 'broken', reason: 'The file cannot be read' }
  }
}

/** UTF-8 unless a byte order mark says UTF-16. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes)
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes)
  return new TextDecoder().decode(bytes)
}
