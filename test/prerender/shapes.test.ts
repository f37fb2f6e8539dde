import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import type { ShapeTally } from '../../src/catalog/images/shape-catalog.ts'
import { openSqliteCatalog } from '../../src/catalog/sqlite/sqlite.ts'
import type { ImageRecord } from '../../src/library/image.ts'
import { jellyfinWebShapes } from '../../src/prerender/jellyfin-web.ts'
import { shapeText } from '../../src/prerender/shape.ts'
import { Shapes } from '../../src/prerender/shapes.ts'
import { halfLife, mostShapes, severalImages } from '../../src/prerender/tally.ts'
import { parseAccept } from '../../src/render/plan/accept.ts'
import type { RenderRequest } from '../../src/render/plan/plan.ts'
import { temporaryFolder } from '../support/temporary.ts'

const image = (number: number): ImageRecord => ({
  ownerId: String(number).padStart(32, '0'),
  type: 'Primary',
  index: 0,
  original: { source: 'folder', key: `${number}.jpg` },
  stamp: { bytes: 1, mtimeMs: 1, ctimeMs: 1 },
  modifiedAt: 0,
  tag: String(number).padStart(8, '0').padEnd(32, 'f'),
  width: 1000,
  height: 1500,
  format: 'jpeg',
  bytes: 1,
  blurHash: '',
  hasAlpha: false,
  frames: 1,
  plain: true,
})

const width = (fillWidth: number): RenderRequest => ({
  size: { fillWidth },
  quality: 96,
  accepted: parseAccept('image/webp'),
})

const onFailure = (error: unknown) => {
  throw error
}

function best(shapes: Shapes): readonly string[] {
  return shapes
    .best()
    .filter(({ type, form }) => type === 'Primary' && form === 'tall')
    .map(shapeText)
}

function ask(shapes: Shapes, request: RenderRequest, images: number, times = 1): void {
  for (let time = 0; time < times; time++)
    for (let number = 1; number <= images; number++)
      // Each time counts where it is another client.
      for (const client of ['a', 'b']) shapes.counter(image(number), request, `${client} ${time}`)()
}

/** A catalog of shapes alone. */
function keeper() {
  const kept: { tallies: readonly ShapeTally[]; writes: number } = { tallies: [], writes: 0 }
  return {
    kept,
    catalog: {
      shapeTallies: async () => kept.tallies,
      setShapeTallies: async (tallies: readonly ShapeTally[]) => {
        kept.tallies = tallies
        kept.writes++
      },
    },
  }
}

test('shapes survive a restart', async () => {
  await using folder = await temporaryFolder()
  await using catalog = await openSqliteCatalog(join(folder.path, 'catalog.sqlite'))
  const options = { catalog, onKeepFailed: onFailure }
  {
    await using shapes = await Shapes.open(options)
    assert.deepEqual(shapes.best().map(shapeText), jellyfinWebShapes.map(shapeText))
    ask(shapes, width(300), severalImages, 2)
    ask(shapes, width(200), severalImages, 5)
    // One image, as often as it may be.
    ask(shapes, width(100), 1, 100)
  }
  await using shapes = await Shapes.open(options)
  const expected = ['Primary tall 96  webp fillWidth=200', 'Primary tall 96  webp fillWidth=300']
  assert.deepEqual(best(shapes), expected)
  // Of the other kinds nothing is known yet.
  assert.deepEqual(
    shapes.best().slice(expected.length).map(shapeText),
    jellyfinWebShapes.map(shapeText).filter((text) => !text.startsWith('Primary tall')),
  )
})

test('what was asked for lately goes before what was asked for more, long ago', async () => {
  const { catalog } = keeper()
  let now = 1_000_000_000_000
  await using shapes = await Shapes.open({ catalog, onKeepFailed: onFailure, now: () => now })
  ask(shapes, width(100), severalImages, 40)
  await shapes.keep()
  now += 5 * halfLife
  ask(shapes, width(200), severalImages, 2)
  assert.deepEqual(best(shapes), [
    'Primary tall 96  webp fillWidth=200',
    'Primary tall 96  webp fillWidth=100',
  ])
})

test('random sizes are bounded in memory and on disk, and never made', async () => {
  const { catalog, kept } = keeper()
  await using shapes = await Shapes.open({ catalog, onKeepFailed: onFailure })
  ask(shapes, width(301), severalImages)
  for (let size = 1; size <= 20_000; size++)
    for (const client of ['a', 'b']) shapes.counter(image(size), width(1000 + size), client)()
  await shapes.keep()
  assert.ok(kept.tallies.length <= mostShapes)
  assert.deepEqual(best(shapes), ['Primary tall 96  webp fillWidth=301'])
})

test('nothing is written when nothing was asked', async () => {
  const { catalog, kept } = keeper()
  const shapes = await Shapes.open({ catalog, onKeepFailed: onFailure })
  await shapes.keep()
  shapes.best()
  shapes.counter(image(1), { size: {}, quality: 90, accepted: parseAccept(undefined) }, 'a')()
  await shapes.keep()
  assert.equal(kept.writes, 0)
  shapes.counter(image(1), width(1), 'a')()
  await shapes[Symbol.asyncDispose]()
  assert.equal(kept.writes, 1)
})

test('what could not be written is written with what comes next', async () => {
  const { catalog, kept } = keeper()
  let isBroken = true
  const failures: unknown[] = []
  await using shapes = await Shapes.open({
    catalog: {
      ...catalog,
      setShapeTallies: async (tallies) => {
        if (isBroken) throw new Error('The disk is full')
        await catalog.setShapeTallies(tallies)
      },
    },
    onKeepFailed: (error) => failures.push(error),
  })
  ask(shapes, width(300), severalImages)
  await shapes.keep()
  assert.equal(failures.length, 1)
  isBroken = false
  await shapes.keep()
  assert.equal(kept.tallies.length, 1)
})

test('point 13: of one client a shape counts once an image and hour, and makes no list alone', async () => {
  const { catalog, kept } = keeper()
  let now = 1_800_000_000_000
  await using shapes = await Shapes.open({ catalog, onKeepFailed: onFailure, now: () => now })
  ask(shapes, width(300), severalImages, 2)
  const before = shapes.best().map(shapeText)
  for (let shape = 0; shape < 12; shape++)
    for (let number = 1; number <= 200; number++)
      for (let time = 0; time < 3; time++)
        shapes.counter(image(number), width(500 + shape), '192.0.2.1')()
  await shapes.keep()
  assert.deepEqual(shapes.best().map(shapeText), before)
  for (const { score } of kept.tallies) assert.ok(score <= 200)
  // Another client asks for one of them as well, and later the same for another.
  shapes.counter(image(1), width(500), '192.0.2.2')()
  assert.equal(shapes.best().map(shapeText).includes('Primary tall 96  webp fillWidth=500'), true)
  assert.equal(shapes.best().map(shapeText).includes('Primary tall 96  webp fillWidth=501'), false)
  now += 24 * 60 * 60 * 1000
  shapes.counter(image(1), width(501), '192.0.2.1')()
  assert.equal(shapes.best().map(shapeText).includes('Primary tall 96  webp fillWidth=501'), true)
  for (const { clients } of kept.tallies)
    for (const client of clients) assert.match(client, /^[0-9a-f]{8}$/)
})

test('point 13: what an earlier version counted, without saying of whom, is counted anew', async () => {
  const { catalog, kept } = keeper()
  const shape = 'Primary tall 96  webp width=3300 height=5000'
  kept.tallies = [{ shape, score: 2400, at: Date.now(), images: ['a', 'b', 'c'], clients: [] }]
  await using shapes = await Shapes.open({ catalog, onKeepFailed: onFailure })
  assert.deepEqual(shapes.best().map(shapeText), jellyfinWebShapes.map(shapeText))
})
