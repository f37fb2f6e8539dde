import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import type { ItemDto } from '../../../src/dto/schemas.ts'
import { recordedSizes } from '../../golden/recorded-sizes.ts'
import { Client, mapSome } from '../../support/ask.ts'
import { field } from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { Seeded } from '../../support/seeded.ts'
import { ssim } from '../../support/ssim.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { Tree } from '../../support/tree.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const pictures = 30
const sets = 40
const random = new Seeded(18)
/** The number of the first picture that `Tree` draws. */
const first = 1

/** Size parameters and others that change a picture, as clients may send them. */
function parameters(): string {
  const sizes = ['width', 'height', 'maxWidth', 'maxHeight', 'fillWidth', 'fillHeight'].flatMap(
    (name) =>
      random.chance(0.3) ? [`${name}=${random.pick([-1, 0, random.whole(16, 260)])}`] : [],
  )
  const format = random.pick(['', '', 'format=jpg', 'format=png', 'format=webp', 'format=original'])
  const quality = random.pick(['', '', 'quality=60', 'quality=90', 'quality=100'])
  const rest = random.pick([
    '',
    '',
    '',
    'backgroundColor=%23336699',
    'foregroundLayer=0.6',
    'blur=3',
  ])
  return [...sizes, format, quality, rest].filter((text) => text !== '').join('&')
}

suite('the same pixels as those of the origin', { timeout: 300_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: Keyart
  let front: Client
  let films: readonly ItemDto[]

  before(async () => {
    const { path: root } = stack.use(await temporaryFolder('same'))
    const tree = new Tree(join(root, 'films'), 2)
    for (let n = 0; n < pictures; n++) {
      const extension = ['jpg', 'png', 'webp'][n % 3]
      tree.film(`Film ${n}/Film ${n}.mkv`).picture(`Film ${n}/poster.${extension}`)
    }
    await tree.write(first)
    const args = ['--access-without-accounts', 'open', '--no-prerender-enabled']
    const unlimited = [
      '--limits-render-seconds-per-minute',
      '0',
      '--limits-derivatives-per-hour',
      '0',
    ]
    const libraries = [{ kind: 'movies', folder: tree.root }]
    origin = stack.use(
      await Keyart.start({ libraries, data: join(root, 'origin'), args: [...args, ...unlimited] }),
    )
    const server = await Keyart.start({
      libraries: [],
      data: join(root, 'front'),
      scanned: false,
      args: ['--upstream', origin.url, ...unlimited],
    })
    front = stack.use(new Client(stack.use(server).url))
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
    films = (await front.json<{ Items: readonly ItemDto[] }>(path)).Items
  })
  after(async () => await stack.disposeAsync())

  test(`${sets} sets of parameters of ${pictures} pictures`, async () => {
    assert.equal(films.length, pictures)
    // These the origin decodes and encodes once more before it sends them, Jellyfin at quality 100.
    const turned = new Set(films.flatMap(({ Id: id, Name: name }) => (isTurned(name) ? [id] : [])))
    const asked = Array.from({ length: sets }, parameters)
    const pairs = asked.flatMap((query) =>
      films.map(({ Id: id }) => `/Items/${id}/Images/Primary?${query}`),
    )
    let compared = 0
    await mapSome(pairs, 4, async (path) => {
      const [theirs, ours] = await Promise.all([origin.client.ask(path), front.ask(path)])
      assert.equal(theirs.status, 200, path)
      assert.match(String(ours.headers['cache-status']), /^Keyart; (?!.*detail=[A-Z])/, path)
      assert.equal(ours.headers['content-type'], theirs.headers['content-type'], path)
      const [one, other] = await Promise.all(
        [ours, theirs].map(({ body }) => sharp(body).metadata()),
      )
      const { width, height } = one!
      assert.deepEqual([width, height], [other!.width, other!.height], path)
      if (Math.min(width, height) < 11) return
      compared++
      const likeness = await ssim(ours.body, theirs.body)
      assert.ok(likeness >= (turned.has(path.split('/')[2]!) ? 0.9 : 0.98), `${likeness} ${path}`)
    })
    assert.ok(compared > pairs.length / 2)
  })
})

/** Whether its poster is a JPEG that EXIF turns: every seventh picture; films have files, too. */
function isTurned(name: string): boolean {
  const number = Number(name.replace('Film ', ''))
  return number % 3 === 0 && (2 * number + 1 + first) % 7 === 0
}

/** Pixels of an answer that a test waits for. */
const maxPixels = 300_000

for (const [version, column] of [
  ['10.11.11', '10.11'],
  ['12.0.0', '12.0'],
] as const)
  test(`sizes through the front are those that Jellyfin ${column} answered with`, async () => {
    await using origin = await PlayingOrigin.open()
    origin.version = version
    origin.forward(60_000)
    await using folder = await temporaryFolder('front')
    await using server = await Keyart.start({
      libraries: [],
      data: folder.path,
      scanned: false,
      args: ['--upstream', origin.url, '--limits-derivatives-per-hour', '0'],
    })
    using front = new Client(server.url)
    const rows = recordedSizes().filter((row) => {
      const [width = 0, height = 0] = row[column].split('x').map(Number)
      return width * height <= maxPixels && !/\bmaxWidth=1\b/.test(row.query)
    })
    const ids = new Map<string, string>()
    // What the versions disagree on, and some of the others.
    const differing = rows.filter((row) => row['10.11'] !== row['12.0'])
    for (const row of new Set([
      ...differing,
      ...Array.from({ length: sets }, () => random.pick(rows)),
    ])) {
      const { original, query } = row
      const shape = `${original.width}x${original.height}`
      const id = ids.get(shape) ?? `${ids.size}`.padStart(32, 'a')
      if (!ids.has(shape))
        origin.put(id, 'Primary', 0, await field('red', original.width, original.height))
      ids.set(shape, id)
      const path = `/Items/${id}/Images/Primary?${query}`
      const { width, height } = await sharp((await front.ask(path)).body).metadata()
      assert.equal(`${width}x${height}`, row[column], `${shape} ${path}`)
    }
    assert.ok(ids.size >= 5)
  })
