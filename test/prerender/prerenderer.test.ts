import assert from 'node:assert/strict'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'node:test'
import { PrerenderFixture, width } from '../support/prerender-fixture.ts'
import { eventually } from '../support/keyart.ts'

const never = new AbortController().signal

test('makes every shape of every image, once, and knows by itself what is there', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(6)
  const presets = [
    width(20),
    width(30, { accepts: 'avif' }),
    // Of no image here.
    width(40, { orientation: 'wide' }),
    width(50, { type: 'Backdrop' }),
    // Larger than the posters: they go out as they are.
    width(100),
    // Above the limits.
    width(1, { size: { width: 20_000 } }),
  ]
  const first = ahead.prerenderer(presets)
  await first.run(never)
  // 20 and 30 as WebP, 30 as AVIF.
  assert.equal(first.status.made, 6 * 3)
  assert.deepEqual(
    { ...first.status, bytes: 0, finishedAt: 0 },
    {
      state: 'idle',
      round: 'avif',
      images: 6,
      done: 6,
      made: 18,
      failed: 0,
      full: false,
      bytes: 0,
      finishedAt: 0,
    },
  )
  assert.ok(first.status.finishedAt !== undefined)
  assert.equal(first.status.bytes, ahead.fixture.storage.bytes)

  const second = ahead.prerenderer([...presets, width(10)])
  await second.run(never)
  assert.equal(second.status.made, 6)
  assert.equal(second.status.bytes, ahead.fixture.storage.bytes)
  for (const { accepts } of [{ accepts: 'off' }, { accepts: 'always' }] as const) {
    const other = ahead.prerenderer(presets, { avif: accepts })
    await other.run(never)
    assert.equal(other.status.made, 0, accepts)
  }
})

test('holds back while somebody waits, and goes on then', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(8)
  let isBusy = true
  await using prerenderer = ahead.prerenderer([width(20)], { isBusy: () => isBusy })
  prerenderer.start()
  await eventually(async () => assert.equal(prerenderer.status.state, 'paused'))
  await sleep(300)
  assert.equal(prerenderer.status.made, 0)
  isBusy = false
  await eventually(async () => assert.ok(prerenderer.status.made > 0))
  isBusy = true
  await eventually(async () => assert.match(prerenderer.status.state, /paused|idle/))
  isBusy = false
  await eventually(async () => assert.equal(prerenderer.status.state, 'idle'))
  assert.equal(prerenderer.status.made, 8)
})

test('stopped anywhere, the next run makes what is missing and no more', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(12)
  let made = 0
  for (let round = 0; made < 24 && round < 20; round++) {
    const stopping = new AbortController()
    const prerenderer = ahead.prerenderer([width(20), width(30)])
    const running = prerenderer.run(stopping.signal)
    // A few at a time.
    while (prerenderer.status.made < 4 && prerenderer.status.state !== 'idle') await sleep(1)
    stopping.abort()
    await running
    await prerenderer[Symbol.asyncDispose]()
    assert.equal(prerenderer.status.state, 'idle')
    made += prerenderer.status.made
  }
  assert.equal(made, 24)
})

test('an image that cannot be made is passed over, and told of once', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(5)
  const gone = join(ahead.fixture.root, 'poster-3.jpg')
  await rename(gone, `${gone}.away`)
  const failures: string[] = []
  await using prerenderer = ahead.prerenderer([width(20), width(30, { accepts: 'avif' })], {
    onFailure: ({ original }) => failures.push(original.key),
  })
  await prerenderer.run(never)
  await prerenderer.run(never)
  const { failed, made, state } = prerenderer.status
  assert.deepEqual({ failed, made, state }, { failed: 1, made: 4 * 3, state: 'idle' })
  assert.deepEqual(failures, ['poster-3.jpg'])

  // As the disk of a library is mounted again.
  await rename(`${gone}.away`, gone)
  await prerenderer.run(never)
  assert.equal(prerenderer.status.failed, 0)
  assert.equal(prerenderer.status.made, 5 * 3)
})

test('stops for want of room, and pushes nothing out', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(10)
  const { storage } = ahead.fixture
  const own = ahead.prerenderer([width(60)], { maxBytes: 40_000 })
  await own.run(never)
  assert.equal(own.status.full, true)
  assert.ok(own.status.made > 0 && own.status.made < 10, String(own.status.made))
  assert.ok(storage.bytes <= 40_000)

  const { bytes } = storage
  const others = ahead.prerenderer([width(60)], {
    openCapacity: async () => ({
      free: () => bytes + 9000 - storage.bytes,
      sizeOf: (key) => storage.sizeOf(key),
      expect: (key) => storage.expect(key),
    }),
  })
  await others.run(never)
  assert.equal(others.status.full, true)
  assert.ok(storage.bytes <= bytes + 9000)
})

test('what changes is made soon', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(2)
  await using prerenderer = ahead.prerenderer([width(20)])
  // Before it is started nothing is done, so that a command that only scans does not.
  prerenderer.changed(['x'])
  prerenderer.start()
  await eventually(async () => assert.equal(prerenderer.status.made, 2))
  await eventually(async () => assert.equal(prerenderer.status.state, 'idle'))
  prerenderer.changed(await ahead.addPosters(3))
  await eventually(async () => assert.equal(prerenderer.status.made, 5))
})

test('clients that come to ask for something else are followed', async (context) => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(2)
  const presets = [width(20)]
  context.mock.timers.enable({ apis: ['setInterval'] })
  await using prerenderer = ahead.prerenderer(presets)
  prerenderer.start()
  await eventually(async () => assert.equal(prerenderer.status.state, 'idle'))
  context.mock.timers.tick(10 * 60_000)
  assert.equal(prerenderer.status.made, 2)
  presets.push(width(30))
  context.mock.timers.tick(10 * 60_000)
  await eventually(async () => assert.equal(prerenderer.status.made, 4))
})

test('point 13: stops at its processor time of a day, and goes on when there is some again', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(8)
  let now = 0
  const options = { maxSecondsPerDay: 0.001, concurrency: 1, now: () => now }
  await using prerenderer = ahead.prerenderer([width(20), width(30)], options)
  prerenderer.start()
  await eventually(async () => {
    assert.equal(prerenderer.status.state, 'paused')
    assert.ok(prerenderer.status.made > 0)
  })
  const { made } = prerenderer.status
  assert.ok(made < 16, `${made}`)
  now += 30 * 24 * 60 * 60 * 1000
  await eventually(async () => assert.ok(prerenderer.status.made > made))
  // What somebody has run on purpose is not bound by it.
  const verb = ahead.prerenderer([width(20), width(30)], options)
  await verb.run(never)
  assert.equal(verb.status.state, 'idle')
})

test('point 13: nothing is made beyond the original, nor beyond a screen', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(2)
  const prerenderer = ahead.prerenderer([
    width(20),
    width(3300, { size: { width: 3300, height: 5000 } }),
    width(150, { size: { width: 150 } }),
  ])
  await prerenderer.run(never)
  assert.equal(prerenderer.status.made, 2)
})
