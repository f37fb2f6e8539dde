import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { noise } from '../support/pictures.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const user = '0a'.repeat(16)
const draw = async (seed: number) => Buffer.from(await noise(60, 90, seed).png().toBuffer())

suite('pictures in forms', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let admin: Readonly<Record<string, string>>
  let film: string

  before(async () => {
    const { path } = stack.use(await temporaryFolder())
    const tree = new Tree(join(path, 'films')).film('Alien/Alien.mkv').picture('Alien/poster.jpg')
    await tree.write()
    const data = join(path, 'data')
    admin = await addAdmin(data)
    await addUser(data, user)
    keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: tree.root }],
        data,
        args: ['--limits-max-upload-bytes', '1MB'],
      }),
    )
    const find = '/Items?Recursive=true&IncludeItemTypes=Movie'
    film = (await keyart.client.json<Page<ItemDto>>(find, { headers: admin })).Items[0]!.Id
  })
  after(() => stack.disposeAsync())

  async function post(
    path: string,
    body: FormData | Buffer<ArrayBuffer> | string,
    headers: Record<string, string> = {},
  ) {
    const answer = await fetch(keyart.url + path, {
      method: 'POST',
      headers: { ...admin, ...headers },
      body,
    })
    const text = await answer.text()
    const problem = text === '' ? {} : (JSON.parse(text) as { code?: string; detail?: string })
    return { status: answer.status, ...problem }
  }

  function formOf(bytes: Buffer<ArrayBuffer> | string): FormData {
    const form = new FormData()
    form.append('note', 'a field that is passed over')
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'poster.png')
    return form
  }

  test('every route that takes a picture takes it in a form, and in base64url', async () => {
    let seed = 1
    for (const [write, read] of [
      [`/Items/${film}/Images/Primary`, `/Items/${film}/Images/Primary`],
      [`/Items/${film}/Images/Backdrop/0`, `/Items/${film}/Images/Backdrop/0`],
      [`/Users/${user}/Images/Primary`, `/Users/${user}/Images/Primary`],
      [`/UserImage?userId=${user}`, `/UserImage?userId=${user}`],
      ['/Branding/Splashscreen', '/Branding/Splashscreen'],
    ] as const)
      for (const send of [
        (bytes: Buffer<ArrayBuffer>) => post(write, formOf(bytes)),
        // The picture within is in base64.
        (bytes: Buffer<ArrayBuffer>) => post(write, formOf(bytes.toString('base64'))),
        (bytes: Buffer<ArrayBuffer>) =>
          post(write, bytes.toString('base64url'), { 'content-type': 'image/png' }),
      ]) {
        const bytes = await draw(seed++)
        assert.equal((await send(bytes)).status, 204, write)
        const { body } = await keyart.client.ask(read)
        assert.ok(body.equals(bytes), write)
      }
  })

  test('a form without a picture, and one that is too large, change nothing', async () => {
    const path = `/Items/${film}/Images/Primary`
    const before = (await keyart.client.ask(path)).headers.etag
    const empty = new FormData()
    empty.append('note', 'no file')
    const refusals = [
      [empty, 400, 'IMAGE_INVALID'],
      [formOf('no picture'), 400, 'IMAGE_INVALID'],
      [formOf(Buffer.alloc(2_000_000)), 413, 'BODY_TOO_LARGE'],
      // Within what its base64 might take.
      [formOf(Buffer.concat([await draw(9), Buffer.alloc(1_100_000)])), 413, 'IMAGE_TOO_LARGE'],
    ] as const
    for (const [form, status, code] of refusals) {
      const answer = await post(path, form)
      assert.deepEqual([answer.status, answer.code], [status, code])
    }
    const { detail } = await post(path, 'no picture')
    assert.match(detail ?? '', /JPEG, PNG, WebP, GIF, AVIF, HEIC, TIFF, BMP or SVG/)
    assert.match(detail ?? '', /base64url.*form/)
    assert.equal((await keyart.client.ask(path)).headers.etag, before)
  })

  test('a form that is cut off is refused', async () => {
    const type = 'multipart/form-data; boundary=xyz'
    const head = '--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    const body = Buffer.concat([Buffer.from(head), await draw(20)])
    const answer = await post(`/Items/${film}/Images/Primary`, body, { 'content-type': type })
    assert.deepEqual([answer.status, answer.code], [400, 'BODY_INVALID'])
    assert.equal((await keyart.client.ask('/health/live')).status, 200)
  })
})
