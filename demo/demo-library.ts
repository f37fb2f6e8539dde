import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { LibraryKind } from '../src/library/library.ts'
import { KeyartError } from '../src/errors.ts'
import { Artist } from './artist.ts'
import { DEMO_VERSION, demoLibraries, planDemo } from './plan-demo.ts'
import { growDemo, type GrowOptions, writePlain } from './grow-demo.ts'
import type { Scale } from './planned.ts'

export interface DemoOptions {
  readonly scale: Scale
  /** Called after each file. */
  readonly onProgress?: (done: number, total: number) => void
  /** Ends the work, leaves nothing behind, and rejects with the signal's reason. */
  readonly signal?: AbortSignal
}

export interface DemoLibrary {
  readonly kind: LibraryKind
  /** Absolute. */
  readonly folder: string
}

const MARKER = '.keyart-demo.json'

function markerOf(scale: Scale, isGrowing = false): string {
  const growing = isGrowing ? { growing: true } : {}
  return `${JSON.stringify({ demo: DEMO_VERSION, scale, ...growing })}\n`
}

function librariesIn(target: string): readonly DemoLibrary[] {
  return demoLibraries.map(({ kind, folder: name }) => ({ kind, folder: join(target, name) }))
}

/** Before the work, not after it: a rename onto somebody's folder would fail. */
async function requireFree(folder: string): Promise<void> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw cause
  })
  if (names.length > 0)
    throw new KeyartError(
      'CONFIG_INVALID',
      'Expected an empty folder for the demo library but found other files in it',
    )
}

async function readMarker(folder: string): Promise<string | undefined> {
  try {
    return await readFile(join(folder, MARKER), 'utf8')
  } catch {
    return undefined
  }
}

async function drawAll(root: string, options: DemoOptions): Promise<void> {
  const { scale, onProgress, signal } = options
  const files = planDemo(scale)
  const pictures = await writePlain(files, root)
  let done = files.length - pictures.length
  onProgress?.(done, files.length)
  // Painting is JavaScript on one core, so a process a core; a small library is not worth many.
  const count = scale === 'small' ? 1 : Math.min(4, availableParallelism())
  await using stack = new AsyncDisposableStack()
  const artists = Array.from({ length: count }, () => stack.use(new Artist()))
  const queue = pictures.values()
  const work = async (artist: Artist) => {
    for (const file of queue) {
      signal?.throwIfAborted()
      await artist.draw(file.picture, join(root, file.path))
      done += 1
      onProgress?.(done, files.length)
    }
  }
  const aborted = Promise.withResolvers<never>()
  const abort = () => aborted.reject(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  try {
    // Two in flight a process: one is painted while the other is encoded.
    const workers = artists.flatMap((artist) => [work(artist), work(artist)])
    await Promise.race([Promise.all(workers), aborted.promise])
  } finally {
    signal?.removeEventListener('abort', abort)
  }
}

/**
 * Makes the demo library in `folder`, or takes the one that is there if it is whole and of this
 * version and scale. It is made beside `folder` and renamed when whole. A folder that holds
 * anything else is never touched: that is a `CONFIG_INVALID`.
 */
export async function makeDemoLibrary(
  folder: string,
  options: DemoOptions,
): Promise<readonly DemoLibrary[]> {
  const target = resolve(folder)
  const libraries = librariesIn(target)
  const marker = markerOf(options.scale)
  const found = await readMarker(target)
  if (found === marker) return libraries
  if (found === undefined) await requireFree(target)
  options.signal?.throwIfAborted()
  await mkdir(dirname(target), { recursive: true })
  const making = await mkdtemp(join(dirname(target), `.${basename(target)}-`))
  try {
    await drawAll(making, options)
    await writeFile(join(making, MARKER), marker)
    options.signal?.throwIfAborted()
    // An older demo makes way; anything else there makes the rename fail, and stays.
    if (found !== undefined) await rm(target, { recursive: true, force: true })
    await rename(making, target)
  } finally {
    await rm(making, { recursive: true, force: true })
  }
  return libraries
}

/** A demo library that is there to be served, whole or not. */
export interface OpenDemo {
  readonly libraries: readonly DemoLibrary[]
  /** Draws what is missing; absent when nothing is. */
  readonly grow?: (options: Omit<GrowOptions, 'scale'>) => Promise<void>
}

/**
 * Makes the folders of the demo library in `folder` and draws nothing yet, or takes what is there.
 * A folder that holds anything else is never touched: that is a `CONFIG_INVALID`.
 */
export async function openDemoLibrary(folder: string, scale: Scale): Promise<OpenDemo> {
  const target = resolve(folder)
  const libraries = librariesIn(target)
  const found = await readMarker(target)
  if (found === markerOf(scale)) return { libraries }
  const growing = markerOf(scale, true)
  if (found === undefined) await requireFree(target)
  else if (found !== growing) await rm(target, { recursive: true, force: true })
  for (const library of libraries) await mkdir(library.folder, { recursive: true })
  await writeFile(join(target, MARKER), growing)
  return {
    libraries,
    grow: async (options) => {
      await growDemo(target, { scale, ...options })
      await writeFile(join(target, MARKER), markerOf(scale))
    },
  }
}
