import { SharpRenderer, type SharpRendererOptions } from '../../src/render/sharp/sharp-renderer.ts'

/** A real renderer with more of everything than a test asks for, but for `changes`. */
export function openRenderer(changes: Partial<SharpRendererOptions> = {}): SharpRenderer {
  return new SharpRenderer({
    maxSourceBytes: 20_000_000,
    maxSourcePixels: 20_000_000,
    maxWaiting: 1000,
    maxMemory: 2_000_000_000,
    timeout: 60_000,
    ...changes,
  })
}
