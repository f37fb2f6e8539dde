import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ImageRecord } from '../../src/library/image.ts'
import { planAhead } from '../../src/prerender/plan-ahead.ts'
import { kindOf, type Shape } from '../../src/prerender/shape.ts'
import type { Derivatives } from '../../src/render/derivatives/derivatives.ts'
import { entryBytes } from '../../src/render/derivatives/kept-bytes.ts'
import { AheadHouse, width } from '../support/ahead.ts'
import { eventually } from '../support/keyart.ts'

const limits = { maxOutputPixels: 1_000_000 }
const policy = 'prerendered'
const never = new AbortController().signal

async function allPosters({ catalog }: AheadHouse): Promise<readonly ImageRecord[]> {
  return (await catalog.announcedImages('', 1000)).images
}

/** Keys of what answers `shape`, of the film that came last first. */
async function keysFor(ahead: AheadHouse, shape: Shape): Promise<string[]> {
  const numberOf = ({ original }: ImageRecord) => Number(/\d+/.exec(original.key)![0])
  const posters = [...(await allPosters(ahead))].sort((a, b) => numberOf(b) - numberOf(a))
  const shapes = new Map([[kindOf(shape), [shape]]])
  return posters.flatMap((poster) => [...planAhead(poster, shapes, limits, policy).likeliest])
}

const heldOf = (derivatives: Derivatives, keys: readonly string[]) =>
  keys.map((key) => derivatives.held(key) !== undefined)

const isWhole = (list: readonly boolean[]) => list.every((one) => one)

test('what is made while somebody is served is in memory; by a command it is not', async () => {
  await using ahead = await AheadHouse.open()
  await ahead.addPosters(4)
  const shapes = [width(20), width(30, { accepts: 'avif' })]
  const { house } = ahead
  await using command = ahead.prerenderer(shapes)
  await command.run(never)
  await house.derivatives.settled()
  assert.equal(command.status.made, 4 * 3)
  assert.equal(house.derivatives.memoryBytes, 0)
  await command.run(never)
  assert.equal(house.derivatives.memoryBytes, 0)

  const others = [width(21), width(31, { accepts: 'avif' })]
  await using server = ahead.prerenderer(others)
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  await house.derivatives.settled()
  for (const shape of others) {
    const keys = await keysFor(ahead, shape)
    assert.equal(keys.length, 4)
    assert.ok(isWhole(heldOf(house.derivatives, keys)))
  }
  // Of a client with AVIF the AVIF; and of what nobody asks for nothing.
  const sizes = (await Promise.all(others.map((shape) => keysFor(ahead, shape))))
    .flat()
    .map((key) => house.storage.sizeOf(key)!)
  assert.equal(
    house.derivatives.memoryBytes,
    sizes.reduce((sum, bytes) => sum + bytes + entryBytes, 0),
  )
})

test('after a start what is kept is read into memory', async () => {
  await using ahead = await AheadHouse.open()
  await ahead.addPosters(5)
  const shape = width(30, { accepts: 'avif' })
  await ahead.prerenderer([shape]).run(never)
  const derivatives = ahead.house.startAgain(10_000_000)
  await using server = ahead.prerenderer([shape], { derivatives })
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  assert.equal(server.status.made, 0)
  const keys = await keysFor(ahead, shape)
  assert.ok(isWhole(heldOf(derivatives, keys)))
  for (const poster of await allPosters(ahead)) {
    const { avif } = planAhead(poster, new Map([[kindOf(shape), [shape]]]), limits, policy)
    for (const [key, plan] of avif) {
      const { origin, bytes } = await derivatives.open(key, poster, plan)
      assert.equal(origin, 'memory')
      assert.deepEqual(bytes, await ahead.house.storage.read(key))
    }
  }
})

test('what came last is read first, and nothing for which there is no room', async () => {
  await using ahead = await AheadHouse.open()
  await ahead.addPosters(24)
  const shape = width(60)
  await ahead.prerenderer([shape]).run(never)
  const keys = await keysFor(ahead, shape)
  const sizes = keys.map((key) => ahead.house.storage.sizeOf(key)!)
  const memoryBytes = 16 * (Math.max(...sizes) + entryBytes)
  const derivatives = ahead.house.startAgain(memoryBytes)
  const read: string[] = []
  await using server = ahead.prerenderer([shape], {
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
  await using ahead = await AheadHouse.open()
  await ahead.addPosters(1)
  const shapes = [width(20), width(30), width(40), width(50)]
  await using server = ahead.prerenderer(shapes)
  server.start()
  await eventually(async () => assert.equal(server.status.state, 'idle'))
  assert.equal(server.status.made, 4)
  const held: boolean[] = []
  for (const shape of shapes)
    held.push(...heldOf(ahead.house.derivatives, await keysFor(ahead, shape)))
  assert.deepEqual(held, [true, true, true, false])
})

test('gives way to whoever waits, and stops when it is told to', async () => {
  await using ahead = await AheadHouse.open()
  await ahead.addPosters(8)
  const shape = width(30)
  await ahead.prerenderer([shape]).run(never)
  const derivatives = ahead.house.startAgain(10_000_000)
  let isBusy = false
  let read = 0
  await using server = ahead.prerenderer([shape], {
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
  assert.equal(heldOf(derivatives, await keysFor(ahead, shape)).filter(Boolean).length, 3)
})
