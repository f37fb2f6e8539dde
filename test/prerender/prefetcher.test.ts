import assert from 'node:assert/strict'
import { test } from 'node:test'
import { windowSize } from '../../src/prerender/list-view.ts'
import { nearSize } from '../../src/prerender/list-views.ts'
import { Prefetcher } from '../../src/prerender/prefetcher.ts'
import { noise } from '../support/pictures.ts'
import { Fixture } from '../support/derivatives.ts'
import { eventually } from '../support/keyart.ts'

test('what is less urgent waits while images are asked for, also those that are there', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(120, 180).jpeg())
  let now = 0
  await using prefetcher = new Prefetcher({
    catalog: { imagesOf: async () => new Map([[image.ownerId, [image]]]) },
    derivatives: fixture.derivatives,
    limits: { maxOutputPixels: 1_000_000 },
    policy: { avif: 'off', quickFirst: false },
    isReadable: () => true,
    clientSecondsPerMinute: 1,
    concurrency: 1,
    onFailure: (_, error) => assert.ifError(error),
    onError: assert.ifError,
    now: () => now,
  })
  assert.equal(prefetcher.hasViewers, false)
  const accepted = { avif: false, webp: true, gif: true }
  const viewer = { client: 'anyone', isAnonymous: false, network: '127.0.0.1' }
  const request = { size: { maxWidth: 41 }, quality: 90, accepted }
  prefetcher.requested(viewer, image, request)
  await prefetcher.settled()
  assert.deepEqual([prefetcher.isWorking, prefetcher.hasViewers], [false, true])
  now += 10_000
  assert.equal(prefetcher.hasViewers, false)
  // Nor for ever, however many ask.
  const held = Array.from({ length: 100 }, () => {
    prefetcher.requested(viewer, image, request)
    now += 100
    return prefetcher.hasViewers
  })
  assert.deepEqual([held[0], held[10], held.at(-1)], [true, true, false])
})

test('far ahead of a client it goes on by itself once the client pauses', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(120, 180).jpeg())
  const ids = Array.from({ length: 400 }, (_, at) => (at === 0 ? image.ownerId : `id${at}`))
  const lookedAt: string[] = []
  let now = 0
  await using prefetcher = new Prefetcher({
    catalog: {
      imagesOf: async (some) => {
        lookedAt.push(...some)
        return new Map()
      },
    },
    derivatives: fixture.derivatives,
    limits: { maxOutputPixels: 1_000_000 },
    policy: { avif: 'off', quickFirst: false },
    isReadable: () => true,
    clientSecondsPerMinute: 1,
    concurrency: 2,
    onFailure: (_, error) => assert.ifError(error),
    onError: assert.ifError,
    now: () => now,
  })
  const viewer = { client: 'anyone', isAnonymous: false, network: '127.0.0.1' }
  prefetcher.listed(viewer, ids)
  const accepted = { avif: false, webp: true, gif: true }
  for (const ownerId of ['id1', image.ownerId])
    prefetcher.requested(
      viewer,
      { ...image, ownerId },
      { size: { maxWidth: 41 }, quality: 90, accepted },
    )
  await prefetcher.settled()
  assert.deepEqual([lookedAt.length, prefetcher.isWorking], [nearSize, true])
  now += 10_000
  await eventually(async () => assert.equal(prefetcher.isWorking, false))
  assert.deepEqual(lookedAt, ids.slice(1, 1 + windowSize))
})

test('bad luck: however many clients list, ask for an odd size and leave, few images are created at a time', async () => {
  await using fixture = await Fixture.open()
  const image = await fixture.put('poster.jpg', noise(120, 180).jpeg())
  const owners = [image.ownerId, ...Array.from({ length: 40 }, (_, at) => `film ${at}`)]
  const concurrency = 2
  let [running, most] = [0, 0]
  const priorities = new Set<string>()
  const widths = new Set<number>()
  const prepare: typeof fixture.derivatives.prepare = async (of, plans, context) => {
    most = Math.max(most, ++running)
    priorities.add(context.priority)
    for (const { width } of plans) widths.add(width)
    try {
      return await fixture.derivatives.prepare(of, plans, context)
    } finally {
      running--
    }
  }
  await using prefetcher = new Prefetcher({
    catalog: {
      imagesOf: async (ids) => new Map(ids.map((ownerId) => [ownerId, [{ ...image, ownerId }]])),
    },
    derivatives: { has: (key) => fixture.derivatives.has(key), prepare },
    limits: { maxOutputPixels: 1_000_000 },
    policy: { avif: 'off', quickFirst: false },
    isReadable: () => true,
    clientSecondsPerMinute: 1,
    concurrency,
    onFailure: (_, error) => assert.ifError(error),
    onError: assert.ifError,
    now: () => 0,
  })
  const accepted = { avif: false, webp: true, gif: true }
  const clients = Array.from({ length: 100 }, (_, at) => ({
    client: `client ${at}`,
    isAnonymous: false,
    network: `10.0.0.${at}`,
  }))
  for (const [at, viewer] of clients.entries()) {
    prefetcher.listed(viewer, owners)
    // Of one image alone it would decide nothing.
    for (const ownerId of owners.slice(0, 2))
      prefetcher.requested(
        viewer,
        { ...image, ownerId },
        { size: { maxWidth: 10 + at }, quality: 90, accepted },
      )
  }
  await prefetcher.settled()
  assert.equal(widths.size, clients.length)
  // Two at a time, behind those who wait.
  assert.deepEqual([most, [...priorities]], [concurrency, ['prefetch']])
  // Those who list and leave have nothing created.
  for (const viewer of clients)
    prefetcher.listed({ ...viewer, client: `other ${viewer.client}` }, owners)
  await prefetcher.settled()
  assert.equal(widths.size, clients.length)
})
