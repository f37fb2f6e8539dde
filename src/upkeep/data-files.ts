import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFolder } from './folder.ts'

/** Younger ones may be another process's, still being written; as the writers themselves say. */
const STALE_MS = 3_600_000

/** A file by its name, which is its key. */
export interface DataFile {
  readonly key: string
  readonly path: string
}

export function isKey(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name)
}

/** Files of a folder that have a key for a name. */
export async function* listFlat(root: string): AsyncIterable<DataFile> {
  for (const key of await namesIn(root)) if (isKey(key)) yield { key, path: join(root, key) }
}

/** As `listFlat`, of folders named by the first two digits. */
export async function* listByDigits(root: string): AsyncIterable<DataFile> {
  for (const folder of await namesIn(root))
    if (/^[0-9a-f]{2}$/.test(folder)) yield* listFlat(join(root, folder))
}

/** Files that were never finished: all there are, or those that no process can be writing still. */
export async function findLeftovers(folder: DataFolder, which: 'all' | 'stale'): Promise<string[]> {
  const temporary = [folder.uploads, folder.extracted, folder.derivatives].map((root) =>
    join(root, 'tmp'),
  )
  const found: string[] = []
  for (const root of temporary) for (const name of await namesIn(root)) found.push(join(root, name))
  for (const name of await namesIn(folder.root))
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name) || name.includes('.partial-'))
      found.push(join(folder.root, name))
  if (which === 'all') return found
  const stale = await Promise.all(found.map((path) => isOlder(path, STALE_MS)))
  return found.filter((_, index) => stale[index])
}

/** Whether it is old enough to be unused: an upload is stored before the catalog names it. */
export async function isSettled(path: string): Promise<boolean> {
  return await isOlder(path, STALE_MS)
}

async function isOlder(path: string, age: number): Promise<boolean> {
  return await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > age,
    () => false,
  )
}

/** The key that a file's bytes should be under, and how many they are; `undefined`: it is gone. */
export async function keyOfFile(
  path: string,
): Promise<{ readonly key: string; readonly bytes: number } | undefined> {
  const hash = createHash('sha256')
  let bytes = 0
  try {
    for await (const chunk of createReadStream(path)) {
      hash.update(chunk as Buffer)
      bytes += (chunk as Buffer).length
    }
  } catch (error) {
    if (isAbsence(error)) return undefined
    throw error
  }
  return { key: hash.digest('hex').slice(0, 32), bytes }
}

/** None of a folder that is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (isAbsence(error)) return []
    throw error
  })
}

export function isAbsence(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
