import { join } from 'node:path'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import { catalogLists } from '../../src/prerender/image-lists.ts'
import { Prerenderer, type PrerendererOptions } from '../../src/prerender/prerenderer.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { planIntermediates } from '../../src/render/plan/intermediates.ts'
import { intermediateKey } from '../../src/render/plan/key.ts'
import type { SizePreset } from '../../src/prerender/size-preset.ts'
import { candidate, makeItem, makeLibrary } from '../contracts/catalog.ts'
import { Fixture } from './derivatives.ts'
import { noise, write } from './pictures.ts'

/** A shape of posters: at most so many pixels wide. */
export const width = (maxWidth: number, more: Partial<SizePreset> = {}): SizePreset => ({
  type: 'Primary',
  orientation: 'tall',
  size: { maxWidth },
  quality: 90,
  accepts: 'webp',
  ...more,
})

export const films = makeLibrary('movies', 'Films')

/** A catalog of films with posters, and derivatives over real files: all that pre-rendering needs. */
export class PrerenderFixture implements AsyncDisposable {
  readonly fixture: Fixture
  readonly catalog: Catalog
  readonly #posters: string[] = []

  private constructor(fixture: Fixture, catalog: Catalog) {
    this.fixture = fixture
    this.catalog = catalog
  }

  static async open(): Promise<PrerenderFixture> {
    const fixture = await Fixture.open()
    const catalog = await openSqliteCatalog(join(fixture.root, 'catalog.sqlite'))
    await catalog.setLibraries([films])
    return new PrerenderFixture(fixture, catalog)
  }

  /** Adds films, each with a poster of its own, one after the other. Returns their ids. */
  async addPosters(count: number, size = { width: 100, height: 150 }): Promise<readonly string[]> {
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
      const path = join(this.fixture.root, name)
      await write(path, noise(size.width, size.height, from + at + 1).jpeg())
      const outcome = await this.fixture.renderer.probe({ path }, 'scan')
      if (outcome.kind !== 'image') throw new TypeError('Not an image')
      const ref = { source: films.id, key: name }
      await this.catalog.putOriginals([{ ref, state: outcome }], 1)
    }
    return items.slice(from).map(({ id }) => id)
  }

  /** Of a size for which intermediates pay. */
  async addLargePosters(count: number): Promise<readonly string[]> {
    return await this.addPosters(count, { width: 1000, height: 1500 })
  }

  async hasIntermediate(image: ImageRecord): Promise<boolean> {
    const [intermediate] = planIntermediates(image)
    return await this.fixture.storage.has(intermediateKey(image.tag, intermediate!))
  }

  prerenderer(
    presetStats: readonly SizePreset[],
    more: Partial<PrerendererOptions> = {},
  ): Prerenderer {
    const { storage, derivatives } = this.fixture
    return new Prerenderer({
      catalog: this.catalog,
      lists: catalogLists(this.catalog),
      derivatives,
      presetStats: { established: () => [...presetStats], guesses: () => [] },
      useIntermediates: true,
      maxSecondsPerDay: 0,
      limits: { maxOutputPixels: 1_000_000 },
      avif: 'prerendered',
      openCapacity: async () => ({
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
    await this.fixture[Symbol.asyncDispose]()
  }
}
