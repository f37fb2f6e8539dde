import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { UpstreamReport } from '../../../src/http/front/upstream-route.ts'
import { apiKey, eventually, Keyart } from '../../support/keyart.ts'
import { Client } from '../../support/ask.ts'
import {
  type Colour,
  colours,
  openColouredFixture,
  quartersOf,
} from '../../support/coloured-library.ts'
import { noise } from '../../support/pictures.ts'
import { temporaryFolder } from '../../support/temporary.ts'
import { PlayingOrigin } from '../../support/upstream/playing-origin.ts'

const key = 'a-key'
const idOf = (at: number) => at.toString(16).padStart(32, '0')
const report = async (front: Keyart, token = key) =>
  await front.client.json<UpstreamReport>('/keyart/api/upstream', {
    headers: { 'x-emby-token': token },
  })
const done = async (front: Keyart, listed: number, token = key) =>
  await eventually(async () => {
    const { lists, images, prerender } = await report(front, token)
    assert.equal(lists?.state, 'idle')
    assert.deepEqual([images.listed, images.due, images.state], [listed, 0, 'idle'])
    assert.equal(prerender.state, 'idle')
  }, 180_000)

suite('images that are fetched in advance', { timeout: 600_000 }, () => {
  test('the first view of a wall asks for no file, and a kill costs nothing', async () => {
    await using origin = await PlayingOrigin.open()
    origin.apiKey = key
    const count = 24
    for (let at = 1; at <= count; at++)
      origin.put(idOf(at), 'Primary', 0, await noise(300, 450, at).jpeg().toBuffer())
    origin.put(idOf(count), 'Backdrop', 0, Buffer.from('no picture'))
    origin.forward(180_000)
    await using folder = await temporaryFolder('front')
    const args = ['--upstream', origin.url, '--upstream-api-key', key]
    const options = { libraries: [], data: folder.path, scanned: false, args }
    let stored = 0
    {
      // In the middle of it.
      await using front = await Keyart.start(options)
      await eventually(async () => {
        stored = (await report(front)).images.stored
        assert.ok(stored >= 3)
      })
      await front.kill9()
      origin.takeSent()
    }
    await using front = await Keyart.start(options)
    await done(front, count + 1)
    // What was stored is not fetched again.
    const sent = origin.takeSent().length
    assert.ok(sent <= count + 1 - stored, `${sent} files after ${stored}`)
    const { problems, prerender, images } = await report(front)
    assert.deepEqual(
      problems.map(({ ownerId, type }) => [ownerId, type]),
      [[idOf(count), 'Backdrop']],
    )
    assert.equal(images.stored, count)
    assert.ok(prerender.made > 0)

    origin.asked.length = 0
    using client = new Client(front.url)
    for (let at = 1; at <= count; at++) {
      const { status } = await client.ask(`/Items/${idOf(at)}/Images/Primary?fillWidth=${90 + at}`)
      assert.equal(status, 200)
    }
    assert.deepEqual(origin.takeSent(), [])
    // Who is no administrator there does not see the report.
    assert.equal((await client.ask('/keyart/api/upstream')).status, 403)
  })

  test('photographs are left to the origin, after a restart too', async () => {
    await using origin = await PlayingOrigin.open()
    origin.apiKey = key
    const [photo, film] = [idOf(1), idOf(2)]
    for (const id of [photo, film])
      origin.put(id, 'Primary', 0, await noise(60, 90, 1).png().toBuffer())
    origin.kinds.set(photo, 'Photo')
    origin.forward(180_000)
    await using folder = await temporaryFolder('front')
    const args = ['--upstream', origin.url, '--upstream-api-key', key]
    const options = { libraries: [], data: folder.path, scanned: false, args }
    const path = `/Items/${photo}/Images/Primary?fillWidth=20`
    for (const run of ['first', 'second']) {
      await using front = await Keyart.start(options)
      await done(front, 2)
      using client = new Client(front.url)
      origin.forward(180_000)
      const { headers } = await client.ask(path)
      assert.equal(headers['cache-status'], 'Keyart; fwd=bypass; detail=photo')
      const expected = run === 'first' ? [`/Items/${film}/Images/Primary`, path] : [path]
      assert.deepEqual(
        origin.takeSent().map((asked) => asked.path),
        expected,
      )
    }
  })

  test('no more than two at a time, and none while the origin refuses', async () => {
    await using origin = await PlayingOrigin.open()
    origin.apiKey = key
    for (let at = 1; at <= 6; at++)
      origin.put(idOf(at), 'Primary', 0, await noise(60, 90, at).png().toBuffer())
    origin.forward(180_000)
    origin.mayRead = () => 503
    await using folder = await temporaryFolder('front')
    const args = ['--upstream', origin.url, '--upstream-api-key', key]
    await using front = await Keyart.start({
      libraries: [],
      data: folder.path,
      scanned: false,
      args,
    })
    await eventually(async () => assert.equal((await report(front)).images.state, 'failing'))
    assert.equal((await report(front)).images.due, 6)
    assert.ok(origin.takeSent().length <= 2)
    origin.mayRead = () => 200
    await done(front, 6)
  })

  test('of another Keyart, every image is there when it is asked for', async () => {
    await using origin = await openColouredFixture()
    const { 'x-emby-token': program = '' } = await apiKey(`${origin.root}/data`)
    await using folder = await temporaryFolder('front')
    const args = ['--upstream', origin.keyart.url, '--upstream-api-key', program]
    await using front = await Keyart.start({
      libraries: [],
      data: folder.path,
      scanned: false,
      args,
    })
    await eventually(async () => {
      const { lists, images } = await report(front, program)
      assert.deepEqual([lists?.state, images.due, images.state], ['idle', 0, 'idle'])
      assert.ok(images.listed >= 12, `${images.listed}`)
      assert.equal(images.stored, images.listed)
    }, 180_000)
    using client = new Client(front.url)
    const path = '/Items?Recursive=true&IncludeItemTypes=Movie'
    const { Items: films } = await client.json<{ Items: readonly { Id: string }[] }>(path, {
      headers: origin.user,
    })
    assert.ok(films.length >= 4)
    for (const { Id: id } of films) {
      const { body } = await client.ask(`/Items/${id}/Images/Primary?width=9`)
      assert.ok(((await quartersOf(body)).split(' ')[0]! as Colour) in colours)
    }
  })
})
