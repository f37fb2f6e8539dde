import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { Ids } from '../../src/library/ids.ts'
import type { Page } from '../support/announced.ts'
import { field, openColouredFixture } from '../support/coloured-library.ts'
import { idsOf } from '../support/ids.ts'
import type { Keyart } from '../support/keyart.ts'

type Headers = Readonly<Record<string, string>>
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex').slice(0, 32)

/** A name of each kind; all but the artist are mentioned in `Films` alone. */
const names = [
  { list: 'Persons', kind: 'person', name: 'Mara' },
  { list: 'Genres', kind: 'genre', name: 'Action' },
  { list: 'Studios', kind: 'studio', name: 'Acme' },
  { list: 'Years', kind: 'year', name: '1985' },
  { list: 'Artists', kind: 'artist', name: 'Guest' },
] as const

suite('images of names', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let root: string
  let ids: Ids
  let admin: Headers, user: Headers, stranger: Headers

  before(async () => {
    // Names have no folder: the setting is nothing to them.
    const fixture = stack.use(await openColouredFixture(['--artwork-save-to-media']))
    ;({ keyart, root, admin, user, stranger } = fixture)
    ids = idsOf(join(root, 'data'))
  })
  after(() => stack.disposeAsync())

  const ask = (path: string, method = 'GET', headers: Headers = {}, body?: Buffer) =>
    keyart.client.ask(path, {
      method,
      headers: { 'content-type': 'image/png', ...headers },
      ...(body === undefined ? {} : { body }),
    })
  const done = async (method: string, path: string, body?: Buffer) => {
    const answer = await ask(path, method, admin, body)
    assert.deepEqual([answer.status, answer.body.toString()], [204, ''], path)
  }
  const json = <T = ItemDto>(path: string) => keyart.client.json<T>(path, { headers: user })
  const items = async (path: string) => (await json<Page<ItemDto>>(path)).Items
  const inList = async (list: string, name: string) =>
    (await items(`/${list}`)).find((dto) => dto.Name === name)!

  for (const [at, { list, kind, name }] of names.entries()) {
    let id = ''
    let images = ''
    before(() => {
      id = ids.name(kind, name)
      images = `/Items/${id}/Images`
    })

    test(`${kind}: an upload is announced and served at once, and leaves again`, async () => {
      const before = (await json(`/Items/${id}`)).ImageTags
      const files = await readdir(root, { recursive: true })
      const picture = await field('cyan', 30 + at, 30)
      const tag = hash(picture)
      await done('POST', `${images}/Primary`, picture)
      const dtos = [
        await inList(list, name),
        await json(`/Items/${id}`),
        await json(`/${list}/${name.toUpperCase()}`),
      ]
      for (const { Id, ImageTags, ImageBlurHashes } of dtos) {
        assert.equal(Id, id)
        assert.deepEqual(ImageTags, { Primary: tag })
        assert.deepEqual(Object.keys(ImageBlurHashes?.['Primary'] ?? {}), [tag])
      }
      for (const path of [
        `${images}/Primary`,
        `${images}/Primary/0`,
        `/${list}/${name}/Images/Primary`,
        `/${list}/${name.toLowerCase()}/Images/Primary/0`,
      ])
        for (const method of ['GET', 'HEAD'])
          for (const headers of [{}, user, admin]) {
            const answer = await ask(`${path}?tag=${tag}`, method, headers)
            assert.equal(answer.status, 200, path)
            assert.match(String(answer.headers['cache-control']), /immutable/, path)
            if (method === 'GET') assert.deepEqual(answer.body, picture)
          }
      const listed = await json<{ ImageType: string; ImageTag: string }[]>(images)
      assert.deepEqual(
        listed.map(({ ImageType, ImageTag }) => [ImageType, ImageTag]),
        [['Primary', tag]],
      )
      const folders = (path: string) => !path.startsWith('data')
      const now = await readdir(root, { recursive: true })
      assert.deepEqual(now.filter(folders).toSorted(), files.filter(folders).toSorted())

      await done(
        at % 2 === 0 ? 'DELETE' : 'POST',
        `${images}/Primary${at % 2 === 0 ? '' : '/Delete'}`,
      )
      assert.deepEqual((await json(`/Items/${id}`)).ImageTags, before)
      assert.deepEqual(await json(images), [])
    })

    test(`${kind}: several backdrops have an order`, async () => {
      const pictures = await Promise.all(
        (['red', 'green', 'blue'] as const).map((colour) => field(colour, 64, 36 + at)),
      )
      const [a, b, c] = pictures.map(hash)
      for (const picture of pictures) await done('POST', `${images}/Backdrop`, picture)
      const tags = async () => (await inList(list, name)).BackdropImageTags
      assert.deepEqual(await tags(), [a, b, c])
      await done('POST', `${images}/Backdrop/2/Index?newIndex=0`)
      assert.deepEqual(await tags(), [c, a, b])
      const second = await ask(`/${list}/${name}/Images/Backdrop/1`, 'GET', user)
      assert.deepEqual(second.body, pictures[0])
      await done('DELETE', `${images}/Backdrop/0`)
      await done('POST', `${images}/Backdrop/1/Delete`)
      assert.deepEqual(await tags(), [a])
      await done('DELETE', `${images}/Backdrop/0`)
      assert.deepEqual(await tags(), [])
    })

    test(`${kind}: admins alone change them, and who does not see the name sees none`, async () => {
      const picture = await field('magenta', 20 + at, 30)
      for (const [headers, status] of [
        [{}, 401],
        [user, 403],
        [stranger, 403],
      ] as const) {
        assert.equal((await ask(`${images}/Primary`, 'POST', headers, picture)).status, status)
        assert.equal((await ask(`${images}/Primary`, 'DELETE', headers)).status, status)
      }
      await done('POST', `${images}/Primary`, picture)
      for (const path of [`${images}/Primary`, `/${list}/${name}/Images/Primary`]) {
        assert.equal((await ask(path, 'GET', user)).status, 200)
        assert.equal((await ask(path, 'GET', stranger)).status, 404)
        assert.equal((await ask(`${path}?tag=${hash(picture)}`, 'HEAD', stranger)).status, 404)
      }
      assert.equal((await ask(images, 'GET', stranger)).status, 404)
      await done('DELETE', `${images}/Primary`)
    })

    test(`${kind}: what the other ways of giving pictures refuse of items`, async () => {
      const url = encodeURIComponent('http://127.0.0.1:1/a.png')
      for (const path of [
        `${images}/Primary/0/Url?url=${url}`,
        `/Items/${id}/RemoteImages/Download?type=Primary&imageUrl=${url}`,
      ]) {
        const { status, body } = await ask(path, 'POST', admin)
        const problem = JSON.parse(body.toString()) as { code: string }
        assert.deepEqual([status, problem.code], [400, 'URL_REFUSED'], path)
      }
      const offers = await json<{ TotalRecordCount: number }>(`/Items/${id}/RemoteImages`)
      assert.equal(offers.TotalRecordCount, 0)
      assert.equal((await ask(`${images}/Disc`, 'DELETE', admin)).status, 204)
      const broken = await ask(`${images}/Primary`, 'POST', admin, Buffer.from('no picture'))
      assert.equal(broken.status, 400)
    })
  }

  test('the portrait is in People of films and in search hints', async () => {
    const picture = await field('white', 33, 44)
    const tag = hash(picture)
    await done('POST', `/Items/${ids.name('person', 'Mara')}/Images/Primary`, picture)
    const [film] = await items('/Items?Recursive=true&IncludeItemTypes=Movie&Fields=People&Limit=1')
    const mara = film?.People?.find(({ Name }) => Name === 'Mara')
    assert.equal(mara?.PrimaryImageTag, tag)
    assert.deepEqual(Object.keys(mara?.ImageBlurHashes?.['Primary'] ?? {}), [tag])
    const { SearchHints } = await json<{
      SearchHints: { Name: string; PrimaryImageTag?: string }[]
    }>('/Search/Hints?searchTerm=mara')
    assert.deepEqual(
      SearchHints.map(({ Name, PrimaryImageTag }) => [Name, PrimaryImageTag]),
      [['Mara', tag]],
    )
  })

  test('what nothing mentions has no images, and takes none', async () => {
    const picture = await field('white')
    for (const id of [ids.name('genre', 'Nothing'), ids.name('year', '1800')])
      assert.equal((await ask(`/Items/${id}/Images/Primary`, 'POST', admin, picture)).status, 404)
  })

  test('an artist with a folder is the folder, by whichever id', async () => {
    const band = await inList('Artists', 'Band')
    const id = ids.name('artist', 'Band')
    assert.notEqual(band.Id, id)
    assert.equal((await json(`/Items/${id}`)).Id, band.Id)
    const picture = await field('cyan', 55, 55)
    await done('POST', `/Items/${id}/Images/Primary`, picture)
    assert.equal((await inList('Artists', 'Band')).ImageTags?.['Primary'], hash(picture))
    assert.deepEqual((await ask('/Artists/Band/Images/Primary', 'GET', user)).body, picture)
  })
})
