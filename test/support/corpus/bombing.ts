import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isKeyartError } from '../../../src/errors.ts'
import type {
  RendererEvent,
  SharpRenderer,
  SharpRendererOptions,
} from '../../../src/render/sharp/sharp-renderer.ts'
import { noise, write } from '../pictures.ts'
import { openRenderer } from '../renderer.ts'
import type { Bomb } from './bombs.ts'

export interface BombingOutcome {
  readonly tried: number
  /** Not to be announced. */
  readonly refused: number
  /** Probed as an image, and pictures of it were made. */
  readonly drawn: number
  /** Probed as an image, but a picture took too much; the original was looked at again. */
  readonly failed: number
  /** The renderer's process was ended, or replaced. */
  readonly ends: number
  /** Of one bomb, looked at and drawn twice, in milliseconds. */
  readonly slowest: { readonly name: string; readonly took: number }
  /** Largest resident set of the renderer's process, in bytes. */
  readonly peak: number
  /** Small pictures made of a sound original meanwhile, one after the other. */
  readonly sound: number
  /** In milliseconds. */
  readonly slowestSound: number
  /** What came otherwise than it must. */
  readonly unexplained: readonly string[]
}

/** Hands `bombs` to a renderer, one by one, while somebody else asks for sound pictures. */
export async function bombing(
  folder: string,
  bombs: readonly Bomb[],
  limits: Pick<SharpRendererOptions, 'timeout' | 'maxMemory'>,
): Promise<BombingOutcome> {
  const events: RendererEvent[] = []
  await using renderer = openRenderer({
    maxSourceBytes: 100_000_000,
    maxSourcePixels: 120_000_000,
    ...limits,
    onEvent: (event) => events.push(event),
  })
  const counts = { refused: 0, drawn: 0, failed: 0 }
  const unexplained: string[] = []
  let slowest = { name: '', took: 0 }
  let peak = 0
  const look = setInterval(() => (peak = Math.max(peak, renderer.process?.rss ?? 0)), 20)
  const stop = new AbortController()
  const bystander = askOn(renderer, folder, stop.signal)
  const path = join(folder, 'bomb')
  for (const { name, must, make } of bombs) {
    await writeFile(path, await make())
    const began = performance.now()
    try {
      const verdict = await tryBomb(renderer, path)
      counts[verdict]++
      const found = verdict === 'refused' ? 'problem' : 'image'
      if (must !== 'either' && must !== found) unexplained.push(`${name}: ${verdict}`)
    } catch (error) {
      unexplained.push(`${name}: ${String(error)}`)
    }
    const took = performance.now() - began
    if (took > slowest.took) slowest = { name, took }
  }
  stop.abort()
  const { sound, slowestSound, failures } = await bystander
  clearInterval(look)
  await rm(path, { force: true })
  return {
    tried: bombs.length,
    ...counts,
    ends: events.length,
    slowest,
    peak,
    sound,
    slowestSound,
    unexplained: [...unexplained, ...failures],
  }
}

async function tryBomb(renderer: SharpRenderer, path: string) {
  const outcome = await renderer.probe({ path }, 'scan')
  if (outcome.kind === 'missing' || outcome.kind === 'unreadable')
    throw new Error(`It is said to be ${outcome.kind}`)
  if (outcome.kind === 'problem') return 'refused'
  const { tag, width, height } = outcome.probe
  try {
    for (const longest of [300, 1920]) {
      const scale = longest / Math.max(width, height)
      const size = {
        width: Math.max(1, Math.round(width * scale)),
        height: Math.max(1, Math.round(height * scale)),
      }
      await renderer.render(
        { path },
        { kind: 'derive', ...size, format: 'webp', quality: 80, animated: false },
        { tag, priority: 'interactive', source: outcome.probe },
      )
    }
    return 'drawn'
  } catch (error) {
    if (isKeyartError(error, 'RENDER_FAILED') || isKeyartError(error, 'SOURCE_DAMAGED'))
      return 'failed'
    throw error
  }
}

/** Asks for one small picture after the other, as a client does that has nothing to do with it. */
async function askOn(renderer: SharpRenderer, folder: string, signal: AbortSignal) {
  const path = await write(join(folder, 'sound'), noise(600, 400).jpeg())
  const outcome = await renderer.probe({ path }, 'interactive')
  if (outcome.kind !== 'image') throw new Error('Expected a sound original')
  const { tag } = outcome.probe
  const failures: string[] = []
  let sound = 0
  let slowestSound = 0
  for (let width = 20; !signal.aborted; width = 20 + ((width + 1) % 200)) {
    const began = performance.now()
    try {
      await renderer.render(
        { path },
        { kind: 'derive', width, height: 40, format: 'jpeg', quality: 80, animated: false },
        { tag, priority: 'interactive' },
      )
      sound++
    } catch (error) {
      failures.push(`a sound picture beside a bomb: ${String(error)}`)
    }
    slowestSound = Math.max(slowestSound, performance.now() - began)
    await sleep(20)
  }
  await rm(path, { force: true })
  return { sound, slowestSound, failures }
}
