import { planDrawing } from '../library/collage.ts'
import type { Composition, FindSource, ImageSource } from './image-source.ts'

/** Collages: keys are recipes, and the pictures of the members lie in other sources. */
export class CollageSource implements ImageSource {
  readonly #findSource: FindSource

  constructor(findSource: FindSource) {
    this.#findSource = findSource
  }

  /** `undefined` as soon as one picture is not there. */
  async find(collage: string): Promise<Composition | undefined> {
    const { width, height, pieces } = planDrawing(collage)
    const found = []
    for (const { source, key, ...piece } of pieces) {
      const file = await this.#findSource(source)?.find(key)
      if (file === undefined || !('path' in file)) return undefined
      found.push({ ...piece, path: file.path })
    }
    return { width, height, pieces: found }
  }
}
