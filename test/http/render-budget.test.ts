import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { problems } from '../../src/errors.ts'
import { headersOf, openRoles } from '../support/roles.ts'

interface Asked {
  readonly role?: Parameters<typeof headersOf>[0]
  readonly from?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: 'GET' | 'HEAD'
}

/** A server with `args`, and how to ask it for the poster of its one film. */
async function place(...args: readonly string[]) {
  const open = await openRoles({ args: [...args, '--no-prerender-enabled'] })
  const poster = `/Items/${open.film.id}/Images/Primary`
  const ask = async (
    url: string,
    { role = 'anonymous', from = '192.0.2.1', ...rest }: Asked = {},
  ) => {
    const { method = 'GET', headers = {} } = rest
    return await open.server.inject({
      method,
      url,
      remoteAddress: from,
      headers: { ...headersOf(role), ...headers },
    })
  }
  return { open, poster, ask, [Symbol.asyncDispose]: () => open[Symbol.asyncDispose]() }
}

type Place = Awaited<ReturnType<typeof place>>

/** Asks for new widths until one is refused; how many were not. */
async function exhaust({ ask, poster }: Place, from: string, first: number): Promise<number> {
  for (let n = 0; n < 200; n++) {
    const { statusCode } = await ask(`${poster}?width=${first + n}`, { from })
    if (statusCode === 429) return n
    assert.equal(statusCode, 200)
  }
  return assert.fail('Expected a refusal within 200 images')
}

describe('a budget for each original', () => {
  let there: Place
  before(async () => {
    there = await place('--limits-derivatives-per-hour', '3', '--cache-memory-bytes', '0')
  })
  after(() => there[Symbol.asyncDispose]())

  test('so many new sizes, then 429 that says when', async () => {
    assert.equal(await exhaust(there, '192.0.2.1', 20), 3)
    const { statusCode, headers, json } = await there.ask(`${there.poster}?width=99`)
    assert.equal(statusCode, problems.RENDER_BUDGET[0])
    assert.equal((json() as { code: string }).code, 'RENDER_BUDGET')
    const wait = Number(headers['retry-after'])
    assert.ok(wait >= 1 && wait <= 1200, `${wait} seconds`)
    assert.equal(headers['cache-control'], 'no-store')
    assert.equal(headers['etag'], undefined)
    const { refusals } = there.open.house.traffic
    assert.equal(new Map([...refusals].map(([[code], n]) => [code, n])).get('RENDER_BUDGET'), 2)
  })

  test('another address is refused new ones of that image, too, but not of another', async () => {
    const { statusCode } = await there.ask(`${there.poster}?width=98`, { from: '192.0.2.2' })
    assert.equal(statusCode, 429)
    const [photo] = (await there.open.app.catalog.queryItems({ recursive: true, kinds: ['Photo'] }))
      .items
    assert.equal((await there.ask(`/Items/${photo!.id}/Images/Primary?width=20`)).statusCode, 200)
  })

  test('what is there is served: from storage, 304s, HEAD, the original', async () => {
    await there.open.app.derivatives.settled()
    const kept = await there.ask(`${there.poster}?width=20`)
    assert.equal(kept.statusCode, 200)
    assert.equal(kept.headers['cache-status'], 'Keyart; hit; detail=storage')
    const etag = String(kept.headers['etag'])
    const same = await there.ask(`${there.poster}?width=20`, { headers: { 'if-none-match': etag } })
    assert.equal(same.statusCode, 304)
    assert.equal((await there.ask(`${there.poster}?width=21`, { method: 'HEAD' })).statusCode, 200)
    assert.equal((await there.ask(there.poster)).statusCode, 200)
  })

  test('DTOs and health are served', async () => {
    const { id } = there.open.film
    assert.equal((await there.ask(`/Items/${id}`)).statusCode, 401)
    assert.equal((await there.ask(`/Items/${id}`, { role: 'user' })).statusCode, 200)
    for (const url of ['/health/live', '/health/ready', '/System/Info/Public', '/keyart/api/scan'])
      assert.equal((await there.ask(url)).statusCode, 200, url)
  })

  test('a 304 needs no image: it is not refused where none was made', async () => {
    const headers = { 'if-none-match': '*' }
    assert.equal((await there.ask(`${there.poster}?width=77`, { headers })).statusCode, 304)
  })

  test('those who are signed in, and programs with a key, have no such bound', async () => {
    for (const [at, role] of (['user', 'admin', 'key'] as const).entries())
      for (let n = 0; n < 5; n++) {
        const { statusCode } = await there.ask(`${there.poster}?width=${100 + 10 * at + n}`, {
          role,
        })
        assert.equal(statusCode, 200, role)
      }
    assert.equal((await there.ask(`${there.poster}?width=140`, { role: 'bad' })).statusCode, 429)
  })

  test('measuring an original is paid for, too', async () => {
    assert.equal((await there.ask(`${there.poster}?cropWhitespace=true`)).statusCode, 429)
  })

  test('no AVIF is made behind an answer that was refused', async () => {
    const headers = { accept: 'image/avif,image/webp,*/*' }
    const { statusCode } = await there.ask(`${there.poster}?width=33`, { headers })
    assert.equal(statusCode, 429)
    assert.equal(there.open.app.refiner.waiting, 0)
  })
})

describe('a budget for each address', () => {
  let there: Place
  before(async () => {
    const second = ['--limits-render-seconds-per-minute', '1', '--limits-derivatives-per-hour', '0']
    there = await place(...second, '--http-trusted-proxies', '198.51.100.0/24')
  })
  after(() => there[Symbol.asyncDispose]())
  const status = async (from: string, width: number, forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    // Too large for another one to fit in.
    return (await there.ask(`${there.poster}?width=${width}&format=webp`, { from, headers }))
      .statusCode
  }

  test('one is refused, another is not', async () => {
    // A card takes a few milliseconds of the second.
    const many = await exhaust(there, '192.0.2.1', 1000)
    assert.ok(many >= 3, `${many}`)
    assert.equal(await status('192.0.2.1', 1500), 429)
    assert.equal(await status('192.0.2.2', 1501), 200)
  })

  test('IPv6 addresses count by their network', async () => {
    await exhaust(there, '2001:db8::1', 1300)
    assert.equal(await status('2001:db8::ffff:1', 1502), 429)
    assert.equal(await status('2001:db8:0:1::1', 1503), 200)
  })

  test('X-Forwarded-For counts from a trusted proxy alone', async () => {
    assert.equal(await status('198.51.100.7', 1504, '192.0.2.1'), 429)
    assert.equal(await status('198.51.100.7', 1505, '192.0.2.5'), 200)
    // Of what a client claims before the proxy, nothing is believed.
    assert.equal(await status('198.51.100.7', 1506, '192.0.2.6, 192.0.2.1'), 429)
    assert.equal(await status('192.0.2.1', 1507, '192.0.2.7'), 429)
  })

  test('signing in is slowed down by the same address', async () => {
    const signIn = async (from: string, forwarded: string) =>
      await there.open.server.inject({
        method: 'POST',
        url: '/Users/AuthenticateByName',
        remoteAddress: from,
        headers: { 'x-forwarded-for': forwarded },
        payload: { Username: `nobody ${Math.random()}`, Pw: 'wrong' },
      })
    for (let n = 0; n < 20; n++)
      assert.equal((await signIn('198.51.100.7', '203.0.113.1')).statusCode, 401)
    assert.equal((await signIn('198.51.100.7', '203.0.113.1')).statusCode, 429)
    assert.equal((await signIn('198.51.100.7', '203.0.113.2')).statusCode, 401)
    assert.equal((await signIn('203.0.113.1', '203.0.113.3')).statusCode, 429)
  })
})

test('a size step makes neighbours share a derivative, and only where it is set', async () => {
  await using stepped = await place('--limits-size-step', '10')
  const first = await stepped.ask(`${stepped.poster}?width=21`)
  const second = await stepped.ask(`${stepped.poster}?width=29`)
  assert.equal(second.headers['etag'], first.headers['etag'])
  await using exact = await place()
  const third = await exact.ask(`${exact.poster}?width=21`)
  const fourth = await exact.ask(`${exact.poster}?width=29`)
  assert.notEqual(third.headers['etag'], fourth.headers['etag'])
})
