/*
 * Requests that have stopped or filled other servers of images, each by the name it is known by.
 */
import assert from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import fc from 'fast-check'
import { networkOf } from '../../src/networks.ts'
import { isKeyartError } from '../../src/errors.ts'
import { parseAuthorization } from '../../src/http/access/auth.ts'
import { splitQuery } from '../../src/http/protocol/query-keys.ts'
import { parseAccept } from '../../src/render/plan/accept.ts'
import { parseColour } from '../../src/render/plan/colour.ts'
import { sizeNames } from '../../src/render/plan/geometry.ts'
import { planRender, type RenderRequest } from '../../src/render/plan/plan.ts'
import { eventually, Keyart } from '../support/keyart.ts'
import { renderersOf } from '../support/keyart.ts'
import { memoryOf, writeFilms } from '../support/load.ts'
import { threadTime } from '../support/thread-time.ts'
import { temporaryFolder } from '../support/temporary.ts'

const maxBytes = 400_000
const derivativesPerHour = 40

describe('against a server', () => {
  const stack = new AsyncDisposableStack()
  let keyart: Keyart
  let data: string
  let posters: readonly string[]

  before(async () => {
    const { path } = stack.use(await temporaryFolder())
    data = join(path, 'data')
    const folder = await writeFilms(join(path, 'films'), 3)
    const args = [
      '--cache-max-bytes',
      String(maxBytes),
      '--no-prerender-enabled',
      '--no-cache-intermediates',
    ]
    const bound = ['--limits-derivatives-per-hour', String(derivativesPerHour)]
    const libraries = [{ kind: 'movies', folder }]
    keyart = stack.use(await Keyart.start({ libraries, data, args: [...args, ...bound] }))
    const url = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items } = await keyart.client.json<{ Items: readonly { Id: string }[] }>(url)
    posters = Items.map(({ Id }) => `/Items/${Id}/Images/Primary`)
  })
  after(() => stack.disposeAsync())

  test('jellyfin/jellyfin#17056: one anonymous request for a huge picture', async () => {
    const [poster] = posters
    await keyart.client.ask(`${poster!}?width=50`)
    const renderers = renderersOf(keyart.pid)
    assert.ok(renderers.length > 0 || process.platform !== 'linux')
    const peaks = () => renderers.map((pid) => memoryOf(pid).peak)
    const before = peaks()
    for (const size of ['width=23100&height=23100', 'width=23100', 'height=23100', 'width=1e9']) {
      const { status, body } = await keyart.client.ask(`${poster!}?${size}`)
      assert.equal(status, 400, size)
      assert.match(body.toString(), /"OUTPUT_TOO_LARGE"/)
    }
    // These never enlarge.
    for (const size of ['maxWidth=23100', 'fillWidth=23100&fillHeight=23100'])
      assert.equal((await keyart.client.ask(`${poster!}?${size}`)).status, 200, size)
    for (const [index, peak] of peaks().entries()) assert.ok(peak - before[index]! < 100_000_000)
  })

  test('GHSA-3x4c-7xq6-9pq8 (next): a picture in endless variants fills no disk', async () => {
    let made = 0
    for (let n = 0; n < 120; n++) {
      const { status, headers } = await keyart.client.ask(`${posters[1]!}?width=${200 + n}`)
      assert.equal(status, 200)
      // Another size, that is there already, in place of one more.
      if (!String(headers['cache-status']).includes('substitute')) made++
    }
    // One more comes in while it takes a minute and a half.
    assert.ok(made >= derivativesPerHour && made <= derivativesPerHour + 2, `${made}`)
    // What was written just now is counted, and the oldest leave.
    await eventually(async () => assert.ok((await bytesIn(join(data, 'derivatives'))) <= maxBytes))
  })

  test('jellyfin/jellyfin#15629: no temporary file is left, of whatever end', async () => {
    const leaving = Array.from({ length: 20 }, async (_, n) => {
      const signal = AbortSignal.timeout(1 + n * 4)
      await fetch(`${keyart.url}${posters[2]!}?width=${400 + n}`, { signal })
        .then((response) => response.arrayBuffer())
        .catch(() => undefined)
    })
    await Promise.all(leaving)
    await eventually(async () =>
      assert.deepEqual(await readdir(join(data, 'derivatives', 'tmp')), []),
    )
    assert.deepEqual(await readdir(join(data, 'uploads', 'tmp')).catch(() => []), [])
  })
})

async function bytesIn(folder: string): Promise<number> {
  let sum = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile())
      sum += await stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      )
  return sum
}

test('CVE-2026-53505 (thumbor): no way of asking gets past the limit, which is looked at last', () => {
  const limits = { maxOutputPixels: 1_000_000 }
  const side = fc.option(fc.integer({ min: 1, max: 100_000 }), { nil: undefined })
  const asked = fc.record({
    size: fc.record(Object.fromEntries(sizeNames.map((name) => [name, side]))),
    format: fc.constantFrom('jpeg', 'webp', 'avif', 'png', 'gif', undefined),
    step: fc.constantFrom(0, 64),
    width: fc.integer({ min: 1, max: 20_000 }),
    height: fc.integer({ min: 1, max: 20_000 }),
  })
  const outcomes = { original: 0, derive: 0, refused: 0 }
  fc.assert(
    fc.property(asked, ({ size, format, step, width, height }) => {
      const given = Object.entries(size).filter(([, value]) => value !== undefined)
      const request: RenderRequest = {
        size: Object.fromEntries(given),
        quality: 50,
        accepted: parseAccept('*/*'),
        ...(format === undefined ? {} : { format }),
      }
      const image = {
        width,
        height,
        format: 'jpeg',
        hasAlpha: false,
        frames: 1,
        servableAsIs: true,
      } as const
      try {
        const plan = planRender(image, request, { ...limits, sizeStep: step })
        outcomes[plan.kind]++
        if (plan.kind === 'derive') assert.ok(plan.width * plan.height <= limits.maxOutputPixels)
      } catch (error) {
        assert.ok(isKeyartError(error, 'OUTPUT_TOO_LARGE'), String(error))
        outcomes.refused++
      }
    }),
    { numRuns: 1000 },
  )
  for (const outcome of ['derive', 'refused'] as const)
    assert.ok(outcomes[outcome] > 50, JSON.stringify(outcomes))
})

test('CVE-2026-53504 (thumbor): no text that a stranger sends takes long to read', () => {
  // As long as a request's head may be, in what makes careless patterns try everything.
  const texts = [
    '=',
    '"\\',
    ', ',
    'a=',
    'a="',
    '0',
    ' ',
    '(',
    '%',
    '&',
    ':',
    '::',
    ',image/',
    ';q=',
  ]
    .map((part) => part.repeat(16_384 / part.length))
    .flatMap((text) => [text, `${text}!`, `"${text}`, `MediaBrowser ${text}`, `#${text}`])
  const readers: Readonly<Record<string, (text: string) => unknown>> = {
    parseAuthorization,
    splitQuery,
    parseAccept,
    parseColour,
    networkOf,
  }
  for (const [name, read] of Object.entries(readers))
    for (const text of texts) {
      const took = threadTime(() => read(text))
      assert.ok(took < 1000, `${name} of ${text.slice(0, 20)}…: ${took} ms`)
    }
})
