import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import type { ItemDto } from '../../../src/dto/schemas.ts'
import { Client } from '../../support/ask.ts'
import { field, openColouredFixture, quartersOf } from '../../support/coloured-library.ts'
import { eventually, Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'

/** In front of another Keyart, which speaks the API by itself. */
suite('in front of another Keyart', { timeout: 180_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: Awaited<ReturnType<typeof openColouredFixture>>
  let front: Client
  let films: readonly ItemDto[]

  const list = async () => {
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie&SortBy=SortName'
    const { Items } = await front.json<{ Items: readonly ItemDto[] }>(path, {
      headers: origin.user,
    })
    return Items
  }
  before(async () => {
    origin = stack.use(await openColouredFixture())
    const { path: data } = stack.use(await temporaryFolder('front'))
    const args = ['--upstream', origin.keyart.url]
    const server = await Keyart.start({ libraries: [], data, scanned: false, args })
    front = stack.use(new Client(stack.use(server).url))
    films = await list()
  })
  after(async () => await stack.disposeAsync())

  test('answers are the same, images have the same size and colour', async () => {
    assert.ok(films.length >= 4)
    for (const { Id: id, ImageTags: tags } of films)
      for (const query of [
        '',
        'width=20',
        'maxHeight=30',
        'fillWidth=7&fillHeight=90',
        'width=80',
      ]) {
        const path = `/Items/${id}/Images/Primary?${query}&tag=${tags?.['Primary']}`
        const answers = [await origin.keyart.client.ask(path), await front.ask(path)]
        const [theirs, ours] = await Promise.all(
          answers.map(async ({ body }) => {
            const { width, height } = await sharp(body).metadata()
            return `${width}x${height} ${await quartersOf(body)}`
          }),
        )
        assert.equal(ours, theirs, path)
        assert.match(String(answers[1]?.headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/)
      }
  })

  test('a current tag is immutable once it is proven, and another is not', async () => {
    const { Id: id, ImageTags: tags } = films[0]!
    const said = async (tag: string | undefined) =>
      String((await front.ask(`/Items/${id}/Images/Primary?tag=${tag}`)).headers['cache-control'])
    await eventually(async () => {
      await list()
      assert.match(await said(tags?.['Primary']), /immutable/)
    }, 30_000)
    for (const tag of ['invented', films[1]!.ImageTags?.['Primary']])
      assert.equal(await said(tag), 'no-cache')
  })

  test('who may not see an item there does not see its image here', async () => {
    const path = `/Items/${films.find(({ Name }) => Name === 'Alien')!.Id}/Images/Primary?width=9`
    for (const headers of [
      origin.user,
      origin.stranger,
      origin.admin,
      { 'x-emby-token': 'wrong' },
    ]) {
      const { status } = await origin.keyart.client.ask(path, { headers })
      for (let round = 0; round < 2; round++)
        assert.equal((await front.ask(path, { headers })).status, status)
    }
  })

  test('an upload through the front shows at once, with its new tag', async () => {
    const { Id: id, ImageTags: tags } = films[1]!
    const path = `/Items/${id}/Images/Primary`
    await front.ask(`${path}?width=9`)
    const headers = { ...origin.admin, 'content-type': 'image/png' }
    const body = (await field('cyan')).toString('base64')
    const { status } = await front.ask(path, { method: 'POST', headers, body })
    assert.equal(status, 204)
    assert.match(await quartersOf((await front.ask(`${path}?width=9`)).body), /^cyan/)
    const [, changed] = await list()
    assert.notEqual(changed?.ImageTags?.['Primary'], tags?.['Primary'])
    const old = await front.ask(`${path}?width=9&tag=${tags?.['Primary']}`)
    assert.equal(old.headers['cache-control'], 'no-cache')
    assert.match(await quartersOf(old.body), /^cyan/)
  })

  test('images by name, and the picture of a user in a size', async () => {
    const named = await front.ask('/Genres/Drama/Images/Primary/0?width=30', {
      headers: origin.user,
    })
    assert.equal(named.status, 200, named.body.toString())
    assert.equal((await sharp(named.body).metadata()).width, 30)
    const me = await front.json<{ Id: string }>('/Users/Me', { headers: origin.user })
    const path = `/Users/${me.Id}/Images/Primary`
    const headers = { ...origin.user, 'content-type': 'image/png' }
    const body = (await field('magenta')).toString('base64')
    assert.equal((await front.ask(path, { method: 'POST', headers, body })).status, 204)
    for (const own of [`${path}?width=11`, `/UserImage?userId=${me.Id}&width=11`]) {
      const picture = await front.ask(own)
      assert.match(await quartersOf(picture.body), /^magenta/, own)
      assert.equal((await sharp(picture.body).metadata()).width, 11)
      assert.match(String(picture.headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/)
    }
  })
})
