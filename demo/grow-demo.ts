import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { Artist } from './artist.ts'
import { planDemo } from './plan-demo.ts'
import type { PlannedFile, Scale } from './planned.ts'

export interface GrowOptions {
  readonly scale: Scale
  /** Ends the work, and rejects with its reason. */
  readonly signal: AbortSignal
  /** Called after each file. */
  readonly onProgress: (done: number, total: number) => void
  /** Called when a folder such as `Movies/Paper Moons (2012)` is there. */
  readonly onFolder: (path: string) => void
}

/** Beside the libraries, so that no scan sees a folder before it is whole. */
const drawingFolder = '.drawing'

/**
 * Draws what the demo library at `root` lacks, behind whatever else the machine does. A folder
 * appears when it is whole, and one that is there is taken as it is: an interrupted run is gone on
 * with. Some films come first, then the libraries grow in turn.
 */
export async function growDemo(root: string, options: GrowOptions): Promise<void> {
  const { scale, signal, onProgress, onFolder } = options
  const files = planDemo(scale)
  const drawing = join(root, drawingFolder)
  await rm(drawing, { recursive: true, force: true })
  let done = 0
  const pictures: (Picture & { readonly folder: string })[] = []
  const missing = new Map<string, number>()
  for (const [folder, own] of inTurns(Map.groupBy(files, ({ path }) => folderOf(path)))) {
    if (await isThere(join(root, folder))) done += own.length
    else {
      const drawn = await writePlain(own, drawing)
      done += own.length - drawn.length
      missing.set(folder, drawn.length)
      pictures.push(...drawn.map((file) => ({ ...file, folder })))
    }
  }
  onProgress(done, files.length)
  const finish = async (folder: string) => {
    await mkdir(dirname(join(root, folder)), { recursive: true })
    await rename(join(drawing, folder), join(root, folder))
    onFolder(folder)
  }
  for (const [folder, count] of missing) if (count === 0) await finish(folder)

  const queue = pictures.values()
  const work = async () => {
    await using artist = new Artist({ isInBackground: true })
    const aborted = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
    for (const { folder, path, picture } of queue) {
      signal.throwIfAborted()
      await Promise.race([artist.draw(picture, join(drawing, path)), aborted])
      onProgress((done += 1), files.length)
      const left = missing.get(folder)! - 1
      missing.set(folder, left)
      if (left === 0) await finish(folder)
    }
  }
  const count = Math.min(2, availableParallelism())
  // No process is left when this rejects.
  for (const result of await Promise.allSettled(Array.from({ length: count }, work)))
    if (result.status === 'rejected') throw result.reason
  await rm(drawing, { recursive: true, force: true })
}

type Picture = Extract<PlannedFile, { kind: 'picture' }>

const folderOf = (path: string) => path.split('/').slice(0, 2).join('/')

/** Three films, then one folder of each library in turn. */
function inTurns<T>(byFolder: ReadonlyMap<string, T>): readonly (readonly [string, T])[] {
  const libraries = [...Map.groupBy(byFolder, ([folder]) => folder.split('/')[0]!).values()]
  const first = libraries[0]?.slice(0, 3) ?? []
  const others = libraries.map((folders, at) => (at === 0 ? folders.slice(3) : folders))
  const most = Math.max(...others.map(({ length }) => length))
  return [
    ...first,
    ...Array.from({ length: most }, (_, turn) =>
      others.flatMap((folders) => folders.slice(turn, turn + 1)),
    ).flat(),
  ]
}

/** Writes all but the pictures, and gives back those. */
export async function writePlain(
  files: readonly PlannedFile[],
  root: string,
): Promise<readonly Picture[]> {
  const folders = new Set(files.map((file) => dirname(join(root, file.path))))
  for (const folder of folders) await mkdir(folder, { recursive: true })
  const pictures: Picture[] = []
  for (const file of files) {
    if (file.kind === 'picture') pictures.push(file)
    else {
      const content = file.kind === 'text' ? file.text : Buffer.alloc(file.bytes)
      await writeFile(join(root, file.path), content)
    }
  }
  return pictures
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  )
}
