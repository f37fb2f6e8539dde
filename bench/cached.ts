import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { temporaryFolder } from '../test/support/temporary.ts'
import { exists } from './programs.ts'

export interface Recipe {
  /** Of the folder in the cache, in front of its key; only the latest of a name stays. */
  readonly name: string
  /** Whatever else decides what is made. */
  readonly of: unknown
  /** Folders and files that decide it, from the project's folder. */
  readonly sources: readonly string[]
  /** Fills an empty folder. */
  readonly make: (folder: string) => Promise<void>
}

const project = fileURLToPath(new URL('..', import.meta.url))
/** Ignored by git; whoever wants all made anew removes it. */
export const cacheFolder = join(project, '.bench')

let seconds = 0

/** How long this process has spent on making what the next one finds. */
export function buildSeconds(): number {
  return seconds
}

/**
 * Fills `folder`, which must not exist, with what the recipe makes, or has made in an earlier run
 * from the same sources. Resolves to whether it was made earlier.
 */
export async function fromCache(folder: string, recipe: Recipe): Promise<boolean> {
  const { name, make } = recipe
  const path = join(cacheFolder, `${name}-${await keyOf(recipe)}`)
  const wasThere = await exists(path)
  if (!wasThere) {
    const start = performance.now()
    await mkdir(cacheFolder, { recursive: true })
    for (const entry of await readdir(cacheFolder))
      if (entry.slice(0, entry.lastIndexOf('-')) === name)
        await rm(join(cacheFolder, entry), { recursive: true, force: true })
    // Of a run that is interrupted nothing is taken for whole.
    await using half = await temporaryFolder('half', cacheFolder)
    await make(half.path)
    await rename(half.path, path)
    seconds += (performance.now() - start) / 1000
  }
  // A copy: what is cached stays as it was made, and may lie on another disk.
  await cp(path, folder, { recursive: true })
  return wasThere
}

async function keyOf({ of, sources }: Recipe): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([of, sharp.versions]))
  for (const source of sources)
    for (const file of await filesOf(join(project, source))) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [path]
  const names = await readdir(path, { recursive: true })
  return names
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(path, name))
}
