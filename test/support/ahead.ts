import { join } from 'node:path'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { Prerenderer, type PrerendererOptions } from '../../src/prerender/prerenderer.ts'
import type { Shape } from '../../src/prerender/shape.ts'
import { candidate, makeItem, makeLibrary } from '../contracts/catalog.ts'
import { House } from './derivatives.ts'
import { noise, write } from './pictures.ts'

/** A shape of posters: at most so many pixels wide. */
export const width = (maxWidth: number, more: Partial<Shape> = {}): Shape => ({
  type: 'Primary',
  form: 'tall',
  size: { maxWidth },
  quality: 90,
  accepts: 'webp',
  ...more,
})

export const films = makeLibrary('movies', 'Films')

/** A catalog of films with posters, and derivatives over real files: all that pre-rendering needs. */
export class AheadHouse implements AsyncDisposable {
  readonly house: House
  readonly catalog: Catalog
  readonly #posters: string[] = []

  private constructor(house: House, catalog: Catalog) {
    this.house = house
    this.catalog = catalog
  }

  static async open(): Promise<AheadHouse> {
    const house = await House.open()
    const catalog = await openSqliteCatalog(join(house.root, 'catalog.sqlite'))
    await catalog.setLibraries([films])
    return new AheadHouse(house, catalog)
  }

  /** Adds films, each with a poster of its own, one after the other. Returns their ids. */
  async addPosters(count: number): Promise<readonly string[]> {
    const from = this.#posters.length
    const names = Array.from({ length: count }, (_, at) => `poster-${from + at}.jpg`)
    this.#posters.push(...names)
    const items = this.#posters.map((name, at) => ({
      ...makeItem(films, 'Movie', name),
      createdAt: at + 1,
    }))
    const images = items.map(({ id, path }) => candidate(id, 'Primary', films, path))
    await this.catalog.replaceUnit({ libraryId: films.id, unit: 'F', items, images })
    for (const [at, name] of names.entries()) {
      const path = join(this.house.root, name)
      await write(path, noise(100, 150, from + at + 1).jpeg())
      const outcome = await this.house.renderer.probe({ path }, 'scan')
      if (outcome.kind !== 'image') throw new TypeError('Not an image')
      const ref = { source: films.id, key: name }
      await this.catalog.putOriginals([{ ref, state: outcome }], 1)
    }
    return items.slice(from).map(({ id }) => id)
  }

  prerenderer(shapes: readonly Shape[], more: Partial<PrerendererOptions> = {}): Prerenderer {
    const { storage, derivatives } = this.house
    return new Prerenderer({
      catalog: this.catalog,
      derivatives,
      shapes: { best: () => [...shapes] },
      maxSecondsPerDay: 0,
      limits: { maxOutputPixels: 1_000_000 },
      avif: 'prerendered',
      openRoom: async () => ({
        free: () => 100_000_000 - storage.bytes,
        sizeOf: (key) => storage.sizeOf(key),
        expect: (key) => storage.expect(key),
      }),
      isReadable: () => true,
      maxBytes: 50_000_000,
      concurrency: 2,
      isBusy: () => false,
      onFailure: (_, error) => {
        throw error
      },
      onError: (error) => {
        throw error
      },
      ...more,
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.catalog[Symbol.asyncDispose]()
    await this.house[Symbol.asyncDispose]()
  }
}
