import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import type { ItemDto } from '../../src/dto/schemas.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { jellyfinWebPresets } from '../../src/prerender/jellyfin-web.ts'
import { readPagePresets } from '../../src/prerender/own-page.ts'
import { planPrerender } from '../../src/prerender/plan-prerender.ts'
import { kindOf } from '../../src/prerender/size-preset.ts'
import type { Page } from '../support/announced.ts'
import { apiKey, eventually, Keyart, libraryArguments, runKeyart } from '../support/keyart.ts'
import { noise, write } from '../support/pictures.ts'
import { chromiumAccept, prerendered, reportPrerender } from '../support/prerendered.ts'
import { temporaryFolder } from '../support/temporary.ts'

/** Of a poster of 240 x 360, in the presets of jellyfin-web and of the page, as far as it is built. */
const made = planPrerender(
  {
    type: 'Primary',
    tag: 'a'.repeat(32),
    width: 240,
    height: 360,
    format: 'jpeg',
    hasAlpha: false,
    frames: 1,
    servableAsIs: true,
  } as ImageRecord,
  Map.groupBy([...jellyfinWebPresets, ...readPagePresets()], kindOf),
  { maxOutputPixels: 1_000_000 },
  'prerendered',
).first.size

async function addFilms(root: string, from: number, count: number): Promise<void> {
  for (let number = from; number < from + count; number++) {
    const film = join(root, `Film ${number} (2000)`)
    await mkdir(film, { recursive: true })
    await writeFile(join(film, 'Film.mkv'), '')
    await write(join(film, 'poster.jpg'), noise(240, 360, number + 1).jpeg())
  }
}

async function openPlace(films: number) {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const root = join(path, 'films')
  await addFilms(root, 0, films)
  const options = {
    libraries: [{ kind: 'movies', folder: root }],
    data: join(path, 'data'),
    args: ['--media-ffmpeg', 'off'],
  }
  const owned = stack.move()
  return { root, options, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function posters(keyart: Keyart, width = 213): Promise<string[]> {
  const { Items } = await keyart.client.json<Page<ItemDto>>(
    '/Items?Recursive=true&IncludeItemTypes=Movie&Limit=500&fields=PrimaryImageAspectRatio',
  )
  return Items.map(({ Id, ImageTags, PrimaryImageAspectRatio }) => {
    const height = Math.round(width / PrimaryImageAspectRatio!)
    const tag = ImageTags!['Primary']
    return `/Items/${Id}/Images/Primary?fillHeight=${height}&fillWidth=${width}&quality=96&tag=${tag}`
  })
}

async function ask(keyart: Keyart, path: string, more: Record<string, string> = {}) {
  return await keyart.client.ask(path, { headers: { accept: chromiumAccept, ...more } })
}

const hit = /^Keyart; hit; detail=(?:memory|storage)$/
const memoryHit = 'Keyart; hit; detail=memory'

test('sixty posters that nobody has seen, all at once: all made already', async () => {
  await using place = await openPlace(60)
  await using keyart = await Keyart.start(place.options)
  const report = await prerendered(keyart, 60 * made)
  assert.equal(report.images, 60)
  assert.equal(report.done, 60)
  assert.equal(report.made, 60 * made)
  assert.ok(report.bytes > 0 && report.presets.length > 0)
  const answers = await Promise.all((await posters(keyart)).map((path) => ask(keyart, path)))
  assert.equal(answers.length, 60)
  for (const { status, headers } of answers) {
    assert.equal(status, 200)
    assert.match(String(headers['cache-status']), hit)
    assert.equal(headers['vary'], 'Accept')
  }
})

test('kill -9 in the middle: the next start makes what is missing', async () => {
  await using place = await openPlace(40)
  await using first = await Keyart.start(place.options)
  await eventually(async () => assert.ok((await reportPrerender(first)).made > 0))
  await first.kill9()
  await using second = await Keyart.start(place.options)
  const report = await prerendered(second)
  assert.equal(report.done, 40)
  assert.ok(report.made < 40 * made, String(report.made))
  assert.equal(await second.stop(), 0)
  await using third = await Keyart.start(place.options)
  assert.equal((await prerendered(third)).made, 0)
  // Read ahead: nobody has asked this server for any of them.
  for (const path of await posters(third))
    assert.equal((await ask(third, path)).headers['cache-status'], memoryHit)
})

test('a film that is added, and a poster that is uploaded, are made soon', async () => {
  await using place = await openPlace(2)
  await mkdir(place.options.data)
  const headers = await apiKey(place.options.data)
  await using keyart = await Keyart.start({ ...place.options, headers })
  await prerendered(keyart, 2 * made)
  await addFilms(place.root, 2, 1)
  await prerendered(keyart, 3 * made)

  const [path] = await posters(keyart)
  const owner = path!.split('/')[2]!
  const upload = await keyart.client.ask(`/Items/${owner}/Images/Primary`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: (await noise(240, 360, 99).jpeg().toBuffer()).toString('base64'),
  })
  assert.equal(upload.status, 204)
  await prerendered(keyart, 4 * made)
  const again = (await posters(keyart)).find((one) => one.includes(owner))
  assert.notEqual(again, path)
  assert.match(String((await ask(keyart, again!)).headers['cache-status']), hit)
})

test('what clients ask for is remembered over a restart, and made for what comes', async () => {
  await using place = await openPlace(4)
  {
    await using keyart = await Keyart.start(place.options)
    await prerendered(keyart, 4 * made)
    for (const path of await posters(keyart, 120))
      for (const client of ['127.0.0.1', '127.0.0.2'])
        await keyart.client.ask(path, { headers: { accept: chromiumAccept }, from: client })
    assert.equal(await keyart.stop(), 0)
  }
  await addFilms(place.root, 4, 3)
  await using keyart = await Keyart.start(place.options)
  const { presets } = await prerendered(keyart, 1)
  const tall = presets.filter(
    // The page's own have another quality.
    ({ type, orientation, quality }) =>
      type === 'Primary' && orientation === 'tall' && quality === 96,
  )
  assert.deepEqual(tall, [
    {
      type: 'Primary',
      orientation: 'tall',
      size: { fillWidth: 120 },
      fillHeight: 'nearest',
      quality: 96,
      accepts: 'avif',
    },
  ])
  for (const path of await posters(keyart, 120)) {
    const { headers } = await ask(keyart, path)
    assert.equal(headers['cache-status'], memoryHit)
    // Clients that take AVIF ask for it.
    assert.equal(headers['content-type'], 'image/avif')
  }
})

test('WebP at once and AVIF once it is made; what a client has stays good', async () => {
  await using place = await openPlace(1)
  await using keyart = await Keyart.start(place.options)
  await prerendered(keyart, made)
  const [path] = await posters(keyart)
  const first = await ask(keyart, path!)
  assert.equal(first.headers['content-type'], 'image/webp')
  const avif = await eventually(async () => {
    const answer = await ask(keyart, path!)
    assert.equal(answer.headers['content-type'], 'image/avif')
    return answer
  })
  assert.match(String(avif.headers['cache-status']), hit)
  assert.equal(avif.headers['vary'], 'Accept')
  assert.notEqual(avif.headers['etag'], first.headers['etag'])
  for (const { headers } of [first, avif]) {
    const kept = await ask(keyart, path!, { 'if-none-match': headers['etag']! })
    assert.equal(kept.status, 304)
    assert.equal(kept.headers['etag'], headers['etag'])
  }
  const others = await keyart.client.ask(path!, { headers: { accept: 'image/webp,*/*' } })
  assert.equal(others.headers['etag'], first.headers['etag'])
})

test('the command makes the same, and says so; with the setting off a server makes nothing', async () => {
  await using place = await openPlace(5)
  const { options } = place
  const words = [...libraryArguments(options), '--data', options.data, ...options.args]
  assert.equal((await runKeyart(['scan', ...words])).code, 0)
  const run = await runKeyart(['prerender', ...words])
  assert.equal(run.code, 0, run.errors)
  assert.match(
    run.out,
    new RegExp(
      String.raw`^5 images, ${5 * made} derivatives created, 0 images skipped, \d+\.\d MB, [\d.]+ s, [\d.]+ s of processor time$`,
      'm',
    ),
  )
  assert.match((await runKeyart(['prerender', ...words])).out, /^5 images, 0 derivatives created/m)
  const none = await runKeyart(['prerender', '--data', options.data])
  assert.equal(none.code, 2)
  assert.match(none.errors, /Expected at least one --library/)

  const off = { ...options, args: [...options.args, '--no-prerender-enabled'] }
  await using keyart = await Keyart.start(off)
  await addFilms(place.root, 5, 1)
  await eventually(async () => assert.equal((await keyart.report()).images, 6))
  await sleep(300)
  const report = await reportPrerender(keyart)
  assert.equal(report.state, 'off')
  assert.equal(report.made, 0)
})
