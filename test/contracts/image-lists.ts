import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { ImageLists } from '../../src/prerender/image-lists.ts'

export interface FilledLists extends AsyncDisposable {
  readonly lists: ImageLists
  /** Ids of films in the order in which they came, each with a poster and two backdrops. */
  readonly ids: readonly string[]
}

/** What every `ImageLists` promises to those who create images in advance. */
export function imageListsContract(
  name: string,
  open: (films: number) => Promise<FilledLists>,
): void {
  suite(`lists of images: ${name}`, () => {
    test('all images, page by page, each once and in the order of their owner', async () => {
      await using filled = await open(25)
      const { lists, ids } = filled
      assert.equal(await lists.countImages(), 75)
      const found: string[] = []
      let after: string | undefined = ''
      while (after !== undefined) {
        const page = await lists.announcedImages(after, 7)
        assert.ok(page.lastOwnerId === undefined || page.lastOwnerId > after)
        found.push(...page.images.map(({ ownerId, type, index }) => `${ownerId} ${type} ${index}`))
        after = page.lastOwnerId
      }
      const expected = ids
        .toSorted()
        .flatMap((id) => ['Primary 0', 'Backdrop 0', 'Backdrop 1'].map((image) => `${id} ${image}`))
      assert.deepEqual(found, expected)
    })

    test('images by owner; owners without any are absent', async () => {
      await using filled = await open(3)
      const { lists, ids } = filled
      const images = await lists.imagesOf([ids[2]!, ids[0]!, 'e'.repeat(32)])
      assert.deepEqual(new Set(images.keys()), new Set([ids[0], ids[2]]))
      for (const [id, own] of images) {
        assert.deepEqual(
          own.map(({ ownerId, type, index }) => [ownerId, type, index]),
          [
            [id, 'Primary', 0],
            [id, 'Backdrop', 0],
            [id, 'Backdrop', 1],
          ],
        )
        assert.ok(own.every(({ tag, width }) => tag !== '' && width > 0))
      }
    })

    test('walls begin with what came last, and that is seen first', async () => {
      await using filled = await open(210)
      const { lists, ids } = filled
      const pages: (readonly string[])[] = []
      for await (const page of lists.wallOwners()) pages.push(page)
      assert.deepEqual(pages.flat(), ids.toReversed())
      assert.ok(pages.every(({ length }) => length <= 200))
      const first = new Set(await lists.firstScreens())
      for (const id of ids.slice(-24)) assert.ok(first.has(id))
      assert.ok(ids.some((id) => !first.has(id)))
    })
  })
}
