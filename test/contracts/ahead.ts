import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import type { PresetTally } from '../../src/catalog/images/preset-catalog.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { candidate, makeItem, makeLibrary, sound } from './catalog.ts'

/** What every implementation of `Catalog` promises to those who work ahead of time. */
export function aheadContract(name: string, open: (now: () => number) => Promise<Catalog>): void {
  suite(`catalog, ahead of time: ${name}`, () => {
    test('all announced images, page by page, each once', async () => {
      await using catalog = await open(() => 1000)
      const films = makeLibrary('movies', 'Films')
      await catalog.setLibraries([films])
      const items = Array.from({ length: 25 }, (_, at) => makeItem(films, 'Movie', `${at}`))
      const images = items.flatMap(({ id, path }) => [
        candidate(id, 'Backdrop', films, `${path}/1`),
        candidate(id, 'Backdrop', films, `${path}/2`),
        candidate(id, 'Primary', films, `${path}/poster`),
      ])
      await catalog.replaceUnit({ libraryId: films.id, unit: 'F', items, images })
      // Of some nothing is announced.
      const known = images.filter(({ original }) => !/^1\d\//.test(original.key))
      await catalog.putOriginals(
        known.map(({ original }) => ({ ref: original, state: sound(original.key) })),
        900,
      )
      const walk = async (limit: number) => {
        const pages: (readonly ImageRecord[])[] = []
        let after: string | undefined = ''
        while (after !== undefined) {
          const page = await catalog.announcedImages(after, limit)
          pages.push(page.images)
          assert.ok(page.lastOwnerId === undefined || page.lastOwnerId > after)
          after = page.lastOwnerId
        }
        return pages
      }
      const pages = await walk(7)
      assert.equal(pages.length, 4)
      const all = pages.flat()
      assert.equal(all.length, 15 * 3)
      const byOwner = await catalog.imagesOf(items.map(({ id }) => id))
      const ids = items.map(({ id }) => id).sort()
      assert.deepEqual(
        all,
        ids.flatMap((id) => byOwner.get(id) ?? []),
      )
      for (const limit of [1, 25, 100]) assert.deepEqual((await walk(limit)).flat(), all)
    })

    test('tallies of shapes come back as they were set, and only those', async () => {
      await using catalog = await open(() => 1000)
      assert.deepEqual(await catalog.presetTallies(), [])
      const tallies: PresetTally[] = Array.from({ length: 250 }, (_, at) => ({
        preset: `shape ${String(at).padStart(3, '0')}`,
        score: at + 0.125,
        at: 1_800_000_000_000 + at,
        images: ['a', 'b'].slice(0, at % 3),
        clients: ['c', 'd'].slice(0, at % 2),
      }))
      await catalog.setPresetTallies(tallies)
      assert.deepEqual(await catalog.presetTallies(), tallies)
      await catalog.setPresetTallies(tallies.slice(0, 1))
      assert.deepEqual(await catalog.presetTallies(), tallies.slice(0, 1))
      await catalog.setPresetTallies([])
      assert.deepEqual(await catalog.presetTallies(), [])
    })
  })
}
