import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { ItemDto, UserDto } from '../../src/dto/schemas.ts'
import type { Page } from '../support/announced.ts'
import type { Answer, AskOptions } from '../support/ask.ts'
import { apiKey, Keyart, runKeyart } from '../support/keyart.ts'
import { temporaryFolder } from '../support/temporary.ts'
import { Tree } from '../support/tree.ts'

const immutable = 'public, max-age=31536000, immutable'
const film = 'Alien (1979)'
const staleTag = 'f'.repeat(32)

suite('HTTP over the wire', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let key: Readonly<Record<string, string>>
  let tree: Tree
  let dto: ItemDto
  let user: UserDto
  let images: string

  const ask = (path: string, headers: AskOptions['headers'] = {}, method = 'GET') =>
    keyart.client.ask(path, { method, headers })
  const tagOf = (name: string) => tree.require(`${film}/${name}`).tag

  before(async () => {
    const folder = stack.use(await temporaryFolder())
    const data = join(folder.path, 'data')
    tree = await new Tree(join(folder.path, 'films'))
      .film(`${film}/${film}.mkv`)
      .picture(
        ...['poster.jpg', 'fanart1.jpg', 'logo.png', 'fanart2.png', 'disc.svg', 'banner.webp'].map(
          (name) => `${film}/${name}`,
        ),
        ...[1, 2].map((number) => `${film}/${film}-chapter${number}.jpg`),
      )
      .write()
    const portrait = join(tree.root, film, 'logo.png')
    const added = await runKeyart(['user', 'add', 'Bo', '--image', portrait, '--data', data])
    assert.equal(added.code, 0, added.errors)
    const account = ['user', 'add', 'Cy', '--password', 'correct horse', '--data', data]
    assert.equal((await runKeyart(account)).code, 0)
    key = await apiKey(data)
    keyart = stack.use(
      await Keyart.start({
        libraries: [{ kind: 'movies', folder: tree.root }],
        data,
        headers: key,
        args: ['--no-formats-quick-first'],
      }),
    )
    const { Items } = await keyart.client.json<Page<ItemDto>>(
      '/Items?Recursive=true&Fields=Chapters',
    )
    assert.equal(Items.length, 1)
    dto = Items[0]!
    images = `/Items/${dto.Id}/Images`
    user = (await keyart.client.json<UserDto[]>('/Users/Public'))[0]!
  })

  after(() => stack.disposeAsync())

  test('how long an answer may be kept follows from the tag alone', async () => {
    const rows = [
      [`tag=${tagOf('poster.jpg')}`, immutable],
      [`tag=${staleTag}`, 'no-cache'],
      ['tag=', 'no-cache'],
      ['', 'no-cache'],
    ] as const
    for (const size of ['', 'width=20', 'format=png', 'maxHeight=10&quality=50'])
      for (const [tag, expected] of rows) {
        const { status, headers } = await ask(`${images}/Primary?${size}&${tag}`)
        const row = `${size} ${tag}`
        assert.equal(status, 200, row)
        assert.equal(headers['cache-control'], expected, row)
        // Derivatives are told apart weakly.
        const strong = String(headers['cache-status']).includes('detail=original')
        const expectedTag = strong ? /^"[0-9a-f]{32}"$/ : /^W\/"[0-9a-f]{32}"$/
        assert.equal(strong, size === '', row)
        assert.match(String(headers['etag']), expectedTag, row)
        assert.ok(Date.parse(String(headers['last-modified'])) <= Date.now(), row)
        assert.match(String(headers['cache-status']), /^Keyart; /, row)
        assert.equal(headers['age'], undefined, row)
        assert.equal(headers['x-content-type-options'], 'nosniff', row)
        assert.equal(headers['access-control-allow-origin'], '*', row)
        assert.match(String(headers['content-disposition']), /^inline; filename="primary-.+\.\w+"$/)
      }
  })

  test('an original that fits goes out as it is, and one ETag is one outcome', async () => {
    const original = await readFile(join(tree.root, film, 'poster.jpg'))
    const plain = await ask(`${images}/Primary`)
    assert.deepEqual(plain.body, original)
    assert.equal(plain.headers['content-type'], 'image/jpeg')
    assert.equal(plain.headers['content-length'], String(original.length))
    const same = await ask(`${images}/Primary?maxWidth=5000&fillHeight=4000&format=jpg`)
    assert.equal(same.headers['etag'], plain.headers['etag'])
    const other = await ask(`${images}/Primary?width=20&format=jpg`)
    const others = await Promise.all(
      ['maxWidth=20&format=jpg', 'MAXWIDTH=20.4&FORMAT=JPEG', 'fillWidth=20&format=jpg'].map(
        (query) => ask(`${images}/Primary?${query}`),
      ),
    )
    assert.notEqual(other.headers['etag'], plain.headers['etag'])
    for (const one of others) {
      assert.equal(one.headers['etag'], other.headers['etag'])
      assert.deepEqual(one.body, other.body)
    }
    const vector = await ask(`${images}/Disc`)
    assert.equal(vector.headers['content-type'], 'image/png')
  })

  test('HEAD says what GET says, and sends nothing', async () => {
    const paths = [
      `${images}/Primary`,
      `${images}/Primary?width=33&format=webp`,
      `${images}/Logo?tag=${tagOf('logo.png')}&format=jpg`,
      `${images}/Menu`,
      `${images}/Nonsense`,
      `/Items/${dto.Id}`,
      '/UserViews',
    ]
    const statuses: number[] = []
    for (const path of paths) {
      const get = await ask(path)
      const head = await ask(path, {}, 'HEAD')
      assert.equal(head.status, get.status, path)
      assert.equal(head.body.length, 0, path)
      assert.deepEqual(comparable(head), comparable(get), path)
      statuses.push(get.status)
      if (get.status === 200) assert.equal(head.headers['content-length'], String(get.body.length))
    }
    assert.deepEqual(statuses, [200, 200, 200, 404, 400, 200, 200])
  })

  test('validators are answered with 304, by their order of precedence', async () => {
    for (const query of ['', '?width=21', `?tag=${tagOf('poster.jpg')}&width=22`]) {
      const path = `${images}/Primary${query}`
      const { headers } = await ask(path)
      const etag = String(headers['etag'])
      const modified = String(headers['last-modified'])
      const old = new Date(0).toUTCString()
      const rows: readonly (readonly [Record<string, string>, number])[] = [
        [{ 'if-none-match': etag }, 304],
        [{ 'if-none-match': `W/${etag.replace('W/', '')}` }, 304],
        [{ 'if-none-match': etag.replace('W/', '') }, 304],
        [{ 'if-none-match': `"other", ${etag}` }, 304],
        [{ 'if-none-match': '*' }, 304],
        [{ 'if-none-match': '"other"' }, 200],
        [{ 'if-modified-since': modified }, 304],
        [{ 'if-modified-since': old }, 200],
        [{ 'if-modified-since': 'yesterday' }, 200],
        // A date counts only where no tag stands.
        [{ 'if-none-match': '"other"', 'if-modified-since': modified }, 200],
        [{ 'if-none-match': etag, 'if-modified-since': old }, 304],
        [{ 'if-match': '"other"' }, 412],
        // If-Match compares strongly.
        [{ 'if-match': etag }, query === '' ? 200 : 412],
        [{ 'if-match': '*' }, 200],
        [{ 'if-unmodified-since': old }, 412],
        [{ 'if-unmodified-since': modified }, 200],
      ]
      for (const method of ['GET', 'HEAD'])
        for (const [asked, status] of rows) {
          const answer = await ask(path, asked, method)
          const row = `${method} ${path} ${JSON.stringify(asked)}`
          assert.equal(answer.status, status, row)
          if (status === 304) {
            assert.equal(answer.body.length, 0, row)
            for (const name of ['etag', 'cache-control', 'vary', 'access-control-allow-origin'])
              assert.equal(answer.headers[name], headers[name], `${name} of ${row}`)
            // What the client has already is not said again.
            for (const name of ['content-type', 'last-modified', 'content-disposition'])
              assert.equal(answer.headers[name], undefined, row)
          }
          if (status === 412) assertProblem(answer, 412, method === 'HEAD')
        }
    }
  })

  test('ranges of originals and derivatives', async () => {
    for (const query of ['', '?width=25&format=png']) {
      const path = `${images}/Primary${query}`
      const whole = await ask(path)
      const { length } = whole.body
      assert.equal(whole.headers['accept-ranges'], 'bytes')
      const parts = [
        ['bytes=0-9', 0, 9],
        ['bytes=10-', 10, length - 1],
        ['bytes=-7', length - 7, length - 1],
        [`bytes=5-${length + 100}`, 5, length - 1],
        [`bytes=-${length + 100}`, 0, length - 1],
      ] as const
      for (const [range, start, end] of parts) {
        const answer = await ask(path, { range })
        assert.equal(answer.status, 206, range)
        assert.equal(answer.headers['content-range'], `bytes ${start}-${end}/${length}`)
        assert.equal(answer.headers['content-length'], String(end - start + 1))
        assert.deepEqual(answer.body, whole.body.subarray(start, end + 1))
        assert.equal(answer.headers['etag'], whole.headers['etag'])
      }
      for (const range of ['bytes=0-1,4-5', 'bytes=9-3', 'lines=1-2', 'bytes=', 'nonsense']) {
        const answer = await ask(path, { range })
        assert.equal(answer.status, 200, range)
        assert.deepEqual(answer.body, whole.body)
      }
      for (const range of [`bytes=${length}-`, 'bytes=-0']) {
        const answer = await ask(path, { range })
        assertProblem(answer, 416)
        assert.equal(answer.headers['content-range'], `bytes */${length}`)
      }
      const etag = String(whole.headers['etag'])
      const modified = String(whole.headers['last-modified'])
      const conditions = [
        // Parts of two makings of a derivative must not be put together.
        [etag, query === '' ? 206 : 200],
        [`W/${etag.replace('W/', '')}`, 200],
        ['"other"', 200],
        [modified, query === '' ? 206 : 200],
        [new Date(0).toUTCString(), 200],
      ] as const
      for (const [condition, status] of conditions)
        assert.equal(
          (await ask(path, { range: 'bytes=0-3', 'if-range': condition })).status,
          status,
          condition,
        )
    }
  })

  test('the format is negotiated, and Vary says so only then', async () => {
    const rows = [
      ['Primary?width=20', 'image/webp,*/*', 'image/webp', 'Accept'],
      ['Primary?width=20', '*/*', 'image/jpeg', 'Accept'],
      ['Primary?width=20', 'image/webp;q=0', 'image/jpeg', 'Accept'],
      ['Primary?width=20&accept=webp', '*/*', 'image/webp', 'Accept'],
      ['Logo?width=20', '*/*', 'image/png', 'Accept'],
      ['Primary?width=20&format=png', 'image/webp', 'image/png', undefined],
      ['Primary', 'image/webp', 'image/jpeg', undefined],
      ['Logo', 'image/webp', 'image/png', undefined],
      ['Banner', 'image/webp', 'image/webp', 'Accept'],
      ['Banner?format=webp', 'image/jpeg', 'image/webp', undefined],
    ] as const
    for (const [path, accept, type, vary] of rows) {
      const { status, headers } = await ask(`${images}/${path}`, { accept })
      assert.equal(status, 200, path)
      assert.equal(headers['content-type'], type, `${path} for ${accept}`)
      assert.equal(headers['vary'], vary, `${path} for ${accept}`)
    }
    const plain = await ask(`${images}/Banner`, { accept: 'image/jpeg' })
    assert.match(String(plain.headers['content-type']), /^image\/(?:jpeg|png)$/)
  })

  test('CVE-2022-39239, CVE-2025-57752: no header but Accept says which picture is answered', async () => {
    const strange = {
      host: 'elsewhere.example',
      'x-forwarded-host': 'elsewhere.example',
      'x-forwarded-proto': 'ftp',
      'x-forwarded-prefix': '/elsewhere',
      'x-original-url': '/elsewhere.png',
      'x-rewrite-url': '/elsewhere.png',
      'x-ipx-width': '3',
      forwarded: 'host=elsewhere.example;proto=ftp',
      origin: 'http://elsewhere.example',
      referer: 'http://elsewhere.example/',
      cookie: 'user=somebody',
      dpr: '3',
      width: '3',
      'save-data': 'on',
      'cache-control': 'no-cache',
    }
    for (const query of ['', `?tag=${tagOf('poster.jpg')}&width=24&format=png`]) {
      const path = `${images}/Primary${query}`
      const plain = await ask(path)
      for (const headers of [
        strange,
        ...Object.entries(strange).map(([name, value]) => ({ [name]: value })),
      ]) {
        const answer = await ask(path, headers)
        const row = `${path} ${JSON.stringify(headers)}`
        assert.equal(answer.status, 200, row)
        for (const name of ['etag', 'content-type', 'cache-control', 'vary', 'location'])
          assert.equal(answer.headers[name], plain.headers[name], `${name} of ${row}`)
        assert.deepEqual(answer.body, plain.body, row)
      }
    }
  })

  test('one image by many addresses', async () => {
    const { headers } = await ask(`${images}/Backdrop/1`)
    const dashed = dto.Id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    const [first, second] = dto.BackdropImageTags!
    const same = [
      `${images}/Backdrop?imageIndex=1`,
      `${images}/Backdrop?ImageIndex=1`,
      `${images}/2/1`,
      `${images}/backdrop/1`,
      `${images}/BACKDROP/1/`,
      `/emby${images}/Backdrop/1`,
      `/MediaBrowser${images}/Backdrop/1`,
      `/EMBY${images.toLowerCase()}/backdrop/1`,
      `/items/${dashed.toUpperCase()}/images/Backdrop/1`,
      // A tag that names another one picks it, whatever the index.
      `${images}/Backdrop?tag=${second}`,
      `${images}/Backdrop/0?tag=${second}`,
      `${images}/Backdrop/7?TAG=${second}`,
    ]
    for (const path of same) {
      const answer = await ask(path)
      assert.equal(answer.status, 200, path)
      assert.equal(answer.headers['etag'], headers['etag'], path)
      assert.equal(
        answer.headers['cache-control'],
        /tag=/i.test(path) ? immutable : 'no-cache',
        path,
      )
    }
    const one = await ask(`${images}/Backdrop?tag=${first}`)
    assert.notEqual(one.headers['etag'], headers['etag'])
    // A tag of another type picks nothing.
    const primary = await ask(`${images}/Backdrop/1?tag=${tagOf('poster.jpg')}`)
    assert.equal(primary.headers['etag'], headers['etag'])
    assert.equal(primary.headers['cache-control'], 'no-cache')

    const chapter = await ask(`${images}/Chapter/1?tag=${dto.Chapters![1]!.ImageTag}`)
    assert.equal(chapter.headers['cache-control'], immutable)
    for (const path of ['ChapterImage/1', 'chapterimage?imageIndex=1', '10/1'])
      assert.equal((await ask(`${images}/${path}`)).headers['etag'], chapter.headers['etag'], path)
  })

  test('the picture of a user takes every parameter', async () => {
    assert.equal(user.PrimaryImageTag, tagOf('logo.png'))
    const tag = `tag=${user.PrimaryImageTag}`
    const first = await ask(`/Users/${user.Id}/Images/Primary?${tag}&width=15`)
    assert.equal(first.status, 200)
    assert.equal(first.headers['cache-control'], immutable)
    for (const path of [
      `/UserImage?userId=${user.Id}&${tag}&width=15`,
      `/emby/userimage?USERID=${user.Id}&${tag}&maxWidth=15`,
      `/Users/${user.Id}/Images/Primary/0?${tag}&width=15`,
      `/Users/${user.Id}/Images/Profile?${tag}&width=15`,
    ]) {
      const answer = await ask(path)
      assert.equal(answer.headers['etag'], first.headers['etag'], path)
      assert.deepEqual(answer.body, first.body)
    }
    assertProblem(await ask('/UserImage'), 400)
    assertProblem(await ask(`/UserImage?userId=${dto.Id.replace(/^./, 'x')}`), 400)
    assertProblem(await ask(`/Users/${user.Id}/Images/Primary/1`), 404)
    assertProblem(await ask(`/Users/${staleTag}/Images/Primary`), 404)
  })

  test('errors are problem documents that nobody keeps', async () => {
    const rows = [
      [`${images}/Menu`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`${images}/Primary/1`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`/Items/${staleTag}/Images/Primary`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`/Items/${staleTag}`, 404, 'ITEM_NOT_FOUND', undefined],
      [`/Users/${staleTag}`, 404, 'USER_NOT_FOUND', undefined],
      ['/nowhere', 404, 'ROUTE_NOT_FOUND', undefined],
      [`${images}/Poster`, 400, 'IMAGE_TYPE_UNKNOWN', 'imageType'],
      [`${images}/15`, 400, 'IMAGE_TYPE_UNKNOWN', 'imageType'],
      // Types that Emby alone has.
      [`${images}/LogoLight`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`${images}/thumbnail`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`${images}/14`, 404, 'IMAGE_NOT_FOUND', undefined],
      [`${images}/Primary/-1`, 400, 'QUERY_INVALID', 'imageIndex'],
      [`${images}/Primary?imageIndex=x`, 400, 'QUERY_INVALID', 'imageIndex'],
      [`${images}/Primary?width=abc`, 400, 'QUERY_INVALID', 'width'],
      [`${images}/Primary?quality=9.5`, 400, 'QUERY_INVALID', 'quality'],
      [`${images}/Primary?width=9000&height=9000`, 400, 'OUTPUT_TOO_LARGE', 'width'],
      [`${images}//0`, 400, 'QUERY_INVALID', 'type'],
      ['/Items//Images/Primary', 400, 'QUERY_INVALID', 'id'],
      ['/Items/17/Images/Primary', 400, 'ID_INVALID', 'itemId'],
      ['/Items?limit=many', 400, 'QUERY_INVALID', 'limit'],
      ['/Items?recursive=perhaps', 400, 'QUERY_INVALID', 'recursive'],
    ] as const
    for (const [path, status, code, parameter] of rows) {
      const answer = await ask(path)
      const problem = assertProblem(answer, status, false, path)
      assert.equal(problem['code'], code, path)
      assert.equal(problem['parameter'], parameter, path)
      if (parameter !== undefined)
        assert.ok(
          String(problem['detail']).includes(parameter),
          `${path}: ${String(problem['detail'])}`,
        )
      const page = await ask(String(problem['type']))
      assert.equal(page.status, 200)
      assert.ok(page.body.toString().includes(code))
      assert.equal(answer.headers['access-control-allow-origin'], '*')
    }
    assertProblem(await ask(`${images}/Primary`, {}, 'PROPFIND'), 404)
  })

  test('pages of other origins may ask', async () => {
    const answer = await ask(
      `${images}/Primary`,
      {
        origin: 'https://elsewhere.test',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range, x-emby-authorization',
      },
      'OPTIONS',
    )
    assert.equal(answer.status, 204)
    assert.equal(answer.headers['access-control-allow-origin'], '*')
    assert.match(String(answer.headers['access-control-allow-methods']), /\bGET\b/)
    assert.match(
      String(answer.headers['access-control-allow-headers']),
      /^(?:\*|.*range.*x-emby-authorization.*)$/,
    )
    const image = await ask(`${images}/Primary`, { origin: 'https://elsewhere.test' })
    assert.match(String(image.headers['access-control-expose-headers']), /ETag/)
    assert.equal(image.headers['cross-origin-resource-policy'], 'cross-origin')
  })

  test('the state of the scan comes as JSON and as events', async () => {
    const plain = await ask('/keyart/api/scan')
    assert.equal(plain.headers['cache-control'], 'no-store')
    assert.match(String(plain.headers['content-type']), /^application\/json/)
    const events = await firstEvents(`${keyart.url}/keyart/api/scan`, key, 2, async () => {
      await tree.draw(`${film}/banner.webp`, 400)
    })
    for (const event of events) {
      assert.ok(event['state'] === 'idle' || event['state'] === 'running')
      assert.equal(typeof event['items'], 'number')
    }
  })

  test('it is up, and says who it is', async () => {
    const health = await ask('/health')
    assert.deepEqual(JSON.parse(health.body.toString()), { status: 'ok' })
    const info = await keyart.client.json<Record<string, unknown>>('/System/Info/Public')
    assert.match(String(info['Id']), /^[0-9a-f]{32}$/)
    assert.deepEqual(info, await keyart.client.json('/emby/system/info/public'))
    const root = await ask('/')
    const { pathname } = new URL(String(root.headers['location']), `${keyart.url}/`)
    assert.deepEqual([root.status, pathname], [302, '/keyart/'])
  })
})

/** Headers that GET and HEAD must agree about. */
function comparable({ headers }: Answer): Record<string, unknown> {
  const ofOne = ['date', 'cache-status', 'connection', 'server-timing', 'x-request-id']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !ofOne.includes(name)))
}

function assertProblem(
  { status, headers, body }: Answer,
  expected: number,
  isHead = false,
  message = `Expected a problem of status ${expected}`,
): Record<string, unknown> {
  assert.equal(status, expected, message)
  assert.match(String(headers['content-type']), /^application\/problem\+json/, message)
  assert.equal(headers['cache-control'], 'no-store', message)
  assert.equal(headers['etag'], undefined, message)
  if (isHead) return {}
  const problem = JSON.parse(body.toString()) as Record<string, unknown>
  assert.equal(problem['status'], expected, message)
  return problem
}

/** The first events of a stream; `provoke` is called once the first one is there. */
function firstEvents(
  url: string,
  key: AskOptions['headers'],
  count: number,
  provoke: () => Promise<void>,
): Promise<Record<string, unknown>[]> {
  return new Promise((resolve, reject) => {
    const call = request(url, { headers: { ...key, accept: 'text/event-stream' } }, (response) => {
      let text = ''
      let provoked = false
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part
        const events = text.split('\n\n').slice(0, -1)
        if (events.length > 0 && !provoked) {
          provoked = true
          provoke().catch(reject)
        }
        if (events.length < count) return
        call.destroy()
        try {
          assert.match(String(response.headers['content-type']), /^text\/event-stream/)
          resolve(
            events.map(
              (event) => JSON.parse(event.replace(/^data: /, '')) as Record<string, unknown>,
            ),
          )
        } catch (error) {
          reject(error as Error)
        }
      })
    })
    call.once('error', reject).end()
  })
}
