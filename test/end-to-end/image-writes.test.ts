import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import { addAdmin, addUser } from '../support/admin.ts'
import type { Page } from '../support/announced.ts'
import { Keyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { drawPicture, Tree } from '../support/tree.ts'

const anna = '0a'.repeat(16)
const ben = '0b'.repeat(16)
const tagOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 32)
const picture = async (number: number, format = 'jpg') => (await drawPicture(number, format)).bytes

suite('writing images', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let tree: Tree
  let data: string
  let admin: Readonly<Record<string, string>>
  let headersOf: Record<string, Readonly<Record<string, string>>>
  let films: readonly ItemDto[]

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    data = join(folder.path, 'data')
    tree = new Tree(join(folder.path, 'films'))
    for (const name of ['Alien', 'Brazil', 'Cube', 'Dune', 'Eraserhead', 'Fargo'])
      tree
        .film(`${name}/${name}.mkv`)
        .picture(`${name}/poster.jpg`, `${name}/fanart.jpg`, `${name}/fanart1.jpg`)
    await tree.write()
    admin = await addAdmin(data)
    headersOf = { [anna]: await addUser(data, anna), [ben]: await addUser(data, ben) }
    keyart = stack.use(
      await Keyart.start({ libraries: [{ kind: 'movies', folder: tree.root }], data }),
    )
    const query = '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName'
    films = (await keyart.client.json<Page<ItemDto>>(query, { headers: admin })).Items
    assert.equal(films.length, 6)
  })
  after(() => stack.disposeAsync())

  const write = async (method: string, path: string, body?: Buffer | string, headers = admin) => {
    const more = body === undefined ? {} : { body }
    const answer = await keyart.client.ask(path, {
      method,
      headers: { 'content-type': 'image/png', ...headers },
      ...more,
    })
    return answer
  }
  const done = async (method: string, path: string, body?: Buffer | string, headers = admin) => {
    const answer = await write(method, path, body, headers)
    assert.deepEqual([answer.status, answer.body.toString()], [204, ''], path)
  }
  const refused = async (
    status: number,
    code: string,
    ...call: Parameters<typeof write>
  ): Promise<string> => {
    const answer = await write(...call)
    const problem = JSON.parse(answer.body.toString()) as { code?: string; detail?: string }
    assert.deepEqual([answer.status, problem.code], [status, code], call[1] + problem.detail)
    assert.equal(answer.headers['cache-control'], 'no-store')
    return problem.detail ?? ''
  }
  const dto = (film: ItemDto) =>
    keyart.client.json<ItemDto>(`/Items/${film.Id}`, { headers: admin })
  const primary = async (film: ItemDto) => (await dto(film)).ImageTags?.['Primary']

  test('base64 and bytes, of every format; the tag is in the DTO at once and served', async () => {
    const film = films[0]!
    for (const [number, format] of ['jpg', 'png', 'webp', 'gif', 'avif', 'tif', 'svg'].entries()) {
      const bytes = await picture(200 + number, format)
      const base64 = bytes.toString('base64')
      const bodies = [
        bytes,
        base64,
        base64.replaceAll(/.{76}/g, '$&\r\n'),
        `data:x;base64,${base64}`,
      ]
      for (const body of bodies) {
        await done('POST', `/Items/${film.Id}/Images/Primary`, body)
        assert.equal(await primary(film), tagOf(bytes))
        await done('POST', `/emby/items/${film.Id}/images/0/0/delete`)
        assert.equal(await primary(film), film.ImageTags!['Primary'])
      }
    }
    const bytes = await picture(211)
    await done('POST', `/Items/${film.Id}/Images/Primary`, bytes)
    const { headers, body } = await keyart.client.ask(
      `/Items/${film.Id}/Images/Primary?tag=${tagOf(bytes)}`,
    )
    assert.ok(body.equals(bytes))
    assert.match(headers['cache-control'] ?? '', /immutable/)
    await done('DELETE', `/Items/${film.Id}/Images/Primary`)
    await done('DELETE', `/Items/${film.Id}/Images/Primary`)
    assert.equal(await primary(film), undefined)
    // Scripts that clear first do not look what there is.
    await done('DELETE', `/Items/${film.Id}/Images/Primary`)
    await done('DELETE', `/Items/${film.Id}/Images/Logo?imageIndex=3`)
  })

  test('backdrops are appended, replaced, moved and deleted', async () => {
    const film = films[1]!
    const [a, b] = film.BackdropImageTags!
    const tags = async () => (await dto(film)).BackdropImageTags
    const backdrops = `/Items/${film.Id}/Images/Backdrop`
    const [x, y] = [await picture(300), await picture(301)]
    await done('POST', backdrops, x.toString('base64'))
    assert.deepEqual(await tags(), [a, b, tagOf(x)])
    await done('POST', `${backdrops}/2/Index?newIndex=0`)
    assert.deepEqual(await tags(), [tagOf(x), a, b])
    await done('POST', `${backdrops}/1`, y)
    assert.deepEqual(await tags(), [tagOf(x), tagOf(y), b])
    // A rescan leaves the order alone, whatever changes.
    const changed = await tree.draw('Brazil/fanart1.jpg', 333)
    const since = Date.now()
    await keyart.scanned(since - 1).catch(() => undefined)
    for (let tries = 0; (await tags())![2] !== changed.tag && tries < 200; tries++)
      await new Promise((resolve) => setTimeout(resolve, 50))
    assert.deepEqual(await tags(), [tagOf(x), tagOf(y), changed.tag])
    await done('DELETE', `${backdrops}/0`)
    await done('DELETE', `${backdrops}?imageIndex=1`)
    assert.deepEqual(await tags(), [tagOf(y)])
    await done('POST', `${backdrops}/1`, x)
    assert.deepEqual(await tags(), [tagOf(y), tagOf(x)])
    await refused(400, 'QUERY_INVALID', 'POST', `${backdrops}/3`, await picture(302))
    await refused(400, 'QUERY_INVALID', 'POST', `${backdrops}/0/Index?newIndex=2`)
    await refused(400, 'QUERY_INVALID', 'POST', `${backdrops}/0/Index`)
    await refused(404, 'IMAGE_NOT_FOUND', 'POST', `${backdrops}/7/Index?newIndex=0`)
    await refused(
      400,
      'QUERY_INVALID',
      'POST',
      `/Items/${film.Id}/Images/Primary/0/Index?newIndex=0`,
    )
    assert.deepEqual(await tags(), [tagOf(y), tagOf(x)])
  })

  test('jellyfin#11817: another order, an upload and a deletion leave the files of the library alone', async () => {
    const film = films[4]!
    const folder = join(tree.root, film.Name)
    const files = async () => {
      const names = (await readdir(folder)).toSorted()
      return await Promise.all(
        names.map(async (name) => [
          name,
          (await stat(join(folder, name))).mtimeMs,
          tagOf(await readFile(join(folder, name))),
        ]),
      )
    }
    const before = await files()
    const [a, b] = film.BackdropImageTags!
    const tags = async () => (await dto(film)).BackdropImageTags
    const backdrops = `/Items/${film.Id}/Images/Backdrop`
    await done('POST', `${backdrops}/0/Index?newIndex=1`)
    assert.deepEqual(await tags(), [b, a])
    const bytes = await picture(350)
    await done('POST', backdrops, bytes)
    assert.deepEqual(await tags(), [b, a, tagOf(bytes)])
    for (const index of [2, 0]) await done('DELETE', `${backdrops}/${index}`)
    assert.deepEqual(await tags(), [a])
    assert.deepEqual(await files(), before)
  })

  test('jellyfin#13137, jellyfin#7086: what is no picture, or too large, changes nothing and is said clearly', async () => {
    const film = films[2]!
    const url = `/Items/${film.Id}/Images/Primary`
    const jpeg = await picture(400)
    const broken = [
      Buffer.from('hello'),
      jpeg.subarray(0, jpeg.length - 40),
      Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(500)]),
      'hello',
      Buffer.from('hello').toString('base64'),
      jpeg.subarray(0, 60).toString('base64'),
      `${jpeg.toString('base64')}*`,
      '',
      '<svg',
      '<html><svg></svg>',
    ]
    for (const body of broken) await refused(400, 'IMAGE_INVALID', 'POST', url, body)
    await refused(400, 'IMAGE_INVALID', 'POST', url)
    const huge = `<svg xmlns="http://www.w3.org/2000/svg" width="20000" height="20000"/>`
    assert.match(await refused(400, 'IMAGE_INVALID', 'POST', url, huge), /pixel/)
    await refused(400, 'IMAGE_TYPE_UNKNOWN', 'POST', `/Items/${film.Id}/Images/Poster`, jpeg)
    await refused(400, 'ID_INVALID', 'POST', '/Items/x/Images/Primary', jpeg)
    await refused(404, 'ITEM_NOT_FOUND', 'POST', `/Items/${'0'.repeat(32)}/Images/Primary`, jpeg)
    await refused(400, 'QUERY_INVALID', 'POST', `${url}/1`, jpeg)
    await refused(400, 'QUERY_INVALID', 'POST', `${url}/x`, jpeg)
    const uploads = join(data, 'uploads')
    const before = await readdir(uploads)
    const long = Buffer.alloc(51_000_000)
    jpeg.copy(long)
    await refused(413, 'IMAGE_TOO_LARGE', 'POST', url, long)
    assert.equal(await primary(film), film.ImageTags!['Primary'])
    assert.deepEqual(await readdir(uploads), before)
    assert.deepEqual(await readdir(join(uploads, 'tmp')), [])
  })

  test('only admins write, users only their own picture', async () => {
    const film = films[3]!
    const bytes = await picture(500)
    const [asAnna, asBen] = [headersOf[anna]!, headersOf[ben]!]
    const own = (id: string) => `/Users/${id}/Images/Primary`
    const adminOnly: [string, string][] = [
      ['POST', `/Items/${film.Id}/Images/Primary`],
      ['POST', `/Items/${film.Id}/Images/Backdrop/0`],
      ['DELETE', `/Items/${film.Id}/Images/Primary`],
      ['POST', `/Items/${film.Id}/Images/Primary/Delete`],
      ['POST', `/Items/${film.Id}/Images/Backdrop/0/Delete`],
      ['POST', `/Items/${film.Id}/Images/Backdrop/0/Index?newIndex=1`],
      ['POST', `/Items/${film.Id}/Images/Backdrop/0/Url?Url=http://192.0.2.1/`],
      ['POST', `/Items/${film.Id}/RemoteImages/Download?type=Primary&imageUrl=http://192.0.2.1/`],
      ['POST', '/Branding/Splashscreen'],
      ['DELETE', '/Branding/Splashscreen'],
    ]
    for (const [method, path] of adminOnly) {
      await refused(401, 'UNAUTHENTICATED', method, path, bytes, {})
      await refused(403, 'FORBIDDEN', method, path, bytes, asAnna)
    }
    for (const path of [own(ben), `/UserImage?userId=${ben}`, `/UserImage?userId=&userId=${ben}`]) {
      await refused(401, 'UNAUTHENTICATED', 'POST', path, bytes, {})
      await refused(403, 'FORBIDDEN', 'POST', path, bytes, asAnna)
      await refused(403, 'FORBIDDEN', 'DELETE', path, undefined, asAnna)
    }
    const tag = async () =>
      (await keyart.client.json<{ PrimaryImageTag?: string }>(`/Users/${ben}`, { headers: asBen }))
        .PrimaryImageTag
    for (const path of [
      own(ben),
      `/Users/${ben}/Images/Profile/0`,
      '/UserImage',
      `/UserImage?userId=${ben}`,
    ]) {
      await done('POST', path, bytes.toString('base64'), asBen)
      assert.equal(await tag(), tagOf(bytes))
      await done('DELETE', path, undefined, asBen)
      assert.equal(await tag(), undefined)
    }
    await done('POST', own(ben), bytes)
    await done('POST', `${own(ben)}/0/Delete`)
    await refused(400, 'QUERY_INVALID', 'POST', `/Users/${ben}/Images/Backdrop`, bytes)
    await refused(404, 'USER_NOT_FOUND', 'POST', `/UserImage?userId=${'0'.repeat(32)}`, bytes)
    await refused(400, 'QUERY_INVALID', 'POST', '/UserImage', bytes)
    assert.equal(await primary(film), film.ImageTags!['Primary'])
  })

  test('a splash screen takes every parameter', async () => {
    const path = '/Branding/Splashscreen'
    await refused(404, 'IMAGE_NOT_FOUND', 'GET', path)
    await refused(404, 'IMAGE_NOT_FOUND', 'DELETE', path)
    await done('POST', path, await picture(600, 'png'))
    const { status, headers } = await keyart.client.ask(`${path}?width=10&format=jpg`)
    assert.deepEqual([status, headers['content-type']], [200, 'image/jpeg'])
    await done('DELETE', path)
    await refused(404, 'IMAGE_NOT_FOUND', 'GET', path)
  })

  test('CVE-2021-29490, jellyfin#12143: a URL of this network is refused; there are no providers, and that is said', async (t) => {
    const film = films[4]!
    const asked: unknown[] = []
    const server = createServer((request, response) => {
      asked.push(request.url)
      response.end()
    }).listen(0, '127.0.0.1')
    t.after(() => server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]']) {
      const url = encodeURIComponent(`http://${host}:${port}/x.png`)
      await refused(400, 'URL_REFUSED', 'POST', `/Items/${film.Id}/Images/Primary/0/Url?Url=${url}`)
      const download = `/Items/${film.Id}/RemoteImages/Download?type=Primary&imageUrl=${url}`
      await refused(400, 'URL_REFUSED', 'POST', download)
    }
    assert.deepEqual(asked, [])
    await refused(400, 'QUERY_INVALID', 'POST', `/Items/${film.Id}/Images/Primary/0/Url`)
    await refused(400, 'QUERY_INVALID', 'POST', `/Items/${film.Id}/RemoteImages/Download?type=Logo`)
    const read = { headers: admin }
    assert.deepEqual(await keyart.client.json(`/Items/${film.Id}/RemoteImages`, read), {
      Images: [],
      TotalRecordCount: 0,
      Providers: [],
    })
    assert.deepEqual(await keyart.client.json(`/Items/${film.Id}/RemoteImages/Providers`, read), [])
  })

  test('many at once all count, in some order', async () => {
    const film = films[5]!
    const bodies = await Promise.all(Array.from({ length: 12 }, (_, n) => picture(700 + n)))
    await Promise.all(bodies.map((body) => done('POST', `/Items/${film.Id}/Images/Backdrop`, body)))
    const tags = (await dto(film)).BackdropImageTags!
    assert.deepEqual(tags.slice(0, 2), film.BackdropImageTags)
    assert.deepEqual(tags.slice(2).toSorted(), bodies.map(tagOf).toSorted())
  })
})
