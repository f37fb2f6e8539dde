import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { pictureFamily } from '../../src/render/containers/signature.ts'
import { addAdmin } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import type { BadOriginal } from '../support/corpus/bad-original.ts'
import { payload, picturePolyglots, strangers } from '../support/corpus/polyglots.ts'
import { Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'

const raster = /^image\/(?:jpeg|png|webp|gif|avif)$/
const words = ['alert(', '<script', '<?php', '%PDF', '<svg']

suite('files that are, or pretend to be, two things', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let pictures: readonly BadOriginal[]
  let films: ReadonlyMap<string, ItemDto>

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    pictures = await picturePolyglots()
    // Under each other's names.
    const extensions = ['png', 'jpg', 'gif', 'svg', 'webp', 'avif', 'tbn']
    for (const [index, { name, bytes }] of [...pictures, ...strangers].entries()) {
      const film = join(folder.path, 'films', name)
      await mkdir(film, { recursive: true })
      await writeFile(join(film, `${name}.mkv`), 'no film')
      await writeFile(join(film, `poster.${extensions[index % extensions.length]}`), bytes)
    }
    const data = join(folder.path, 'data')
    const headers = await addAdmin(data)
    const libraries = [{ kind: 'movies', folder: join(folder.path, 'films') }]
    keyart = stack.use(await Keyart.start({ libraries, data, headers }))
    const { Items } = await keyart.client.json<Page<ItemDto>>(
      '/Items?Recursive=true&IncludeItemTypes=Movie',
    )
    films = new Map(Items.map((item) => [item.Name ?? '', item]))
  })
  after(() => stack.disposeAsync())

  /** Answers for an image, as it is and made over. */
  async function* answers({ Id }: ItemDto) {
    for (const query of ['', '?format=jpg&quality=80', '?width=20', '?format=gif&maxWidth=30'])
      for (const accept of ['*/*', 'text/html,image/svg+xml'])
        yield {
          query,
          answer: await keyart.client.ask(`/Items/${Id}/Images/Primary${query}`, {
            headers: { accept },
          }),
        }
  }

  async function assertHarmless(film: ItemDto, name: string): Promise<void> {
    for await (const { query, answer } of answers(film)) {
      const { status, headers, body } = answer
      assert.equal(status, 200, `${name} ${query} ${body.toString().slice(0, 200)}`)
      const type = String(headers['content-type'])
      assert.match(type, raster, name)
      const family = pictureFamily(body)
      assert.equal(type, `image/${family === 'heif' ? 'avif' : family}`, name)
      assert.equal(headers['x-content-type-options'], 'nosniff')
      assert.match(
        String(headers['content-disposition']),
        /^inline; filename="primary-[0-9a-f]{8}\.\w+"$/,
      )
      // What was made over has pixels, and nothing else.
      if (String(headers['cache-status']).includes('detail=original')) continue
      for (const word of words) assert.equal(body.includes(word), false, `${name} ${query} ${word}`)
    }
  }

  test('CVE-2025-55173, CVE-2023-1496: what is a picture is answered as that picture alone', async () => {
    for (const { name } of pictures) await assertHarmless(films.get(name)!, name)
  })

  test('CVE-2025-55173: what only has the name of a picture is none', async () => {
    for (const { name } of strangers) {
      const film = films.get(name)!
      assert.equal(film.ImageTags?.['Primary'], undefined, name)
      for await (const { answer } of answers(film)) {
        assert.equal(answer.status, 404, name)
        assert.equal(answer.body.includes(payload), false)
      }
    }
  })

  test('CVE-2025-65019, CVE-2025-55303: an upload is what its bytes are, whatever it says of itself', async () => {
    const film = films.get('HTML')!
    const url = `/Items/${film.Id}/Images/Primary`
    const upload = async (body: Buffer | string, type: string) =>
      await keyart.client.ask(url, { method: 'POST', headers: { 'content-type': type }, body })
    for (const { name, bytes } of strangers)
      for (const type of ['image/png', 'text/html', 'image/svg+xml'])
        for (const body of [
          bytes,
          bytes.toString('base64'),
          `data:image/png;base64,${bytes.toString('base64')}`,
          `data:image/svg+xml,${encodeURIComponent(bytes.toString('latin1'))}`,
        ]) {
          const answer = await upload(body, type)
          const { code } = JSON.parse(answer.body.toString()) as { code?: string }
          assert.deepEqual([answer.status, code], [400, 'IMAGE_INVALID'], name)
          assert.equal(answer.body.includes(payload), false)
        }
    for (const { name, bytes } of pictures) {
      const answer = await upload(bytes.toString('base64'), 'text/html')
      assert.equal(answer.status, 204, name)
      await assertHarmless(film, name)
    }
    for (const bad of [
      'data:text/html,x',
      '//127.0.0.1/x.png',
      'javascript:alert(1)',
      'file:///etc/passwd',
    ]) {
      const path = `${url}/0/Url?Url=${encodeURIComponent(bad)}`
      const { status, body } = await keyart.client.ask(path, { method: 'POST' })
      assert.deepEqual(
        [status, (JSON.parse(body.toString()) as { code?: string }).code],
        [400, 'URL_REFUSED'],
        bad,
      )
    }
  })
})
