import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { problems } from '../../../src/errors.ts'
import { headersOf, openRoles } from '../../support/roles.ts'

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

type Answer = Awaited<ReturnType<Place['ask']>>

/** Whether something else was sent, because the budget is spent. */
function isSubstitute({ statusCode, headers }: Answer): boolean {
  assert.equal(statusCode, 200)
  return headers['cache-status'] === 'Keyart; hit; detail=substitute'
}

/** Asks for new widths until one is not made; how many were. */
async function exhaust({ ask, poster }: Place, from: string, first: number): Promise<number> {
  for (let n = 0; n < 200; n++)
    if (isSubstitute(await ask(`${poster}?width=${first + n}`, { from }))) return n
  return assert.fail('Expected an end within 200 images')
}

describe('a budget for each client and original', () => {
  let there: Place
  before(async () => {
    there = await place('--limits-derivatives-per-hour', '3', '--cache-memory-bytes', '0')
  })
  after(() => there[Symbol.asyncDispose]())

  test('point 14: so many new sizes, then the nearest that there is, for this once', async () => {
    assert.equal(await exhaust(there, '192.0.2.1', 20), 3)
    await there.open.app.derivatives.settled()
    const made = await there.ask(`${there.poster}?width=22`)
    // The next larger one, in the format that was asked for.
    const nearest = await there.ask(`${there.poster}?width=21&quality=50`)
    assert.ok(isSubstitute(nearest))
    const exact = await there.ask(`${there.poster}?width=21`)
    assert.ok(!isSubstitute(exact))
    assert.deepEqual(nearest.rawPayload, exact.rawPayload)
    const { headers } = await there.ask(`${there.poster}?width=21&quality=50`)
    const wait = Number(headers['retry-after'])
    assert.ok(wait >= 1 && wait <= 1200, `${wait} seconds`)
    assert.equal(headers['cache-control'], 'no-store')
    for (const name of ['etag', 'last-modified']) assert.equal(headers[name], undefined, name)
    assert.equal(Number(headers['content-length']), nearest.rawPayload.length)
    assert.equal(headers['content-type'], made.headers['content-type'])
    const tiers = new Map([...there.open.deps.traffic.images].map(([[tier], n]) => [tier, n]))
    assert.ok((tiers.get('substitute') ?? 0) >= 3)
  })

  test('point 14: a small original stands in for what is larger than all sizes that there are', async () => {
    const original = await there.ask(there.poster)
    const wide = await there.ask(`${there.poster}?width=90`)
    assert.ok(isSubstitute(wide))
    assert.deepEqual(wide.rawPayload, original.rawPayload)
    assert.equal(wide.headers['content-type'], original.headers['content-type'])
    const head = await there.ask(`${there.poster}?width=91`, { method: 'HEAD' })
    assert.ok(isSubstitute(head))
    assert.equal(Number(head.headers['content-length']), original.rawPayload.length)
  })

  test('point 14: one who has spent all locks nobody out', async () => {
    assert.ok(!isSubstitute(await there.ask(`${there.poster}?width=98`, { from: '192.0.2.2' })))
    const [photo] = (await there.open.app.catalog.queryItems({ recursive: true, kinds: ['Photo'] }))
      .items
    assert.ok(!isSubstitute(await there.ask(`/Items/${photo!.id}/Images/Primary?width=20`)))
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
    for (const url of ['/health/live', '/health/ready', '/System/Info/Public'])
      assert.equal((await there.ask(url)).statusCode, 200, url)
  })

  test('a 304 needs no image: it is not refused where none was made', async () => {
    const headers = { 'if-none-match': '*' }
    assert.equal((await there.ask(`${there.poster}?width=77`, { headers })).statusCode, 304)
  })

  test('admins and programs with a key have no such bound, users a larger one', async () => {
    for (const [at, role] of (['admin', 'key', 'user'] as const).entries())
      for (let n = 0; n < 3 * 4; n++) {
        const url = `${there.poster}?width=${100 + 20 * at + n}`
        assert.ok(!isSubstitute(await there.ask(url, { role })), role)
      }
    assert.ok(isSubstitute(await there.ask(`${there.poster}?width=199`, { role: 'user' })))
    assert.ok(!isSubstitute(await there.ask(`${there.poster}?width=198`, { role: 'key' })))
    assert.ok(isSubstitute(await there.ask(`${there.poster}?width=197`, { role: 'bad' })))
  })

  test('measuring an original is charged, too', async () => {
    assert.ok(isSubstitute(await there.ask(`${there.poster}?cropWhitespace=true&width=30`)))
  })

  test('no AVIF is made behind an answer that is none to what was asked', async () => {
    const headers = { accept: 'image/avif,image/webp,*/*' }
    assert.ok(isSubstitute(await there.ask(`${there.poster}?width=33`, { headers })))
    assert.equal(there.open.app.refiner.waiting, 0)
  })
})

test('point 14: only where there is nothing at all it is a 429 that says when', async () => {
  await using there = await place('--limits-derivatives-per-hour', '1')
  // Drawn of its items: there is no original to send.
  const [library] = there.open.app.libraries
  const collage = `/Items/${library!.id}/Images/Primary`
  const first = await there.ask(`${collage}?width=50&format=webp`)
  assert.equal(first.statusCode, 200)
  const { statusCode, headers, json } = await there.ask(`${collage}?width=60&format=png`)
  assert.equal(statusCode, problems.RENDER_BUDGET[0])
  assert.equal((json() as { code: string }).code, 'RENDER_BUDGET')
  assert.ok(Number(headers['retry-after']) >= 1)
  assert.equal(headers['cache-control'], 'no-store')
  assert.equal(headers['etag'], undefined)
})

describe('a budget for each address', () => {
  let there: Place
  before(async () => {
    const second = ['--limits-render-seconds-per-minute', '1', '--limits-derivatives-per-hour', '0']
    there = await place(...second, '--http-trusted-proxies', '198.51.100.0/24')
  })
  after(() => there[Symbol.asyncDispose]())
  const isMade = async (from: string, width: number, forwarded?: string) => {
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    // Too large for another one to fit in.
    const url = `${there.poster}?width=${width}&format=webp`
    return !isSubstitute(await there.ask(url, { from, headers }))
  }

  test('one is refused, another is not', async () => {
    // A card takes a few milliseconds of the second.
    const many = await exhaust(there, '192.0.2.1', 1000)
    assert.ok(many >= 3, `${many}`)
    assert.equal(await isMade('192.0.2.1', 1500), false)
    assert.equal(await isMade('192.0.2.2', 1501), true)
  })

  test('IPv6 addresses count by their network', async () => {
    await exhaust(there, '2001:db8::1', 1300)
    assert.equal(await isMade('2001:db8::ffff:1', 1502), false)
    assert.equal(await isMade('2001:db8:0:1::1', 1503), true)
  })

  test('X-Forwarded-For counts from a trusted proxy alone', async () => {
    assert.equal(await isMade('198.51.100.7', 1504, '192.0.2.1'), false)
    assert.equal(await isMade('198.51.100.7', 1505, '192.0.2.5'), true)
    // Of what a client claims before the proxy, nothing is believed.
    assert.equal(await isMade('198.51.100.7', 1506, '192.0.2.6, 192.0.2.1'), false)
    assert.equal(await isMade('192.0.2.1', 1507, '192.0.2.7'), false)
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
