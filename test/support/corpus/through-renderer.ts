import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isKeyartError } from '../../../src/errors.ts'
import type { Probe } from '../../../src/library/image.ts'
import type { DerivePlan } from '../../../src/render/plan/plan.ts'
import type { SharpRenderer } from '../../../src/render/sharp/sharp-renderer.ts'
import type { BadOriginal } from './bad-original.ts'

export interface RendererOutcome {
  readonly tried: number
  /** Probed as an image, and every picture of it was made. */
  readonly sound: number
  /** Not to be announced. */
  readonly refused: number
  /** Probed as an image, but one of its pictures was the documented failure. */
  readonly failed: number
  /** Anything else that came of it. */
  readonly unexplained: readonly string[]
  /** Milliseconds that one of them took at most, in line and at work. */
  readonly slowest: { readonly name: string; readonly took: number }
}

const atATime = 6

/**
 * Has each of `originals` looked at, and made into a small picture, one of its own size and, where
 * it moves, one that does; every fourth is measured. `folder` is left as it was.
 */
export async function throughRenderer(
  renderer: SharpRenderer,
  folder: string,
  originals: AsyncIterable<BadOriginal>,
): Promise<RendererOutcome> {
  const counts = { tried: 0, sound: 0, refused: 0, failed: 0 }
  const unexplained: string[] = []
  let slowest = { name: '', took: 0 }
  const iterator = originals[Symbol.asyncIterator]()
  const worker = async (number: number) => {
    const path = join(folder, `original-${number}`)
    for (;;) {
      const { value, done } = await iterator.next()
      if (done === true) break
      const { name, bytes } = value
      await writeFile(path, bytes)
      const began = performance.now()
      try {
        counts[await tryOne(renderer, path, counts.tried++ % 4 === 0)]++
      } catch (error) {
        unexplained.push(`${name}: ${String(error)}`)
      }
      const took = performance.now() - began
      if (took > slowest.took) slowest = { name, took }
    }
    await rm(path, { force: true })
  }
  await Promise.all(Array.from({ length: atATime }, (_, number) => worker(number)))
  return { ...counts, unexplained, slowest }
}

async function tryOne(
  renderer: SharpRenderer,
  path: string,
  isMeasured: boolean,
): Promise<'sound' | 'refused' | 'failed'> {
  const outcome = await renderer.probe({ path }, 'interactive')
  if (outcome.kind === 'missing' || outcome.kind === 'unreadable')
    throw new Error(`It is said to be ${outcome.kind}`)
  if (outcome.kind === 'problem') return 'refused'
  const { probe } = outcome
  const { tag, width, height, frames } = probe
  if (!(width > 0 && height > 0 && frames > 0 && Number.isInteger(width * height * frames)))
    throw new Error(`It is said to be ${width} x ${height} x ${frames}`)
  const options = { tag, priority: 'interactive', source: probe } as const
  try {
    if (isMeasured) await renderer.measure({ path }, { upright: true }, options)
    for (const plan of plansFor(probe)) await renderer.render({ path }, plan, options)
    return 'sound'
  } catch (error) {
    if (isKeyartError(error, 'RENDER_FAILED') || isKeyartError(error, 'SOURCE_DAMAGED'))
      return 'failed'
    throw error
  }
}

function plansFor({ width, height, frames, hasAlpha }: Probe): DerivePlan[] {
  const side = (pixels: number) => Math.min(200, pixels)
  const own = { width: side(width), height: side(height) }
  const still = { kind: 'derive', animated: false, quality: 80 } as const
  const background = hasAlpha ? { background: '#ffffff' } : {}
  return [
    { ...still, ...background, width: 20, height: 30, format: 'jpeg' },
    { ...still, ...own, format: 'webp', animated: frames > 1 },
  ]
}
