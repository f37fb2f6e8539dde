import type { ImageRecord } from '../library/image.ts'
import type { Derivatives } from '../render/derivatives/derivatives.ts'
import type { ImageLists } from './image-lists.ts'

export interface FillDeps {
  readonly lists: Pick<ImageLists, 'imagesOf' | 'wallOwners'>
  readonly derivatives: Pick<Derivatives, 'readAhead'>
}

export interface Filling {
  /** What clients are likely to ask of an image. */
  readonly keysOf: (image: ImageRecord) => Iterable<string>
  /** Bytes stored under a key; `undefined` when there are none. */
  readonly sizeOf: (key: string) => number | undefined
  /** Awaited before each image. What it throws ends the filling. */
  readonly whenIdle: () => Promise<void>
}

/**
 * Reads into memory, one by one, what clients are likely to request and is stored already: of the
 * posters on walls, those that came last first. Ends when memory has no free room for the next.
 */
export async function fillMemory(
  { lists, derivatives }: FillDeps,
  { keysOf, sizeOf, whenIdle }: Filling,
): Promise<void> {
  for await (const ids of lists.wallOwners()) {
    const images = await lists.imagesOf(ids)
    for (const poster of ids.flatMap((id) => images.get(id) ?? []).filter(isPrimary)) {
      await whenIdle()
      for (const key of keysOf(poster)) {
        const bytes = sizeOf(key)
        if (bytes !== undefined && !(await derivatives.readAhead(key, bytes))) return
      }
    }
  }
}

function isPrimary({ type }: ImageRecord): boolean {
  return type === 'Primary'
}
