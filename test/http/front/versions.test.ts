import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import sharp from 'sharp'
import type { SizePreset } from '../../../src/prerender/size-preset.ts'
import { Client } from '../../support/ask.ts'
import { field } from '../../support/coloured-library.ts'
import { eventually, Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const id = '0123456789abcdef0123456789abcdef'

async function openInFront(version: string, args: readonly string[] = [], apiKey?: string) {
  await using stack = new AsyncDisposableStack()
  const origin = stack.use(await PlayingOrigin.open())
  origin.version = version
  origin.apiKey = apiKey
  origin.put(id, 'Primary', 0, await field('red', 40, 60))
  origin.forward(60_000)
  const { path: data } = stack.use(await temporaryFolder('front'))
  const front = stack.use(
    await Keyart.start({
      libraries: [],
      data,
      scanned: false,
      args: ['--upstream', origin.url, ...args],
      environment: apiKey === undefined ? {} : { KEYART_UPSTREAM_API_KEY: apiKey },
    }),
  )
  const client = stack.use(new Client(front.url))
  const owned = stack.move()
  return { origin, client, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

suite('the rules of the version that stands behind', () => {
  for (const [version, args, width, path, authorization] of [
    ['10.11.11', [], 80, '/emby/Items/x?api_key=1', undefined],
    ['12.0.0', [], 40, '/Items/x?ApiKey=1', 'MediaBrowser Token="t"'],
    [
      '12.0.0',
      ['--upstream-legacy', 'off', '--upstream-enlarge', 'on'],
      80,
      '/emby/Items/x?api_key=1',
      undefined,
    ],
  ] as const)
    test(`${version} ${args.join(' ')}`, async () => {
      await using there = await openInFront(version, args)
      const { client, origin } = there
      const { body } = await client.ask(`/Items/${id}/Images/Primary?width=80`)
      assert.equal((await sharp(body).metadata()).width, width)
      await client.ask('/emby/Items/x?api_key=1', { headers: { 'x-emby-token': 't' } })
      const asked = origin.asked.at(-1)
      assert.equal(asked?.path, path)
      assert.equal(asked.headers.authorization, authorization)
      // An image with the old prefix is Keyart's all the same.
      const image = await client.ask(`/emby/Items/${id}/Images/Primary?width=20`)
      assert.match(String(image.headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/)
    })
})

test('what is transparent becomes black in a format without transparency, as at the origin', async () => {
  await using there = await openInFront('10.11.11')
  const { client, origin } = there
  const clear = { r: 255, g: 255, b: 255, alpha: 0 }
  const logo = sharp({ create: { width: 40, height: 20, channels: 4, background: clear } })
  origin.put(id, 'Logo', 0, await logo.png().toBuffer())
  for (const [query, colour] of [
    ['format=jpg', 0],
    ['format=jpg&backgroundColor=white', 255],
  ] as const) {
    const { body } = await client.ask(`/Items/${id}/Images/Logo?width=20&${query}`)
    assert.deepEqual(
      [...(await sharp(body).raw().toBuffer()).subarray(0, 3)],
      [colour, colour, colour],
    )
  }
})

test('the splash screen keeps its sizes, although the origin takes no HEAD of it', async () => {
  await using there = await openInFront('12.0.0')
  const { client, origin } = there
  const bytes = await field('blue', 64, 36)
  origin.splashscreen = { bytes, tag: '1', modifiedAt: 0 }
  const widthNow = async (query: string) => {
    const { body, headers } = await client.ask(`/Branding/Splashscreen${query}`)
    assert.match(String(headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/)
    return (await sharp(body).metadata()).width
  }
  assert.equal(await widthNow('?width=32'), 32)
  // What was stored is confirmed by the origin first.
  assert.equal((await client.ask('/Items/x', { method: 'POST' })).status, 204)
  assert.equal(await widthNow('?width=16'), 16)
  // And what has changed is seen.
  origin.splashscreen = { bytes: await field('blue', 20, 10), tag: '2', modifiedAt: 5_000 }
  assert.equal((await client.ask('/Items/x', { method: 'POST' })).status, 204)
  assert.equal(await widthNow(''), 20)
})

test('without an API key, what a list called a photograph is left to the origin', async () => {
  await using there = await openInFront('12.0.0')
  const { client, origin } = there
  let at = 0
  // Lists are read while they pass, in a thread that has to start first.
  await eventually(async () => {
    const photo = (++at).toString(16).padStart(32, '0')
    origin.put(photo, 'Primary', 0, await field('red', 40, 60), 60_000)
    origin.kinds.set(photo, 'Photo')
    await client.ask('/Items')
    const path = `/Items/${photo}/Images/Primary?width=11&tag=${origin.tag(photo, 'Primary')}`
    const { headers } = await client.ask(path)
    assert.equal(headers['cache-status'], 'Keyart; fwd=bypass; detail=photo')
    assert.equal(origin.asked.at(-1)?.path, path)
  })
})

test('an original that the origin takes long for is not waited for', async () => {
  await using there = await openInFront('12.0.0')
  const { client, origin } = there
  origin.hangsAt = `/Items/${id}/Images/Primary`
  const { status, headers } = await client.ask(`/Items/${id}/Images/Primary?width=10`)
  assert.equal(status, 200)
  assert.equal(headers['cache-status'], 'Keyart; fwd=bypass; detail=UPSTREAM_AWAY')
})

suite('sizes are created in advance as jellyfin-web of that version requests them', () => {
  for (const [version, rule] of [
    ['10.11.11', 'nearest'],
    ['12.0.0', 'up'],
  ] as const)
    test(version, async () => {
      await using there = await openInFront(version, [], 'key')
      interface Report {
        readonly prerender: { readonly presets: readonly SizePreset[] }
      }
      const headers = { 'x-emby-token': 'key' }
      const { prerender } = await there.client.json<Report>('/keyart/api/upstream', { headers })
      const guess = prerender.presets.find(({ size }) => size.fillWidth === 228)
      assert.equal(guess?.fillHeight, rule)
    })
})
