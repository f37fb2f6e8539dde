import assert from 'node:assert/strict'
import { join } from 'node:path'
import sharp, { type Sharp } from 'sharp'
import type { Probe } from '../../src/library/image.ts'
import { parseAccept } from '../../src/render/plan/accept.ts'
import type { EffectsQuery } from '../../src/render/plan/effects.ts'
import type { Size } from '../../src/render/plan/geometry.ts'
import { type DerivePlan, planRender, type RenderRequest } from '../../src/render/plan/plan.ts'
import { isClose, pixelAt, write } from './pictures.ts'
import { openRenderer } from './renderer.ts'
import { temporaryFolder } from './temporary.ts'

export interface Original {
  readonly path: string
  readonly probe: Probe
}

/** Goes all the way from a picture and a request to pixels, without HTTP. */
export class Studio implements AsyncDisposable {
  readonly #folder: Awaited<ReturnType<typeof temporaryFolder>>
  readonly #renderer = openRenderer()

  private constructor(folder: Awaited<ReturnType<typeof temporaryFolder>>) {
    this.#folder = folder
  }

  static async open(): Promise<Studio> {
    return new Studio(await temporaryFolder())
  }

  async put(name: string, picture: Sharp | Buffer): Promise<Original> {
    const path = await write(join(this.#folder.path, name), picture)
    const outcome = await this.#renderer.probe({ path }, 'interactive')
    assert.equal(outcome.kind, 'image', JSON.stringify(outcome))
    return { path, probe: (outcome as { probe: Probe }).probe }
  }

  /** What answers a request; WebP is accepted. */
  async answer({ path, probe }: Original, asked: Partial<RenderRequest>) {
    const request = { size: {}, quality: 95, accepted: parseAccept('image/webp'), ...asked }
    const upright = request.asStored !== true
    const options = { tag: probe.tag, priority: 'interactive' } as const
    const measurement = await this.#renderer.measure({ path }, { upright }, options)
    const plan = planRender(probe, request, { maxOutputPixels: 16_800_000 }, measurement)
    assert.equal(plan.kind, 'derive')
    const bytes = await this.#renderer.render({ path }, plan as DerivePlan, options)
    return { plan: plan as DerivePlan, bytes }
  }

  async render({ path, probe }: Original, plan: DerivePlan): Promise<Buffer> {
    return await this.#renderer.render({ path }, plan, { tag: probe.tag, priority: 'interactive' })
  }

  /** An original at a size, as PNG, even where a request would be answered by the original. */
  async png(original: Original, size: Size): Promise<Buffer> {
    return await this.render(original, { kind: 'derive', ...size, format: 'png', animated: false })
  }

  /** A light grey picture with effects, as PNG. */
  async drawn(width: number, height: number, effects: EffectsQuery): Promise<Buffer> {
    const original = await this.put('flat.png', flat(width, height).png())
    return (await this.answer(original, { format: 'png', effects })).bytes
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#renderer[Symbol.asyncDispose]()
    await this.#folder[Symbol.asyncDispose]()
  }
}

export const flat = (width: number, height: number, background = '#c8c8c8') =>
  sharp({ create: { width, height, channels: 3, background } })

/** On light grey. */
export const seen = {
  grey: [200, 200, 200, 255],
  /** 60% black over grey. */
  ground: [80, 80, 80, 255],
  blue: [0, 164, 220, 255],
  /** 80% blue over grey. */
  circle: [40, 171, 216, 255],
  white: [255, 255, 255, 255],
} as const

export async function assertPixels(
  picture: Buffer,
  expected: readonly [x: number, y: number, colour: readonly number[], what: string][],
): Promise<void> {
  for (const [x, y, colour, what] of expected) {
    const found = await pixelAt(picture, x, y)
    assert.ok(isClose(found, colour, 2), `${what} at ${x}, ${y}: ${found.join()}`)
  }
}
