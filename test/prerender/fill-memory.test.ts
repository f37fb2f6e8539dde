import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImageRecord } from '../../src/library/image.ts'
import { planPrerender } from '../../src/prerender/plan-prerender.ts'
import { kindOf, type SizePreset } from '../../src/prerender/size-preset.ts'
import type { Derivatives } from '../../src/render/derivatives/derivatives.ts'
import { entryBytes } from '../../src/render/derivatives/derivative-cache.ts'
import { PrerenderFixture, width } from '../support/prerender-fixture.ts'
import { eventually } from '../support/keyart.ts'

const limits = { maxOutputPixels: 1_000_000 }
const policy = 'prerendered'
const never = new AbortController().signal

async function allPosters({ catalog }: PrerenderFixture): Promise<readonly ImageRecord[]> {
  return (await catalog.announcedImages('', 1000)).images
}

/** Keys of what answers `shape`, of the film that came last first. */
async function keysFor(ahead: PrerenderFixture, preset: SizePreset): Promise<string[]> {
  const numberOf = ({ original }: ImageRecord) => Number(/\d+/.exec(original.key)![0])
  const posters = [...(await allPosters(ahead))].sort((a, b) => numberOf(b) - numberOf(a))
  const presets = new Map([[kindOf(preset), [preset]]])
  return posters.flatMap((poster) => [...planPrerender(poster, presets, limits, policy).likeliest])
}

const heldOf = (derivatives: Derivatives, keys: readonly string[]) =>
  keys.map((key) => derivatives.held(key) !== undefined)

const isWhole = (list: readonly boolean[]) => list.every((one) => one)

test('what is made while somebody is served is in memory; by a command it is not', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(4)
  const presets = [width(20), width(30, { accepts: 'avif' })]
  const { fixture } = ahead
  await using command = ahead.prerenderer(presets)
  await command.run(never)
  await fixture.derivatives.settled()
  assert.equal(command.status.made, 4 * 3)
  assert.equal(fixture.derivatives.memoryBytes, 0)
  await command.run(never)
  assert.equal(fixture.derivatives.memoryBytes, 0)

  const others = [width(21), width(31, { accepts: 'avif' })]
  await using server = ahead.prerenderer(others)
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  await fixture.derivatives.settled()
  for (const preset of others) {
    const keys = await keysFor(ahead, preset)
    assert.equal(keys.length, 4)
    assert.ok(isWhole(heldOf(fixture.derivatives, keys)))
  }
  // Of a client with AVIF the AVIF; and of what nobody asks for nothing.
  const sizes = (await Promise.all(others.map((preset) => keysFor(ahead, preset))))
    .flat()
    .map((key) => fixture.storage.sizeOf(key)!)
  assert.equal(
    fixture.derivatives.memoryBytes,
    sizes.reduce((sum, bytes) => sum + bytes + entryBytes, 0),
  )
})

test('after a start what is kept is read into memory', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(5)
  const preset = width(30, { accepts: 'avif' })
  await ahead.prerenderer([preset]).run(never)
  const derivatives = ahead.fixture.startAgain(10_000_000)
  await using server = ahead.prerenderer([preset], { derivatives })
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  assert.equal(server.status.made, 0)
  const keys = await keysFor(ahead, preset)
  assert.ok(isWhole(heldOf(derivatives, keys)))
  for (const poster of await allPosters(ahead)) {
    const { avif } = planPrerender(poster, new Map([[kindOf(preset), [preset]]]), limits, policy)
    for (const [key, plan] of avif) {
      const { origin, bytes } = await derivatives.open(key, poster, plan)
      assert.equal(origin, 'memory')
      assert.deepEqual(bytes, await ahead.fixture.storage.read(key))
    }
  }
})

test('what came last is read first, and nothing for which there is no room', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(24)
  const preset = width(60)
  await ahead.prerenderer([preset]).run(never)
  const keys = await keysFor(ahead, preset)
  const sizes = keys.map((key) => ahead.fixture.storage.sizeOf(key)!)
  const memoryBytes = 16 * (Math.max(...sizes) + entryBytes)
  const derivatives = ahead.fixture.startAgain(memoryBytes)
  const read: string[] = []
  await using server = ahead.prerenderer([preset], {
    derivatives: {
      prepare: (...asked) => derivatives.prepare(...asked),
      readAhead: async (key, bytes) => {
        read.push(key)
        return await derivatives.readAhead(key, bytes)
      },
    },
  })
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  const held = heldOf(derivatives, keys)
  const count = held.filter((isHeld) => isHeld).length
  assert.ok(count >= 12 && count < 24, String(count))
  assert.deepEqual(
    held,
    keys.map((_, at) => at < count),
  )
  assert.ok(derivatives.memoryBytes <= (memoryBytes * 3) / 4)
  // The one for which there was no room was the last.
  assert.deepEqual(read, keys.slice(0, count + 1))
})

test('of an image the three likeliest shapes alone take room', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(1)
  const presets = [width(20), width(30), width(40), width(50)]
  await using server = ahead.prerenderer(presets)
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  assert.equal(server.status.made, 4)
  const held: boolean[] = []
  for (const preset of presets)
    held.push(...heldOf(ahead.fixture.derivatives, await keysFor(ahead, preset)))
  assert.deepEqual(held, [true, true, true, false])
})

test('gives way to whoever waits, and stops when it is told to', async () => {
  await using ahead = await PrerenderFixture.open()
  await ahead.addPosters(8)
  const preset = width(30)
  await ahead.prerenderer([preset]).run(never)
  const derivatives = ahead.fixture.startAgain(10_000_000)
  let isBusy = false
  let read = 0
  await using server = ahead.prerenderer([preset], {
    isBusy: () => isBusy,
    derivatives: {
      prepare: (...asked) => derivatives.prepare(...asked),
      readAhead: async (key, bytes) => {
        // Somebody comes while the third is read.
        if (++read === 3) isBusy = true
        return await derivatives.readAhead(key, bytes)
      },
    },
  })
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'paused'))
  assert.equal(read, 3)
  await server[Symbol.asyncDispose]()
  assert.equal(read, 3)
  assert.equal(heldOf(derivatives, await keysFor(ahead, preset)).filter(Boolean).length, 3)
})
