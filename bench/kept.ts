import { createHash } from 'node:crypto'
import { access, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { temporaryFolder } from './temporary.ts'

export interface Recipe {
  /** Of the folder that is kept, in front of its key; only the latest of a name is kept. */
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
const place = join(project, '.bench')

/**
 * Fills `folder`, which must not exist, with what the recipe makes. That is kept between runs, for
 * as long as the recipe and the sources that it names are the same. Resolves to whether it was there
 * already.
 */
export async function fromKept(folder: string, recipe: Recipe): Promise<boolean> {
  const path = join(place, `${recipe.name}-${await keyOf(recipe)}`)
  const wasThere = await isThere(path)
  if (!wasThere) {
    const start = performance.now()
    await mkdir(place, { recursive: true })
    await forgetOlder(recipe.name)
    // Of a run that is interrupted nothing is taken for whole.
    await using half = await temporaryFolder('half', place)
    await recipe.make(half.path)
    await rename(half.path, path)
    seconds += (performance.now() - start) / 1000
  }
  // A copy: what is kept stays as it was made, and may lie on another disk.
  await cp(path, folder, { recursive: true })
  return wasThere
}

let seconds = 0

/** How long this process has spent on making what the next one finds. */
export function secondsOfMaking(): number {
  return seconds
}

async function forgetOlder(name: string): Promise<void> {
  for (const entry of await readdir(place))
    if (entry.slice(0, entry.lastIndexOf('-')) === name)
      await rm(join(place, entry), { recursive: true, force: true })
}

async function keyOf({ of, sources }: Recipe): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([of, sharp.versions]))
  for (const source of sources)
    for (const file of await filesOf(join(project, source))) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (path.endsWith('.ts')) return [path]
  const entries = await readdir(path, { recursive: true })
  return entries
    .filter((name) => name.endsWith('.ts'))
    .toSorted()
    .map((name) => join(path, name))
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
