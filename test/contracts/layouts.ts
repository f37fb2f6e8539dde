import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Catalog } from '../../src/catalog/catalog.ts'
import { planDelete, planMove, planUpload } from '../../src/library/image-edits.ts'
import { emptyLayout } from '../../src/library/image-layout.ts'
import type { ImageType } from '../../src/library/image-type.ts'
import { candidate, makeItem, makeLibrary, sound } from './catalog.ts'

const films = makeLibrary('movies', 'Films')
const film = makeItem(films, 'Movie', 'F')

/** What every implementation of `Catalog` promises of what people say of images. */
export function layoutContract(name: string, open: (now: () => number) => Promise<Catalog>): void {
  suite(`layouts: ${name}`, () => {
    let clock = 10_000

    async function openFilm(files: Record<string, [type: ImageType, tag: string]>) {
      clock = 10_000
      const catalog = await open(() => clock)
      await catalog.setLibraries([films])
      await scan(catalog, files)
      return catalog
    }

    async function scan(catalog: Catalog, files: Record<string, [type: ImageType, tag: string]>) {
      await catalog.putOriginals(
        Object.entries(files).map(([key, [, tag]]) => ({
          ref: { source: films.id, key },
          state: sound(tag),
        })),
        900,
      )
      await catalog.replaceUnit({
        libraryId: films.id,
        unit: 'F',
        items: [film],
        images: Object.entries(files).map(([key, [type]]) => candidate(film.id, type, films, key)),
      })
    }

    async function upload(catalog: Catalog, type: ImageType, tag: string, index?: number) {
      const ref = { source: 'uploads', key: tag }
      await catalog.editLayout(film.id, type, (family) => planUpload(family, { ref, tag }, index), [
        { ref, state: sound(tag) },
      ])
    }

    const tags = async (catalog: Catalog, type: ImageType) =>
      (await catalog.findImages(film.id, type)).map((image) => image.tag)

    test('an upload lies over the file, and taken away shows it again', async () => {
      await using catalog = await openFilm({ 'F/poster.jpg': ['Primary', 'file'] })
      clock = 20_000
      await upload(catalog, 'Primary', 'one')
      const [image] = await catalog.findImages(film.id, 'Primary')
      assert.deepEqual([image?.tag, image?.modifiedAt], ['one', 20_000])
      assert.equal((await catalog.counts()).images, 1)
      clock = 30_000
      await upload(catalog, 'Primary', 'two')
      await scan(catalog, { 'F/poster.jpg': ['Primary', 'file'] })
      assert.deepEqual(await tags(catalog, 'Primary'), ['two'])
      clock = 40_000
      await catalog.editLayout(film.id, 'Primary', (family) => planDelete(family, 0))
      const [file] = await catalog.findImages(film.id, 'Primary')
      assert.deepEqual([file?.tag, file?.modifiedAt], ['file', 40_000])
      await catalog.pruneOriginals()
      assert.equal((await catalog.findOriginals('uploads', ['one', 'two'])).size, 0)
    })

    test('a hidden file is nowhere until its bytes change', async () => {
      const files = { 'F/poster.jpg': ['Primary', 'file'] } as const
      await using catalog = await openFilm({ ...files, 'F/logo.png': ['Logo', 'logo'] } as never)
      await catalog.editLayout(film.id, 'Primary', (family) => planDelete(family, 0))
      assert.deepEqual(await tags(catalog, 'Primary'), [])
      assert.equal((await catalog.counts()).images, 1)
      const withPrimary = { recursive: true, imageTypes: ['Primary'] } as const
      assert.deepEqual((await catalog.queryItems(withPrimary)).items, [])
      await scan(catalog, { 'F/poster.jpg': ['Primary', 'file'] })
      assert.deepEqual(await tags(catalog, 'Primary'), [])
      await scan(catalog, { 'F/poster.jpg': ['Primary', 'other'] })
      assert.deepEqual(await tags(catalog, 'Primary'), ['other'])
      assert.equal((await catalog.queryItems(withPrimary)).items.length, 1)
    })

    test('places stay: when bytes change, when files come and when they go and return', async () => {
      const files: Record<string, [ImageType, string]> = {
        'F/fanart.jpg': ['Backdrop', 'a'],
        'F/fanart1.jpg': ['Backdrop', 'b'],
        'F/fanart2.jpg': ['Backdrop', 'c'],
      }
      await using catalog = await openFilm(files)
      await catalog.editLayout(film.id, 'Backdrop', (family) => planMove(family, 2, 0))
      assert.deepEqual(await tags(catalog, 'Backdrop'), ['c', 'a', 'b'])
      await upload(catalog, 'Backdrop', 'u')
      await scan(catalog, {
        ...files,
        'F/fanart2.jpg': ['Backdrop', 'C'],
        'F/fanart9.jpg': ['Backdrop', 'd'],
      })
      assert.deepEqual(await tags(catalog, 'Backdrop'), ['C', 'a', 'b', 'u', 'd'])
      await scan(catalog, { 'F/fanart1.jpg': ['Backdrop', 'b'] })
      assert.deepEqual(await tags(catalog, 'Backdrop'), ['b', 'u'])
      await catalog.editLayout(film.id, 'Backdrop', (family) => planMove(family, 1, 0))
      await scan(catalog, files)
      assert.deepEqual(await tags(catalog, 'Backdrop'), ['c', 'a', 'u', 'b'])
    })

    test('a plan that throws writes nothing', async () => {
      await using catalog = await openFilm({ 'F/poster.jpg': ['Primary', 'file'] })
      const ref = { source: 'uploads', key: 'new' }
      const fail = () => {
        throw new Error('no')
      }
      const added = [{ ref, state: sound('new') }]
      await assert.rejects(catalog.editLayout(film.id, 'Primary', fail, added), /^Error: no$/)
      assert.equal((await catalog.findOriginals('uploads', ['new'])).size, 0)
      assert.deepEqual(await catalog.findFamily('nobody', 'Logo'), {
        type: 'Logo',
        originals: [],
        layout: emptyLayout,
      })
    })

    test('a user who is removed leaves no picture and no word on it', async () => {
      await using catalog = await openFilm({})
      await catalog.putUser({ id: 'u', name: 'Anna', createdAt: 1 })
      const ref = { source: 'uploads', key: 'face' }
      await catalog.editLayout(
        'u',
        'Primary',
        (family) => planUpload(family, { ref, tag: 'face' }),
        [{ ref, state: sound('face') }],
      )
      assert.deepEqual(await catalog.findUses(ref), [{ ownerId: 'u', type: 'Primary' }])
      await catalog.removeUser('u')
      assert.deepEqual((await catalog.findFamily('u', 'Primary')).layout, emptyLayout)
      assert.deepEqual(await catalog.findUses(ref), [])
    })

    test('edits at once all count', async () => {
      await using catalog = await openFilm({})
      const names = ['a', 'b', 'c', 'd', 'e', 'f']
      await Promise.all(names.map((tag) => upload(catalog, 'Backdrop', tag)))
      assert.deepEqual((await tags(catalog, 'Backdrop')).toSorted(), names)
    })
  })
}
