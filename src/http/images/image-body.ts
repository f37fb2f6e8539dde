import { type FileHandle, open } from 'node:fs/promises'
import { isKeyartError, KeyartError } from '../../errors.ts'
import type { ImageRecord } from '../../library/image.ts'
import type { CallTiming } from '../../render/renderer.ts'
import type { Derivatives } from '../../render/derivatives/derivatives.ts'
import type { RenderContext } from '../../render/derivatives/flight.ts'
import type { DerivePlan } from '../../render/plan/plan.ts'
import { type Part, partsBetween } from '../../render/metadata/splice.ts'
import type { StrippedOriginals } from '../../render/derivatives/stripped-originals.ts'
import type { FindSource } from '../../sources/image-source.ts'
import type { ImageTier } from './image-tier.ts'
import { readParts, streamParts, totalLength } from './spliced-body.ts'

/** The bytes of an answer, found and not yet read through. */
export interface Body {
  readonly length: number
  readonly tier: ImageTier
  /** Of bytes that were made for this request. */
  readonly timing?: CallTiming | undefined
  /** Bytes from `start` to `end`, both included. Opened once, or closed. */
  open(start: number, end: number): Promise<Buffer | NodeJS.ReadableStream>
  /** For a body that is not opened. */
  close(): Promise<void>
}

/** An original up to this many bytes is read at once and sent with one write. */
const readAtOnce = 256 * 1024

export interface OriginalsDeps {
  readonly findSource: FindSource
  /** Absent where originals go out whole. */
  readonly stripped?: Pick<StrippedOriginals, 'partsOf'>
}

/**
 * An original as it is served: without its metadata, unless a setting keeps that.
 * `undefined` where that is not certain, and another picture has to be drawn.
 *
 * @throws KeyartError as `openOriginal` does
 */
export async function openServedOriginal(
  { findSource, stripped }: OriginalsDeps,
  image: ImageRecord,
): Promise<Body | undefined> {
  if (stripped === undefined) return await openOriginal(findSource, image)
  const parts = await stripped.partsOf(image)
  return parts === undefined ? undefined : await openOriginal(findSource, image, parts)
}

/**
 * The original's file, if it still is the one that the catalog knows. `parts`: what of it goes out;
 * all if absent.
 *
 * @throws KeyartError SOURCE_CHANGED, or SOURCE_UNREADABLE where the disk does not give it
 */
async function openOriginal(
  findSource: FindSource,
  image: ImageRecord,
  parts: readonly Part[] = [{ kind: 'range', start: 0, end: image.stamp.bytes }],
): Promise<Body> {
  const { original, stamp } = image
  const located = await findSource(original.source)?.find(original.key)
  if (located === undefined || !('path' in located))
    throw new KeyartError('SOURCE_CHANGED', 'The original is no longer there')
  const file = await open(located.path, 'r').catch((cause: unknown) => {
    throw cannotRead(cause)
  })
  try {
    const { size, mtimeMs, ctimeMs } = await file.stat()
    if (size !== stamp.bytes || mtimeMs !== stamp.mtimeMs || ctimeMs !== stamp.ctimeMs)
      throw new KeyartError('SOURCE_CHANGED', 'The original has changed since the last scan')
  } catch (error) {
    await file.close()
    throw cannotRead(error)
  }
  return {
    length: totalLength(parts),
    tier: 'original',
    open: async (start, end) => {
      const wanted = partsBetween(parts, start, end)
      return end - start < readAtOnce ? await collect(file, wanted) : streamParts(file, wanted)
    },
    close: () => file.close(),
  }
}

async function collect(file: FileHandle, parts: readonly Part[]): Promise<Buffer> {
  try {
    return Buffer.concat(await Array.fromAsync(readParts(file, parts)))
  } catch (error) {
    throw cannotRead(error)
  }
}

/** What the disk says in our words. No permission is looked into as a change is. */
function cannotRead(cause: unknown): Error {
  if (isKeyartError(cause)) return cause
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code)
    ? new KeyartError('SOURCE_CHANGED', 'The original is no longer there', { cause })
    : new KeyartError('SOURCE_UNREADABLE', `The original cannot be read (${code})`, { cause })
}

/** @throws KeyartError what `Derivatives.open` throws */
export async function openDerivative(
  derivatives: Derivatives,
  key: string,
  image: ImageRecord,
  plan: DerivePlan,
  who: Pick<RenderContext, 'client' | 'signal'>,
): Promise<Body> {
  const { bytes, origin, timing } = await derivatives.open(key, image, plan, who)
  return {
    length: bytes.length,
    tier: origin,
    timing,
    open: async (start, end) => bytes.subarray(start, end + 1),
    close: async () => {},
  }
}
