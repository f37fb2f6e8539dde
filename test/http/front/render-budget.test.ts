import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import sharp from 'sharp'
import { Client, mapSome } from '../../support/ask.ts'
import { field } from '../../support/coloured-library.ts'
import { Keyart } from '../../support/keyart.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const token = { 'x-emby-token': 'of a user' }
const sizesPerHour = 3

/** A new item of the origin, with a poster like no other. */
async function addPoster(origin: PlayingOrigin, digit: string): Promise<string> {
  const id = digit.repeat(32)
  const width = 400 + 2 * Number(digit)
  origin.put(id, 'Primary', 0, await field('red', width, width * 1.5))
  // Older than its second, so that its date tells it from the next one.
  origin.forward(60_000)
  return `/Items/${id}/Images/Primary`
}

suite('what may be created for clients in front of a server', { timeout: 180_000 }, () => {
  const stack = new AsyncDisposableStack()
  let origin: PlayingOrigin
  let front: Client

  before(async () => {
    origin = stack.use(await PlayingOrigin.open())
    origin.forward(60_000)
    const { path: data } = stack.use(await temporaryFolder('front'))
    const bound = ['--limits-derivatives-per-hour', `${sizesPerHour}`, '--no-prerender-enabled']
    const args = ['--upstream', origin.url, ...bound]
    const server = await Keyart.start({ libraries: [], data, scanned: false, args })
    front = stack.use(new Client(stack.use(server).url))
  })
  after(async () => await stack.disposeAsync())

  /** Asks for new widths until one is not made; how many were. */
  async function exhaust(poster: string, headers = {}): Promise<number> {
    for (let n = 0; n < 50; n++) {
      const answer = await front.ask(`${poster}?width=${20 + n}`, { headers })
      assert.equal(answer.status, 200)
      if (/substitute/.test(String(answer.headers['cache-status']))) return n
    }
    return assert.fail('Expected an end')
  }

  test('a client whose token the server accepts has the budget of a user', async () => {
    origin.apiKey = token['x-emby-token']
    assert.equal(await exhaust(await addPoster(origin, '1')), sizesPerHour)
    // Images are answered to any token, which says nothing.
    const other = { 'x-emby-token': 'invented' }
    assert.equal((await front.ask('/Items', { headers: other })).status, 401)
    assert.equal(await exhaust(await addPoster(origin, '2'), other), sizesPerHour)
    assert.equal((await front.ask('/System/Info/Public', { headers: token })).status, 200)
    assert.equal(await exhaust(await addPoster(origin, '3'), token), sizesPerHour)
    assert.equal((await front.ask('/Items?Recursive=true', { headers: token })).status, 200)
    assert.equal(await exhaust(await addPoster(origin, '4'), token), 4 * sizesPerHour)
    assert.equal(await exhaust(await addPoster(origin, '5')), sizesPerHour)
    // The same in the query. Which of two tokens was accepted shows in no answer.
    const poster = await addPoster(origin, '6')
    const last = await front.ask(`${poster}?width=9&ApiKey=of%20a%20user`)
    assert.equal(last.status, 200)
    const both = { 'x-emby-token': 'minted' }
    await front.ask('/Items?ApiKey=minted', { headers: token })
    assert.equal(await exhaust(await addPoster(origin, '7'), both), sizesPerHour)
  })

  test('10,000 sizes of one poster leave the origin idle', async () => {
    const poster = await addPoster(origin, '8')
    await front.ask(`${poster}?width=9`)
    origin.asked.splice(0)
    const sizes = Array.from({ length: 10_000 }, (_, n) => `${poster}?width=${10 + n}`)
    const statuses = await mapSome(sizes, 16, async (path) => (await front.ask(path)).status)
    // Larger ones are more than Keyart makes for anyone.
    assert.deepEqual(new Set(statuses), new Set([200, 400]))
    // Whether it is still the same is asked each half minute.
    const asked = origin.asked.splice(0)
    assert.deepEqual(
      asked.filter(({ method }) => method !== 'HEAD'),
      [],
    )
    assert.ok(asked.length < 20, `${asked.length} questions`)
    const other = await front.ask(`${poster}?width=50`, { from: '127.0.0.2' })
    assert.equal(other.status, 200)
    assert.equal((await front.ask('/keyart/health/ready')).status, 200)
  })

  test('what is too large, and what the budget has nothing for, does not reach the origin', async () => {
    const poster = await addPoster(origin, '9')
    await front.ask(`${poster}?width=9`)
    origin.asked.splice(0)
    const huge = await front.ask(`${poster}?width=23100&height=23100`)
    assert.equal(huge.status, 400)
    assert.deepEqual(origin.asked, [])
  })
})

test('a spent budget is told by Keyart where nothing stands in', async () => {
  await using origin = await PlayingOrigin.open()
  origin.forward(60_000)
  await using folder = await temporaryFolder('front')
  const spent = ['--limits-render-seconds-per-minute', '1', '--no-cache-intermediates']
  await using server = await Keyart.start({
    libraries: [],
    data: folder.path,
    scanned: false,
    args: ['--upstream', origin.url, ...spent],
  })
  using front = new Client(server.url)
  const statuses = new Set<number>()
  for (let n = 0; n < 20; n++) {
    const id = `${n}`.padStart(32, 'b')
    // Turned by EXIF, so that the original does not stand in for it.
    origin.put(id, 'Primary', 0, await turned(2000 + n))
    const { status } = await front.ask(`/Items/${id}/Images/Primary?width=1900&format=webp`)
    statuses.add(status)
    if (status === 429) break
  }
  assert.deepEqual([...statuses], [200, 429])
  const isPlain = ({ path }: { readonly path: string }) => !path.includes('width=')
  assert.ok(origin.asked.every(isPlain))
})

async function turned(side: number): Promise<Buffer> {
  const create = { width: side, height: side, channels: 3, background: 'teal' } as const
  return await sharp({ create }).jpeg().withMetadata({ orientation: 6 }).toBuffer()
}
